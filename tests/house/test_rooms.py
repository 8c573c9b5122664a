"""Equal rooms do not know each other: no rule imports a rule, no codemod a codemod."""

import ast
from pathlib import Path

import pytest

CHECKER = Path(__file__).resolve().parents[2] / "stability_checker"


def _siblings(folder: str) -> list[Path]:
    return sorted(path for path in (CHECKER / folder).glob("*.py") if not path.name.startswith("_"))


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("folder", ["rules", "codemods"])
def test_equal_rooms_do_not_import_each_other(folder: str) -> None:
    rooms = _siblings(folder)
    assert len(rooms) > 10
    names = {f"stability_checker.{folder}.{path.stem}" for path in rooms}
    doors = {path.stem: sorted(_imported(path) & names) for path in rooms}
    assert {room: imported for room, imported in doors.items() if imported} == {}
