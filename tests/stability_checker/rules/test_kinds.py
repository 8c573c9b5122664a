"""Every kind of change to a public surface asks for exactly its level; the tables are the text files in `kinds/`."""

from pathlib import Path

import pytest

from stability_checker.model.bump import Bump
from stability_checker.rules._page import read_files
from tests.stability_checker.comparing import described, found_between

FOLDER = Path(__file__).parent / "kinds"


def read_kinds(path: Path) -> list[tuple[str, str, str, str]]:
    """The kinds of one table: family and name, level, old text, new text."""
    kinds = []
    for entry in path.read_text(encoding="utf-8").split("## ")[1:]:
        head, _, body = entry.partition("\n")
        name, level = head.split()
        old, _, new = body.partition("->\n")
        kinds.append((f"{path.stem}: {name}", level, old, new))
    return kinds


KINDS = [kind for path in sorted(FOLDER.glob("*.txt")) for kind in read_kinds(path)]


@pytest.mark.parametrize(("level", "old", "new"), [kind[1:] for kind in KINDS], ids=[kind[0] for kind in KINDS])
def test_a_kind_of_change_has_its_level(level: str, old: str, new: str) -> None:
    found = found_between(read_files(old), read_files(new))
    assert Bump.of(each.level for each in found) is Bump.parse(level), [described(each) for each in found]


@pytest.mark.parametrize("text", sorted({kind[2] for kind in KINDS}), ids=lambda text: text[:30].replace("\n", " "))
def test_the_same_tree_is_no_change(text: str) -> None:
    assert found_between(read_files(text), read_files(text)) == []
