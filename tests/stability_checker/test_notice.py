"""A removal needs notice, and the releases before it say how much there was."""

from pathlib import Path

import pytest

from tests.stability_checker.commands.conftest import Command, command
from tests.stability_checker.trees import commit, repository, write

__all__ = ["command"]

SETTINGS = "[project]\nname='pkg'\nversion='{}'\n[tool.stability_checker]\ndeprecation-notice = 2\n"
PLAIN = "def old(): ...\n"
WARNS = "import warnings\ndef old():\n    warnings.warn('use new', DeprecationWarning)\n"
DATED = "import warnings\ndef old():\n    warnings.warn('since 1.0: use new', DeprecationWarning)\n"
IN_CLASS = "from warnings import deprecated\n@deprecated('use B')\nclass A:\n    def old(self): ...\n"
GONE = ""

# Each row: the code of releases 1.0, 1.1 and so on, then that of the tree; the tree's version; what shuts the gate.
HISTORIES: dict[str, tuple[list[str], str, str | None]] = {
    "never deprecated": ([PLAIN, PLAIN, GONE], "2.0", "pkg.old is removed but was never deprecated"),
    "two releases of notice": ([PLAIN, WARNS, WARNS, GONE], "1.3", "the changes need a major"),
    "one release of notice": ([PLAIN, PLAIN, WARNS, GONE], "1.3", "pkg.old is removed but was deprecated in 1.2"),
    "a new major": ([PLAIN, WARNS, WARNS, GONE], "2.0", None),
    "taken back in between": ([WARNS, WARNS, PLAIN, WARNS, GONE], "1.4", "deprecated in 1.3"),
    "a class and what is in it": ([IN_CLASS, IN_CLASS, GONE], "2.0", None),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_notice_is_counted_from_the_releases(name: str, command: Command, standing: Path) -> None:
    releases, version, reason = HISTORIES[name]
    repository(standing, {"README": ""})
    for number, code in enumerate(releases[:-1]):
        released = {"pkg/__init__.py": code, "pyproject.toml": SETTINGS.format(f"1.{number}")}
        commit(standing, released, tag=f"v1.{number}")
    write(standing, {"pkg/__init__.py": releases[-1], "pyproject.toml": SETTINGS.format(version)})
    result = command("check", "--format", "markdown")
    assert result.status == (0 if reason is None else 1)
    assert (reason or "✅") in result.out.replace("\\_", "_")
    hasty = reason is not None and ("deprecated" in reason)
    assert ("notice, so bring it back" in result.out) is hasty


def test_recorded_snapshots_are_history_too(command: Command, standing: Path) -> None:
    for number, code in enumerate((PLAIN, WARNS, WARNS)):
        write(standing, {"pkg/__init__.py": code, "pyproject.toml": SETTINGS.format(f"1.{number}")})
        (standing / "api_snapshots/pkg").mkdir(parents=True, exist_ok=True)
        assert command("snapshot", ".", "-o", f"api_snapshots/pkg/1.{number}.json").status == 0
    write(standing, {"pkg/__init__.py": "def fresh(): ...\n", "pyproject.toml": SETTINGS.format("2.0")})
    assert command("check").status == 0
    (standing / "api_snapshots/pkg/1.1.json").unlink()
    assert "deprecated since 1.2" in command("check").out
