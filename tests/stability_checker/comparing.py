"""Two file trees collected and compared, for tests of what the rules make of them."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from stability_checker.judge import compare
from stability_checker.model.api import Package
from stability_checker.model.finding import Finding
from stability_checker.snapshot import collect_package
from stability_checker.sources import Folder


def collected(files: Mapping[str, str]) -> Package:
    """The API of the project that `files` (path to text) make; its import package is `pkg`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"pkg/__init__.py": "", **files}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        with Folder(folder, Path(folder)).open("pkg") as contents:
            return collect_package(contents.root, contents.package, contents.metadata)


def found_between(old: Mapping[str, str], new: Mapping[str, str]) -> list[Finding]:
    """What the rules find between two file trees."""
    return compare(collected(old), collected(new))


def described(finding: Finding) -> str:
    """A finding as the pages of the rules write it: "rule symbol(member)"."""
    member = f"({finding.member})" if finding.member else ""
    return f"{finding.rule} {finding.symbol}{member}"
