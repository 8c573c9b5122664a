"""The packages stand apart: `import toolkit` needs anyio alone, and the checker's face is cheap."""

import subprocess
import sys

import pytest

CHECKER_LIBRARIES = {"griffe", "libcst", "packaging", "rich", "typer"}


def _modules_after(statement: str) -> set[str]:
    code = f"import sys; before = set(sys.modules); {statement}; print(*(set(sys.modules) - before))"
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return {name.partition(".")[0] for name in output.split()}


@pytest.mark.parametrize("module", ["toolkit", "toolkit.applications", "toolkit.routing", "toolkit.middleware.cors"])
def test_toolkit_needs_anyio_alone(module: str) -> None:
    what_anyio_brings = {"anyio", "sniffio", "idna", "typing_extensions", "exceptiongroup"}
    allowed = {"toolkit", *sys.stdlib_module_names, *what_anyio_brings}
    strangers = {name for name in _modules_after(f"import {module}") if not name.startswith("_")} - allowed
    assert strangers == set()


def test_the_checker_does_not_import_the_toolkit() -> None:
    assert "toolkit" not in _modules_after("import stability_checker.cli")


def test_the_checkers_face_is_cheap() -> None:
    assert not _modules_after("import stability_checker") & CHECKER_LIBRARIES
