"""A release of the package index, read from its wheel, or from its source distribution without running it."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from packaging.utils import canonicalize_name
from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.sources.archive import top_folder
from stability_checker.sources.index.configuration import configuration_files, read_configuration
from stability_checker.sources.index.pins import Held, pin_of, recall, remember
from stability_checker.sources.layout import normalised
from stability_checker.sources.source import Contents, NotHeld, NothingToImport, Source
from stability_checker.sources.tags import parse_version

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_ADDRESS = re.compile(r"\s*(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:==\s*(?P<version>\S+))?\s*")
_LONGEST_CHAIN = 3


class Release(Source, frozen=True):
    """Release `version` of the distribution `name`, or its newest one."""

    name: str
    version: Version | None = None
    depth: int = 0

    @classmethod
    def parse(cls, address: str) -> "Release":
        """The release that `NAME==VERSION` or `NAME` names; raises CheckerError for anything else."""
        found = _ADDRESS.fullmatch(address)
        version = parse_version(found["version"]) if found and found["version"] else None
        if not found or (found["version"] and version is None):
            raise CheckerError(
                f"pypi:{address} names no release; write pypi:NAME==VERSION, or pypi:NAME for the newest."
            )
        return cls(f"pypi:{address.strip()}", found["name"], version)

    @cached_property
    def _held(self) -> Held:
        """The release's file on the disk, downloaded where it is not cached."""
        configuration = read_configuration()
        if self.version and (known := recall(configuration, self._project, str(self.version))):
            return known
        # What speaks to the network is loaded when it is needed: a cached release is shown without it.
        from stability_checker.sources.index.downloads import fetch
        from stability_checker.sources.index.releases import list_files, pick_file, pick_version
        from stability_checker.sources.index.transport import Transport

        transport = Transport(configuration)
        file = pick_file(pick_version(self.name, list_files(self.name, transport), self.version))
        held = Held(*fetch(file, transport), file.yanked)
        if not file.url.startswith("file:"):
            remember(configuration, self._project, str(file.version), held)
        return held

    @property
    def path(self) -> Path:
        """The release's wheel, or its source distribution where it has none; downloads it where it is not cached."""
        return self._held.path

    @property
    def _project(self) -> str:
        return canonicalize_name(self.name)

    @property
    def digest(self) -> str:
        # What is said of a yanked release is kept with it, so that it is another one than before.
        state = "" if self._held.yanked is None else f":yanked {self._held.yanked}"
        return f"sha256:{self._held.sha256}:{self._project}{state}"

    def grounds(self) -> tuple[Path, ...] | None:
        """What says which file a pinned release was read from, and by which index: its content is known by its hash."""
        if (
            self.version is None
            or not (pin := pin_of(read_configuration(), self._project, str(self.version))).is_file()
        ):
            return None
        return (*configuration_files(), pin)

    @contextmanager
    def open(self, package: str | None = None) -> Iterator[Contents]:
        from stability_checker.sources.fields import requirements
        from stability_checker.sources.reading import read_folder
        from stability_checker.sources.unpacking import unpack

        with ExitStack() as stack:
            scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="stability-checker-"))
            unpack(self._held.path, Path(scratch))
            folder = top_folder(Path(scratch).resolve())
            try:
                contents = read_folder(folder, package, self.text)
            except NothingToImport as nothing:
                contents = self._follow(requirements(folder), package, stack, nothing)
            yield replace(contents, notes=(*contents.notes, *self._warnings()))

    def _warnings(self) -> Iterator[str]:
        """What pip warns of, too."""
        if self._held.yanked is not None:
            why = self._held.yanked.strip().partition("\n")[0].rstrip(".")
            yield f"{self.text} was yanked from the index{f': {why}' if why else ''}."

    def _follow(self, needs: list[str], package: str | None, stack: ExitStack, nothing: NothingToImport) -> Contents:
        """What the distribution that a metapackage pins holds; `nothing` is raised where no pin leads to code.

        The pinned distribution that holds the package named like this one is meant: griffelib holds `griffe`.
        """
        pins = self._pins(needs)
        for wanted in (package,) if package else (normalised(self.name), None):
            for name, version in pins:
                pinned = Release(f"pypi:{name}=={version}", name, version, self.depth + 1)
                try:
                    contents = stack.enter_context(pinned.open(wanted))
                except (NothingToImport, NotHeld):
                    continue
                note = f"{self.name} ships no code of its own; compared is {name}=={version}, which it pins."
                return replace(contents, notes=(*contents.notes, note))
        raise nothing

    def _pins(self, needs: list[str]) -> list[tuple[str, Version]]:
        """The exact pins among `needs`, those named like this distribution first."""
        found: list[tuple[str, Version]] = []
        for text in needs if self.depth < _LONGEST_CHAIN else ():
            requirement = _parse(text)
            exact = [item.version for item in requirement.specifier if item.operator == "=="] if requirement else []
            version = parse_version(exact[0]) if len(exact) == 1 else None
            if requirement and version and not (requirement.marker and "extra" in str(requirement.marker)):
                found.append((requirement.name, version))
        return sorted(found, key=lambda pin: (not normalised(pin[0]).startswith(normalised(self.name)), -len(pin[0])))


def _parse(text: str) -> "Requirement | None":
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(text)
    except InvalidRequirement:
        return None
