"""Tests of the stand-in for Starlette: aliases in this process and in its children, metadata, and mistakes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.compat import API_VERSION
from toolkit.compat.__main__ import environment, main, resolved

REPOSITORY = Path(__file__).parents[2]


def python(*arguments: str, path: str = "") -> str:
    """What a Python process prints, its errors included; installing aliases is for the life of a process."""
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [path, str(REPOSITORY)]))}
    command = [sys.executable, "-W", "error", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, env=variables, check=False, cwd="/")
    return result.stdout + result.stderr


ALIASES = """
import importlib, pkgutil, toolkit
from toolkit.exceptions import ToolkitDeprecationWarning
import warnings
warnings.simplefilter("ignore", ToolkitDeprecationWarning)
import starlette
for info in pkgutil.walk_packages(toolkit.__path__, "toolkit."):
    if info.name.startswith("toolkit.compat") or info.name.endswith("opentelemetry"):
        continue
    alias = importlib.import_module("starlette" + info.name.removeprefix("toolkit"))
    original = importlib.import_module(info.name)
    assert alias is original, info.name
    assert original.__spec__.name == original.__name__ == info.name, info.name
import starlette.applications, starlette.exceptions, toolkit.applications
assert starlette.routing is toolkit.routing
assert starlette.applications.Starlette is toolkit.applications.Toolkit
assert starlette.exceptions.StarletteDeprecationWarning is ToolkitDeprecationWarning
print("aliased", starlette.__version__)
"""


def test_every_module_is_one_object_under_two_names() -> None:
    assert python("-c", f"import toolkit.compat; toolkit.compat.install(){ALIASES}") == f"aliased {API_VERSION}\n"


def test_command_runs_with_aliases_and_so_do_its_children() -> None:
    child = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {ALIASES!r}]))"
    assert python("-m", "toolkit.compat", "-c", child) == f"aliased {API_VERSION}\n"


@pytest.mark.parametrize(
    "code",
    [
        "from starlette.routing import Route as a; from toolkit.routing import Route as b; print(a is b)",
        "import starlette.responses as r, toolkit.responses; print(r is toolkit.responses)",
        "from starlette import status; print(status.HTTP_200_OK == 200)",
        "from importlib.metadata import version; print(version('starlette') == '1.10.0')",
        "from importlib.metadata import version; print(version('Starlette') == '1.10.0')",
        "from importlib.util import find_spec; print(find_spec('starlette.nothing') is None)",
        "import toolkit.compat; toolkit.compat.install(); toolkit.compat.install(); print(True)",
        "import importlib, starlette.status as s; importlib.reload(s); print(s.__name__ == 'toolkit.status')",
    ],
)
@pytest.mark.parametrize("way", ["install", "command"])
def test_imports_of_every_form(way: str, code: str) -> None:
    if way == "install":
        assert python("-c", f"import toolkit.compat; toolkit.compat.install()\n{code}") == "True\n"
    else:
        assert python("-m", "toolkit.compat", "-c", code) == "True\n"


def test_unknown_module_is_an_import_error() -> None:
    printed = python("-m", "toolkit.compat", "-c", "import starlette.nothing")
    assert "ModuleNotFoundError: No module named 'starlette.nothing'" in printed


def test_installing_after_starlette_was_imported_is_refused(tmp_path: Path) -> None:
    (tmp_path / "starlette").mkdir()
    (tmp_path / "starlette" / "__init__.py").write_text("")
    printed = python("-c", "import starlette, toolkit.compat; toolkit.compat.install()", path=str(tmp_path))
    assert "RuntimeError: Starlette is imported already: call toolkit.compat.install() before" in printed


def test_installed_starlette_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "starlette").mkdir()
    (tmp_path / "starlette" / "__init__.py").write_text("print('the real one')")
    assert python("-m", "toolkit.compat", "-c", "import starlette.status", path=str(tmp_path)) == ""


def test_importing_toolkit_installs_nothing() -> None:
    code = "import toolkit, toolkit.compat, sys; print(any('Alias' in type(f).__name__ for f in sys.meta_path))"
    assert python("-c", code) == "False\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-m", "uvicorn", "app"], [sys.executable, "-m", "uvicorn", "app"]),
        (["app.py", "x"], [sys.executable, "app.py", "x"]),
        (["no-such-command-anywhere"], None),
    ],
)
def test_command_line_is_resolved(arguments: list[str], expected: list[str] | None) -> None:
    assert resolved(arguments) == expected


def test_commands_are_found_beside_this_python() -> None:
    command = resolved(["pytest", "--version"])
    assert command is not None
    assert Path(command[0]).parent == Path(sys.executable).parent


def test_search_path_of_the_user_is_kept() -> None:
    first, *rest = environment({"PYTHONPATH": "/a:/b", "HOME": "/c"})["PYTHONPATH"].split(os.pathsep)
    assert (Path(first) / "starlette" / "__init__.py").is_file()
    assert rest[:2] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("arguments", "code", "stream", "text"),
    [
        ([], 2, "err", "usage: python -m toolkit.compat"),
        (["--help"], 0, "out", "usage: python -m toolkit.compat"),
        (["no-such-command-anywhere"], 127, "err", "no command named 'no-such-command-anywhere'"),
        (["-c", "raise SystemExit(5)"], 5, "out", ""),
    ],
)
def test_exit_codes(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, stream: str, text: str
) -> None:
    assert main(arguments) == code
    assert text in getattr(capsys.readouterr(), stream)
