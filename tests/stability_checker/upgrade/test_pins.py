"""Manifests after a whole run: they agree with the code as it was left, and say one thing once."""

from pathlib import Path

import pytest

from stability_checker.cli import invoke
from stability_checker.upgrade.plan import Target
from stability_checker.upgrade.run import Settings, upgrade

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


UV = """version = 1

[[package]]
name = "idna"
version = "3.7"

[[package]]
name = "starlette"
version = "{}"
"""
PIPFILE = """{{
    "_meta": {{}},
    "default": {{
        "starlette": {{"hashes": [], "version": "=={}"}}
    }},
    "develop": {{}}
}}
"""
TELLING = [
    ("uv.lock", UV.format("0.27.0"), [(8, "uv lock --upgrade-package starlette")]),
    ("poetry.lock", UV.format("1.9.0"), [(8, "poetry update starlette")]),
    ("Pipfile.lock", PIPFILE.format("0.27.0"), [(4, "pipenv update starlette")]),
    ("Pipfile", '[requires]\npython_version = "3.8"\n', [(2, 'python_version = "3.8"\' is a Python older than 3.11')]),
    ("Dockerfile", "FROM node:20\nFROM --platform=linux python:3.8-slim AS run\n", [(2, "'python:3.8-slim' is a")]),
    ("Dockerfile", "FROM library/uvicorn:python3.7\n", [(1, "'library/uvicorn:python3.7' is a")]),
    ("environment.yml", "dependencies:\n  - python=3.8\n  - pip\n", [(2, "'python=3.8' is a")]),
    ("tox.ini", "[tox]\nenvlist = py{310,311},\n    py39\n", [(2, "'py310' is a"), (3, "'py39' is a")]),
    ("tox.ini", "[testenv]\ndeps =\n    old: starlette<0.20\n    new: starlette\n", [(3, "of the factor old rules")]),
]
SILENT = [
    ("uv.lock", UV.format("1.10.0")),
    ("uv.lock", UV.format("0.27.0").replace("starlette", "flask")),
    ("poetry.lock", "half a ["),
    ("Pipfile", '[requires]\npython_version = "3.12"\n'),
    ("Dockerfile", "FROM python:3.12\nFROM python:3\nFROM cpython-tools:3.8\nRUN echo FROM python:3.8\n"),
    ("environment.yml", "dependencies:\n  - python>=3.8\n  - python=3.13\n"),
    ("tox.ini", "[tox]\nenvlist = py{311,312}, pypy3, lint\n[testenv]\ndeps =\n    new: starlette>=1\n"),
]


def _told(folder: Path, name: str, text: str, code: str = "import starlette\n") -> list[tuple[int, str]]:
    (folder / "main.py").write_text(code)
    (folder / name).write_text(text)
    settings = Settings(target=Target.parse("starlette==1.10.0"), cache=False, unsafe=True)
    found = [(one.line, one.message) for file in upgrade([folder], settings).files for one in file.manual]
    assert (folder / name).read_text() == text
    return found


@pytest.mark.parametrize(("name", "text", "expected"), TELLING)
def test_what_rules_the_release_out_and_is_no_requirement_is_told(
    tmp_path: Path, name: str, text: str, expected: list[tuple[int, str]]
) -> None:
    found = _told(tmp_path, name, text)
    assert [line for line, _ in found] == [line for line, _ in expected]
    assert all(part in message for (_, message), (_, part) in zip(found, expected, strict=True))


@pytest.mark.parametrize(("name", "text"), SILENT)
def test_what_admits_the_release_is_not_told(tmp_path: Path, name: str, text: str) -> None:
    assert _told(tmp_path, name, text) == []


def test_the_pythons_of_a_project_without_the_library_are_its_own(tmp_path: Path) -> None:
    assert _told(tmp_path, "Dockerfile", "FROM python:3.8\n", "import flask\n") == []
