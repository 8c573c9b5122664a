"""Reads recipes: those that ship with the tool, and those that installed packages offer through an entry point."""

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.version import Version

from stability_checker.errors import CheckerError
from stability_checker.model.recipe import Bound, Library, Recipe, Safety, Step
from stability_checker.versioning import find_version

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

GROUP = "stability_checker.recipes"
LIBRARY = "library.toml"
_SHIPPED = Path(__file__).parents[1] / "recipes"
_DISTRIBUTION = "asgi-toolkit"
"""What the shipped recipes are a part of."""

_OWN = {"codemod", "safety", "reason", "answers", "needs", "only_from_older", "first", "chosen", "style"}


@cache
def shelves() -> "Mapping[str, Traversable]":
    """The folder of recipes of every library: ours, and what the entry-point group `stability_checker.recipes` names.

    An entry point is named after the library and points at the package that holds its TOML files.
    """
    return {**offered(), **{one.name: one for one in _SHIPPED.iterdir() if one.joinpath(LIBRARY).is_file()}}


@cache
def offered() -> "Mapping[str, Traversable]":
    """The folders of recipes that installed packages offer, by the library that they are for."""
    if not any(map(_may_offer, sys.path)):
        return {}
    # Only here: they load all of `email`, and hardly anybody has recipes of others installed.
    from importlib.metadata import entry_points
    from importlib.resources import files

    return {entry.name: files(entry.value) for entry in entry_points(group=GROUP)}


def _may_offer(place: str) -> bool:
    """Whether a distribution on this part of the import path names our group; one in an archive may always do so."""
    folder = place or os.curdir
    if not os.path.isdir(folder):
        return os.path.isfile(folder)
    try:
        installed = [each for each in os.listdir(folder) if each.endswith((".dist-info", ".egg-info"))]
        declared = [Path(folder, each, "entry_points.txt") for each in installed]
        return any(GROUP.encode() in path.read_bytes() for path in declared if path.is_file())
    except OSError:
        return True


def read_library(name: str) -> Library:
    """What the recipes know of a library. Raises CheckerError where nobody ships recipes for it."""
    if name not in shelves():
        known = ", ".join(sorted(shelves()))
        raise CheckerError(f"There are no recipes for {name!r}; there are some for {known}.")
    table = _read(shelves()[name].joinpath(LIBRARY))
    like = table.pop("like", None)
    return _likened(table, read_library(like["library"]), like["names"]) if like else _library(table)


def libraries_of(package: str) -> list[str]:
    """The libraries with recipes that offer the import package `package`."""
    return [name for name, shelf in shelves().items() if _offers(shelf.joinpath(LIBRARY), package)]


def _offers(table: "Traversable", package: str) -> bool:
    # To look for the word is quicker than to read the table.
    return package.encode() in table.read_bytes() and package in _read(table)["packages"]


def _library(table: Mapping[str, Any]) -> Library:
    return Library(
        name=table["name"],
        distribution=table["distribution"],
        packages=tuple(table["packages"]),
        aliases=table.get("aliases", {}),
        bases={path: tuple(bases) for path, bases in table.get("bases", {}).items()},
        attributes=table.get("attributes", {}),
        returns=table.get("returns", {}),
        common=tuple(table.get("common", ())),
    )


def _likened(table: Mapping[str, Any], model: Library, names: Mapping[str, str]) -> Library:
    """A library that has the objects of `model` under other names."""
    return _library(
        {**renamed({key: getattr(model, key) for key in ("bases", "attributes", "returns")}, names), **table}
    )


def read_recipes(name: str, after: Version | None = None, upto: Version | None = None) -> list[Recipe]:
    """The recipes of a library, oldest release first: of the releases behind `after`, and of none behind `upto`."""
    return [
        read_recipe(name, page.name.removesuffix(".toml"), page)
        for version, page in _pages(name)
        if (after is None or after < version) and (upto is None or version <= upto)
    ]


def _pages(name: str) -> "list[tuple[Version, Traversable]]":
    """The recipes of a library, not read yet, by release."""
    named = ((find_version(page.name.removesuffix(".toml")), page) for page in shelves()[name].iterdir())
    found = [(version, page) for version, page in named if version is not None and page.name.endswith(".toml")]
    return sorted(found, key=lambda pair: pair[0])


def covered(name: str, wanted: Version) -> Version:
    """The newest release of a library that its recipes know: the newest one with a page.

    Of a library that offers the recipes itself it is the release that they came with; only where `wanted` is newer than
    every page is that asked for.
    """
    last = max((release for release, _ in _pages(name)), default=Version("0"))
    return last if wanted <= last else max([last, *_came_with(name)])


def _came_with(name: str) -> Iterator[Version]:
    """The version of the library's own distribution, where that is what offers the recipes."""
    # Only here: to read metadata loads all of `email`.
    from importlib.metadata import PackageNotFoundError, distribution

    wanted = read_library(name).distribution
    try:
        own = distribution(wanted)
    except PackageNotFoundError:
        return
    if own.entry_points.select(group=GROUP, name=name) if name in offered() else wanted == _DISTRIBUTION:
        yield Version(own.version)


def read_bridge(name: str, origin: str) -> Recipe | None:
    """The recipe that takes a project from the library `origin` to the library `name`, if there is one."""
    page = shelves()[name].joinpath(f"from-{origin}.toml")
    return read_recipe(name, f"from-{origin}", page) if page.is_file() else None


def read_recipe(library: str, release: str, page: "Traversable") -> Recipe:
    table = _read(page)
    steps = [*_included(table.get("include", [])), *table.get("step", [])]
    read = tuple(_step(step, release, page) for step in steps)
    return Recipe(library=library, release=release, steps=read, bound=_bound(table.get("bound"), page))


def _bound(table: Mapping[str, Any] | None, page: "Traversable") -> Bound | None:
    try:
        return Bound(packages=tuple(table["packages"]), message=table["message"]) if table else None
    except KeyError as error:
        raise CheckerError(f"In the recipe {page.name} [bound] lacks {error}; mend the file.") from None


def _included(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The steps of another library's recipe with its names changed: for a library that made the same changes."""
    for part in parts:
        library, _, release = part["recipe"].partition("/")
        table = _read(shelves()[library].joinpath(f"{release}.toml"))
        names = part["names"]
        skipped = set(part.get("without", []))
        for step in table.get("step", []):
            if step["codemod"] not in skipped:
                # `needs` is a release of the other library, whose numbers say nothing of this one.
                kept = {key: value for key, value in step.items() if key != "needs"}
                yield renamed({**kept, "answers": _answers(step, names)}, names)


def _answers(step: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Answers are `rule path`: the path is spelled anew where the rule's name would hide it."""
    answers = step.get("answers", [])
    listed = [answers] if isinstance(answers, str) else answers
    return [" ".join(_respelled(word, names) for word in answer.split(" ")) for answer in listed]


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """`value` with every text in it that starts with one of `names` (whole parts of a path) spelled anew."""
    if isinstance(value, Mapping):
        return {renamed(key, names): renamed(part, names) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(part, names) for part in value]
    return _respelled(value, names) if isinstance(value, str) else value


def _respelled(text: str, names: Mapping[str, str]) -> str:
    for old, new in sorted(names.items(), key=lambda pair: -len(pair[0])):
        if text == old or text.startswith((f"{old}.", f"{old}:", f"{old}(")):
            return new + text[len(old) :]
    return text


def _step(table: Mapping[str, Any], release: str, page: "Traversable") -> Step:
    try:
        answers = table.get("answers", [])
        return Step(
            codemod=table["codemod"],
            release=release,
            safety=Safety(table.get("safety", "safe")),
            reason=table.get("reason", ""),
            answers=(answers,) if isinstance(answers, str) else tuple(answers),
            needs=table.get("needs"),
            only_from_older=table.get("only_from_older", False),
            first=table.get("first", False),
            chosen=table.get("chosen", False),
            style=table.get("style"),
            fields={key: value for key, value in table.items() if key not in _OWN},
        )
    except (KeyError, ValueError) as error:
        raise CheckerError(f"The recipe {page.name} has a step that cannot be read ({error}); mend the file.") from None


def _read(page: "Traversable") -> dict[str, Any]:
    # Only here: to see that a library has no recipes, none is read.
    import tomllib

    try:
        return tomllib.loads(page.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise CheckerError(f"The recipe {page.name} cannot be read ({error}); mend the file.") from None
