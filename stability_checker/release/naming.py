"""The name of a release's tag, in the spelling of the tags that the project has."""

from collections.abc import Iterable

from packaging.version import Version

from stability_checker.sources import tags_by_version, version_of_tag


def tag_for(version: Version, tags: Iterable[str], distribution: str | None = None) -> str:
    """As the newest tag of a release is written (`v1.2`, `1.2`, `core-1.2`, `rel_1_2`); `v1.2` where there is none."""
    known = tags_by_version(tags, distribution)
    newest = known[max(known)] if known else "v0"
    number = version_of_tag(newest) or ""
    if newest.endswith(number):
        return f"{newest.removesuffix(number)}{version}"
    # Only a number with underscores is spelled otherwise in its tag.
    return f"{newest[: -len(number)]}{str(version).replace('.', '_')}"
