"""Manifests after a whole run: they agree with the code as it was left, and say one thing once."""

from pathlib import Path

import pytest

from stability_checker.cli import invoke

COMMAND = ["--to", "starlette==1.10.0", "--no-cache", "--unsafe"]


def test_a_package_that_the_new_code_imports_is_required_at_once(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("from starlette.middleware.wsgi import WSGIMiddleware\n")
    pins = tmp_path / "requirements.txt"
    pins.write_text("starlette>=0.12\n")
    invoke(["upgrade", str(tmp_path), *COMMAND])
    assert pins.read_text() == "a2wsgi\nstarlette>=0.12\n"
    assert invoke(["upgrade", str(tmp_path), *COMMAND, "--check"]) == 0


def test_the_oldest_python_is_raised_in_one_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text('[project]\nname = "x"\nrequires-python = ">=3.8"\ndependencies = ["starlette"]\n')
    (tmp_path / "main.py").write_text("import starlette\n")
    invoke(["upgrade", str(tmp_path), *COMMAND])
    assert 'requires-python = ">=3.11"' in pyproject.read_text()
    assert capsys.readouterr().out.count("[require_python]") == 1
