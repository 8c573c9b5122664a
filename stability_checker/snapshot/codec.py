"""Packages as text and back: one JSON document, one object a line, so that a diff of two snapshots reads as a review.

    {"schema": "stability-checker/snapshot/1", "package": "starlette",
     "metadata": {...},
     "problems": [...], "notes": [...], "runnable": [...], "commands": {...},
     "objects": {
      "starlette.applications.Starlette": {"is": "class", ...},
      ...
     },
     "private": {"starlette._utils": {"get_route_path": "function: private module", ...}, ...},
     "imports": {"starlette.applications": {"Any": "typing.Any", ...}, ...},
     "locations": {"starlette/applications.py": {"starlette.applications.Starlette": 16, ...}, ...}}

Lines are sorted by path, fields keep the order of the model, and a field that has its default is left out. Private
definitions, imports that are not public, and line numbers stand in sections of their own: they change often and mean
little to those who review an API.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from stability_checker.errors import CheckerError
from stability_checker.model.api import Alias, Location, Object, Package
from stability_checker.snapshot.collection import without_cyclic_collection
from stability_checker.snapshot.plain import (
    KINDS,
    command_from_plain,
    from_plain,
    metadata_from_plain,
    plain_command,
    plain_metadata,
    plain_object,
)

SCHEMA = "stability-checker/snapshot/1"
_FAMILY, _, _VERSION = SCHEMA.rpartition("/")
_line: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def encode(package: Package) -> str:
    """The text of a snapshot: equal packages give equal text, on every machine.

    The files beside the code are left out: which of them a build ships is settled in its backend, so that the same code
    lists others as a folder and as a wheel.
    """
    sections = [
        f'"schema": {_line(SCHEMA)}, "package": {_line(package.name)}',
        f'"metadata": {_line(plain_metadata(replace(package.metadata, data_files=None)))}',
        *_remarks(package),
        _section("commands", {name: _line(plain_command(each)) for name, each in sorted(package.commands.items())}),
        _section("objects", dict(_object_lines(package.objects))),
        _section("private", {name: _line(each) for name, each in sorted(_private(package.objects).items())}),
        _section("imports", {name: _line(each) for name, each in sorted(_imports(package.objects).items())}),
        _section("locations", {name: _line(each) for name, each in sorted(_locations(package).items())}),
    ]
    return "{" + ",\n".join(section for section in sections if section) + "}\n"


def decode(text: str | bytes, name: str = "the snapshot") -> Package:
    """The package that a snapshot describes; raises CheckerError, naming the snapshot `name`, for any other text."""
    with without_cyclic_collection():
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise CheckerError(f"{name} is not a snapshot: it is not JSON; record it again with `snapshot`.") from None
        _check_schema(document, name)
        try:
            return _package(document)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise CheckerError(f"{name} is damaged; record it again with `snapshot`.") from None


def _check_schema(document: Any, name: str) -> None:
    schema = document.get("schema") if isinstance(document, dict) else None
    family, _, version = schema.rpartition("/") if isinstance(schema, str) else ("", "", "")
    if family != _FAMILY or not version.isdecimal():
        raise CheckerError(f"{name} is not a snapshot: its schema is not {SCHEMA}; record it again with `snapshot`.")
    if int(version) > int(_VERSION):
        raise CheckerError(
            f"{name} has the schema {schema}, newer than {SCHEMA}: upgrade stability-checker and try again."
        )


def _remarks(package: Package) -> Iterator[str]:
    for name in ("problems", "notes", "runnable"):
        found = getattr(package, name)
        if found:
            yield f'"{name}": {_line(list(found))}'


def _section(name: str, lines: Mapping[str, str]) -> str:
    if not lines:
        return ""
    return f'"{name}": {{\n' + ",\n".join(f"{_line(key)}: {line}" for key, line in lines.items()) + "}"


def _is_bare_import(found: Object) -> bool:
    """An import that is no part of the API and has nothing to it but its target."""
    if not isinstance(found, Alias) or found.public or found.symbol != found.path:
        return False
    return not (found.names or found.deprecated or found.conditions or found.typing_only)


def _object_lines(objects: Mapping[str, Object]) -> Iterator[tuple[str, str]]:
    for path in sorted(objects):
        found = objects[path]
        if not _is_bare_import(found) and not _is_bare(found):
            yield path, _line(plain_object(found))


def _imports(objects: Mapping[str, Object]) -> dict[str, dict[str, str | list[str]]]:
    """By module: each name with its target; with the row that decided where it is not the usual one."""
    found: dict[str, dict[str, str | list[str]]] = {}
    for path in sorted(objects):
        each = objects[path]
        if isinstance(each, Alias) and _is_bare_import(each):
            module, _, name = path.rpartition(".")
            target = each.target if each.reason == "foreign import" else [each.target, each.reason]
            found.setdefault(module, {})[name] = target
    return found


def _is_bare(found: Object) -> bool:
    """A private definition of which no more is known than its name."""
    return not found.public and found.location is None and plain_object(found).keys() == {"is", "public", "reason"}


def _private(objects: Mapping[str, Object]) -> dict[str, dict[str, str]]:
    """By module: each private definition with its kind and the row that decided."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(objects):
        each = objects[path]
        if _is_bare(each):
            module, _, name = path.rpartition(".")
            found.setdefault(module, {})[name] = f"{plain_object(each)['is']}: {each.reason}"
    return found


def _locations(package: Package) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for path in sorted(package.objects):
        location = package.objects[path].location
        if location is not None:
            found.setdefault(location.file, {})[path] = location.line
    for name, command in sorted(package.commands.items()):
        if command.location is not None:
            found.setdefault(command.location.file, {})[f"${name}"] = command.location.line
    return found


def _package(document: dict[str, Any]) -> Package:
    places = {
        path: Location(file, line)
        for file, lines in document.get("locations", {}).items()
        for path, line in lines.items()
    }
    objects: dict[str, Object] = {}
    for path, fields in document.get("objects", {}).items():
        objects[path] = from_plain(KINDS[fields["is"]], path, fields, places.get(path))
    for module, names in document.get("imports", {}).items():
        for name, target in names.items():
            alias = _bare_import(f"{module}.{name}", target, places)
            objects[alias.path] = alias
    for module, names in document.get("private", {}).items():
        for name, described in names.items():
            kind, _, reason = described.partition(": ")
            path = f"{module}.{name}"
            objects[path] = KINDS[kind](path=path, symbol=path, public=False, reason=reason)
    commands = {
        name: command_from_plain(name, fields, places.get(f"${name}"))
        for name, fields in document.get("commands", {}).items()
    }
    return Package(
        name=document["package"],
        metadata=metadata_from_plain(document.get("metadata", {})),
        objects={path: objects[path] for path in sorted(objects)},
        problems=tuple(document.get("problems", ())),
        notes=tuple(document.get("notes", ())),
        commands=commands,
        runnable=tuple(document.get("runnable", ())),
    )


def _bare_import(path: str, target: str | list[str], places: dict[str, Location]) -> Alias:
    leads, reason = (target, "foreign import") if isinstance(target, str) else target
    return Alias(path=path, symbol=path, public=False, reason=reason, location=places.get(path), target=leads)
