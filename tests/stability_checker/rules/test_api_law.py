"""The law page holds: its clients run on the old version, run or fail on the new one as it says, and levels agree."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stability_checker.model.bump import Bump
from stability_checker.rules._page import read_files
from tests.stability_checker.comparing import described, found_between
from tests.stability_checker.trees import write

PAGE = Path(__file__).parents[3] / "docs" / "api-law.md"
FENCES = re.compile(r"^```(python old|python new|python client|outcome)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Law:
    """One law: two versions of a package, a client, whether it runs on the new one, and the level."""

    title: str
    old: str
    new: str
    client: str
    runs: bool
    level: Bump


def read_laws() -> Iterator[Law]:
    for section in PAGE.read_text(encoding="utf-8").split("\n### ")[1:]:
        parts = dict(FENCES.findall(section))
        outcome, level = parts["outcome"].split()
        versions = (parts["python old"], parts["python new"])
        yield Law(section.partition("\n")[0], *versions, parts["python client"], outcome == "runs", Bump.parse(level))


LAWS = list(read_laws())


def runs(client: str, version: str, folder: Path) -> bool:
    """Whether the client ends well beside a version of the package."""
    write(folder, {**read_files(version), "client.py": client})
    done = subprocess.run([sys.executable, "-S", "client.py"], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.title)
def test_a_law_holds(law: Law, tmp_path: Path) -> None:
    assert runs(law.client, law.old, tmp_path / "old")
    assert runs(law.client, law.new, tmp_path / "new") is law.runs
    found = found_between(read_files(law.old), read_files(law.new))
    assert Bump.of(each.level for each in found) is law.level, [described(each) for each in found]


def test_a_client_that_fails_asks_for_a_major_version() -> None:
    assert {law.level for law in LAWS if not law.runs} == {Bump.MAJOR}
