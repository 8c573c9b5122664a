"""What a snapshot says of its package to the resolver of names: aliases, bases, and the classes of values."""

import re
from collections.abc import Iterator

from stability_checker.compare.index import Index
from stability_checker.model.api import Alias, Attribute, Class, Function, Property
from stability_checker.model.recipe import Library

_CALLED = re.compile(r"(?P<name>[A-Za-z_][\w.]*)\(")


def library_of(index: Index) -> Library:
    """The package of `index` as a library whose objects stand under the paths of their definitions."""
    package = index.package
    return Library(
        name=package.name,
        distribution=package.metadata.name or package.name,
        packages=(package.name.partition(".")[0],),
        aliases=dict(_aliases(index)),
        bases={each.path: tuple(_bases(each, index)) for each in _classes(index)},
        attributes=dict(_attributes(index)),
        returns={**{each.path: each.path for each in _classes(index)}, **dict(_returns(index))},
    )


def _classes(index: Index) -> Iterator[Class]:
    return (each for each in index.objects.values() if isinstance(each, Class))


def _aliases(index: Index) -> Iterator[tuple[str, str]]:
    imports = (each for each in index.objects.values() if isinstance(each, Alias))
    for name, value in [*index.names.items(), *((each.path, index.resolve(each)) for each in imports)]:
        # What leads out of the package keeps its name here: it is by this name that it can be lost.
        defined = index.objects.get(name)
        if not isinstance(value, Alias) and (defined is None or isinstance(defined, Alias)) and value.path != name:
            yield name, value.path


def _bases(value: Class, index: Index) -> Iterator[str]:
    for base in value.bases:
        path = base.partition("[")[0]
        found = index.find(path)
        yield found.path if found else path


def _attributes(index: Index) -> Iterator[tuple[str, str]]:
    for each in index.objects.values():
        if isinstance(each, Attribute | Property) and index.is_member(each):
            made = each.default if isinstance(each, Attribute) else None
            if found := _class_in(each.annotation, index) or _constructed(made, each.path, index):
                yield each.path, found


def _returns(index: Index) -> Iterator[tuple[str, str]]:
    for each in index.objects.values():
        if isinstance(each, Function) and (found := _class_in(each.signature.returns, index)):
            yield each.path, found


def _class_in(annotation: str | None, index: Index) -> str | None:
    """The one class of the package that an annotation names, `None` beside it left out."""
    parts = {part.strip(" '\"") for part in (annotation or "").split("|")} - {"None", ""}
    found = index.find(parts.pop().partition("[")[0]) if len(parts) == 1 else None
    return found.path if isinstance(found, Class) else None


def _constructed(default: str | None, path: str, index: Index) -> str | None:
    """The class whose constructor makes an attribute's value, looked up in the module that says so."""
    match = _CALLED.match(default or "")
    if match is None or default is None or not default.endswith(")"):
        return None
    module = path.rpartition(".")[0].rpartition(".")[0]
    found = index.find(f"{module}.{match['name']}") or index.find(match["name"])
    return found.path if isinstance(found, Class) else None
