"""Tags that name versions: `1.2.0`, `v1.2.0`, `name-1.2.0`, `name/v1.2.0`, `rel_1_4_54`."""

import re
from collections.abc import Iterable

from packaging.version import InvalidVersion, Version

_NUMBER = re.compile(
    r"(?:^|[-_/@=]|(?<=[a-zA-Z]))[vV]?(?P<version>\d+(?:[._]\d+)*(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|post|dev)[-_.]?\d*)*)$"
)


def parse_version(text: str) -> Version | None:
    """The PEP 440 version that `text` spells, or None."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def version_of_tag(tag: str) -> str | None:
    """The version that a tag names, in the tag's spelling, or None: a tag such as `nightly` names no version."""
    found = _NUMBER.search(tag)
    if not found:
        return None
    text = found["version"]
    text = text.replace("_", ".") if "." not in text else text
    return text if parse_version(text) else None


def tags_by_version(tags: Iterable[str], package: str | None = None) -> dict[Version, str]:
    """The tags that name a version, oldest version first.

    Where tags carry a name (`core-1.0`, `cli-2.0`) and some carry that of `package`, the others are left out.
    """
    named = [(version, tag) for tag in tags if (version := parse_version(version_of_tag(tag) or ""))]
    own = [(version, tag) for version, tag in named if package and _carries(tag, package)]
    bare = [(version, tag) for version, tag in named if not _label(tag)]
    return dict(sorted(own or bare or named, key=lambda pair: pair[0]))


def _label(tag: str) -> str:
    """The part of a tag before its version, without separators: "" for `v1.0`, "core" for `core-1.0`."""
    found = _NUMBER.search(tag)
    return tag[: found.start("version")].rstrip("vV").strip("-_/@=") if found else tag


def _carries(tag: str, package: str) -> bool:
    def plain(text: str) -> str:
        return re.sub(r"[-_.]+", "-", text).lower()

    return bool(_label(tag)) and plain(_label(tag)) == plain(package)
