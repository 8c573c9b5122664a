"""What the configured indexes offer of a project, and which file of a release is read."""

import re
from collections.abc import Iterable
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.sources.index.pages import ACCEPT, File, describe, read_page
from stability_checker.sources.index.transport import NotThere, Response, Transport, Unreachable, without_credentials

_LARGEST_PAGE = 64 << 20
_PYTHON = re.compile(r"[-.](?:cp|py|pp)3(\d*)")


def list_files(name: str, transport: Transport) -> list[File]:
    """All wheels and source distributions of `name` on every index and link folder, as pip would see them.

    Raises Unreachable where nothing was found and an index could not be asked, CheckerError where none knows the name.
    """
    configuration = transport.configuration
    files: list[File] = []
    failures: list[Unreachable] = []
    pages = [f"{index}/{canonicalize_name(name)}/" for index in configuration.indexes]
    for address in [*pages, *configuration.find_links]:
        try:
            files += _files_at(address, transport)
        except NotThere:
            continue
        except Unreachable as failure:
            failures.append(failure)
    own = [file for file in files if file.project == canonicalize_name(name)]
    if not own:
        raise failures[0] if failures else _unknown(name, configuration.indexes)
    return own


def _unknown(name: str, indexes: Iterable[str]) -> CheckerError:
    asked = ", ".join(without_credentials(index) for index in indexes) or "find-links alone"
    return CheckerError(f"No package {name!r} is known to the configured index ({asked}); check the spelling.")


def _files_at(address: str, transport: Transport) -> list[File]:
    if "://" not in address:
        folder = Path(address).expanduser().resolve()
        if folder.is_dir():
            return _files_in(folder)
        address = folder.as_uri()
    if address.startswith("file:") and not address.endswith((".html", "/")):
        address += "/"
    try:
        return transport.read(address, _listed, ACCEPT)
    except (ValueError, KeyError, TypeError) as error:
        raise Unreachable(f"{without_credentials(address)} is not a page of a package index ({error}).") from None


def _listed(response: Response) -> list[File]:
    return read_page(response.body.read(_LARGEST_PAGE + 1), response.content_type, response.url)


def _files_in(folder: Path) -> list[File]:
    found = (describe(path.name, path.as_uri(), {}) for path in sorted(folder.iterdir()))
    return [file for file in found if file]


def pick_version(name: str, files: Iterable[File], wanted: Version | None) -> list[File]:
    """The files of release `wanted`, or of the newest final one that is not yanked; raises CheckerError without any."""
    by_version: dict[Version, list[File]] = {}
    for file in files:
        by_version.setdefault(file.version, []).append(file)
    if wanted is None:
        wanted = _newest(by_version)
    if wanted not in by_version:
        known = sorted(by_version)
        raise CheckerError(f"{name} has no release {wanted}; the newest is {known[-1]}, the oldest {known[0]}.")
    return by_version[wanted]


def _newest(releases: dict[Version, list[File]]) -> Version:
    kept = [version for version, files in releases.items() if any(file.yanked is None for file in files)]
    offered = kept or list(releases)
    final = [version for version in offered if not version.is_prerelease]
    return max(final or offered)


def pick_file(files: Iterable[File]) -> File:
    """The file to read: a universal wheel, else a wheel of any platform (the same one everywhere), else the sdist."""
    return min(files, key=_rank)


def _rank(file: File) -> tuple[int, int, int, str]:
    """Both sides of a comparison should come from the same platform, so that what differs is the release alone."""
    if not file.wheel:
        return (2, 0, 0, file.filename)
    python = _PYTHON.search(file.filename)
    if not python:
        return (3, 0, 0, file.filename)
    linux = 0 if "linux" in file.filename and "x86_64" in file.filename else 1
    return (0 if file.universal else 1, linux, -int(python[1] or 0), file.filename)
