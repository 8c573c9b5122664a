"""The habits of the house: every file says what it is for, is small, and bears a name of the field."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(path for package in ("toolkit", "stability_checker") for path in (ROOT / package).rglob("*.py"))
SCRIPT_FOLDERS = ("benchmarks", "docs", "examples", "fuzz")
SCRIPTS = sorted(path for folder in SCRIPT_FOLDERS for path in (ROOT / folder).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "data", "misc"}
LONGEST_FILE = 400


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SHIPPED + SCRIPTS + TESTS, ids=_name)
def test_every_file_opens_with_a_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_bytes()))
    assert docstring, "open the file with one sentence that says what it is for"
    first = " ".join(docstring.split("\n\n")[0].split())
    assert first.endswith((".", "?", ":")), f"not a sentence: {first!r}"


@pytest.mark.parametrize("path", SHIPPED + SCRIPTS, ids=_name)
def test_files_are_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{lines} lines: split the file by subject"


@pytest.mark.parametrize("path", SHIPPED, ids=_name)
def test_names_come_from_the_field(path: Path) -> None:
    assert path.stem.strip("_") not in NAMES_THAT_SAY_NOTHING - _names_that_others_import(path)


def _names_that_others_import(path: Path) -> set[str]:
    # FastAPI and others import starlette._utils; for them the name stays.
    return {"utils"} if path == ROOT / "toolkit" / "_utils.py" else set()


def _function_lengths() -> Iterator[int]:
    for path in SHIPPED:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield node.end_lineno - node.body[0].lineno + 1


def test_functions_are_short() -> None:
    lengths = sorted(_function_lengths())
    assert statistics.median(lengths) <= 8
    assert lengths[len(lengths) * 9 // 10] <= 25
