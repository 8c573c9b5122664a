"""A project's page of the simple API, as JSON (PEP 691) or HTML (PEP 503), and its files."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_HASHES = ("sha512", "sha384", "sha256", "sha224", "sha1", "md5")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a release.

    `project` is the normalised name (PEP 503), `hashes` map algorithms to hex digests, `universal` marks a wheel of
    Python 3 for every platform. `yanked` is why the file should no longer be installed (PEP 592), "" where nobody says
    why, None where it is offered.
    """

    filename: str
    url: str
    project: str
    version: Version
    wheel: bool
    universal: bool = False
    hashes: Mapping[str, str] = field(default_factory=dict)
    yanked: str | None = None

    @property
    def strongest_hash(self) -> tuple[str, str] | None:
        return next(((name, self.hashes[name]) for name in _HASHES if name in self.hashes), None)


def read_page(content: bytes, content_type: str, url: str) -> list[File]:
    """The files that a page lists; raises ValueError where it is no page of the simple API."""
    if content_type.endswith("json"):
        return list(_read_json(json.loads(content), url))
    parser = _Anchors()
    parser.feed(content.decode("utf-8", errors="replace"))
    return list(_read_anchors(parser, url))


def _read_json(document: Any, url: str) -> Iterator[File]:
    if not isinstance(document, dict) or not isinstance(document.get("files"), list):
        raise ValueError("no list of files")
    for entry in document["files"]:
        file = describe(
            entry["filename"], urljoin(url, entry["url"]), entry.get("hashes") or {}, _why(entry.get("yanked"))
        )
        if file:
            yield file


def _why(yanked: Any) -> str | None:
    """PEP 691: a truth value, or the reason as text."""
    if not yanked:
        return None
    return yanked if isinstance(yanked, str) else ""


def _read_anchors(parser: "_Anchors", url: str) -> Iterator[File]:
    base = urljoin(url, parser.base) if parser.base else url
    for attributes in parser.anchors:
        target = urljoin(base, attributes.get("href") or "")
        address, _, fragment = target.partition("#")
        filename = unquote(urlsplit(address).path.rpartition("/")[2])
        yanked = attributes.get("data-yanked") or "" if "data-yanked" in attributes else None
        if file := describe(filename, address, dict(re.findall(r"(\w+)=([0-9a-fA-F]+)", fragment)), yanked):
            yield file


class _Anchors(HTMLParser):
    """Collects the links of a page, and the address that they are relative to."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: list[dict[str, str | None]] = []
        self.base: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.anchors.append(dict(attrs))
        elif tag == "base" and self.base is None:
            self.base = dict(attrs).get("href")


def describe(filename: str, url: str, hashes: Mapping[str, str], yanked: str | None = None) -> File | None:
    """What a file's name says of it, or None where it is neither a wheel nor a source distribution."""
    known = {name: value.lower() for name, value in hashes.items() if name in _HASHES}
    try:
        if filename.endswith(".whl"):
            project, version, _, tags = parse_wheel_filename(filename)
            universal = any(tag.platform == "any" and tag.interpreter.startswith("py3") for tag in tags)
        elif filename.endswith((".tar.gz", ".zip")):
            project, version = parse_sdist_filename(filename)
            universal = False
        else:
            return None
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None
    return File(
        filename=filename,
        url=url,
        project=project,
        version=version,
        wheel=filename.endswith(".whl"),
        universal=universal,
        hashes=known,
        yanked=yanked,
    )
