"""Which files of a folder tree are modules of a package, and which of them are no API and are never parsed."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from stability_checker.places import package_place

_TEST_FOLDERS = frozenset({"tests", "testsuite", "_tests", "unit_tests"})
_VENDOR_FOLDERS = frozenset(
    {"_vendor", "_vendored", "vendor", "vendored", "_extern", "extern", "third_party", "thirdparty"}
)
_COMPILED = (".so", ".pyd", ".pyx", ".c", ".cpp")
# What programs read at run time and users override or ask for by name; not papers, caches and sources of other kinds.
_RESOURCES = (
    *(".html", ".jinja", ".jinja2", ".j2", ".tmpl", ".tpl", ".mako", ".css", ".js", ".svg"),
    *(".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".xml", ".xsd", ".dtd", ".rng", ".sql", ".csv", ".mo"),
    *(".proto", ".graphql", ".pem", ".dat", ".npy", ".npz", ".png", ".gif", ".ico", ".ttf", ".woff", ".woff2"),
)
_TEST_FILE = re.compile(r"test_\w+|\w+_test")
_TEST_CODE = re.compile(rb"^\s*(?:async\s+)?def test|^\s*class \w*Test", re.MULTILINE)


class SourceFile(Struct, frozen=True):
    """A file that holds a module; `name` is relative to the root, with `/` between its parts."""

    module: str
    path: str
    name: str
    is_package: bool


class SourceTree(Struct):
    """What was found: sources and stubs by module name, namespace packages, programs and compiled modules."""

    sources: dict[str, SourceFile] = field(default_factory=dict)
    stubs: dict[str, SourceFile] = field(default_factory=dict)
    namespaces: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    compiled: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)

    @property
    def modules(self) -> dict[str, SourceFile]:
        """The file to read for each module: the source, or the stub where there is nothing else."""
        return {**self.stubs, **self.sources}


def find_files(root: Path, package: str) -> SourceTree:
    """All modules of `package` (dotted for a part of a namespace) below `root`; empty where there is none."""
    tree = SourceTree()
    place = package_place(root, package)
    if place.is_dir():
        _add_folder(tree, str(place), package, place.relative_to(root).as_posix())
    for suffix, found in ((".py", tree.sources), (".pyi", tree.stubs)):
        single = place.with_name(place.name + suffix)
        if package not in tree.modules and single.is_file():
            found[package] = SourceFile(package, str(single), single.relative_to(root).as_posix(), False)
    return tree


def is_test_folder(name: str) -> bool:
    return name in _TEST_FOLDERS


def is_vendor_folder(name: str) -> bool:
    return name in _VENDOR_FOLDERS


def _add_folder(tree: SourceTree, folder: str, package: str, name: str) -> bool:
    """Add the modules of one folder and below; whether there were any."""
    entries = _entries(folder)
    stems = {entry.name.partition(".")[0] for entry in entries}
    added = [_add_file(tree, entry, package, name) for entry in entries if not entry.is_dir()]
    for entry in entries:
        if entry.is_dir() and _is_subpackage(entry):
            added.append(_add_folder(tree, entry.path, f"{package}.{entry.name}", f"{name}/{entry.name}"))
        elif entry.is_dir(follow_symlinks=False) and not entry.name.isidentifier() and entry.name[0] != ".":
            _add_resources(tree, entry.path, f"{name}/{entry.name}")
    if any(added) and "__init__" not in stems:
        tree.namespaces.append(package)
    return any(added)


def _add_resources(tree: SourceTree, folder: str, name: str) -> None:
    """The files of a folder whose name no module can have."""
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            _add_resources(tree, entry.path, f"{name}/{entry.name}")
        elif entry.name.endswith(_RESOURCES):
            tree.resources.append(f"{name}/{entry.name}")


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_subpackage(entry: os.DirEntry[str]) -> bool:
    if not entry.name.isidentifier() or entry.name == "__pycache__" or entry.is_symlink():
        return False
    if is_test_folder(entry.name) or is_vendor_folder(entry.name):
        return False
    return entry.name != "test" or not any(_is_test_name(each) for each in _python_stems(entry.path))


def _python_stems(folder: str) -> Iterator[str]:
    for entry in _entries(folder):
        stem, dot, suffix = entry.name.rpartition(".")
        if dot and suffix == "py":
            yield stem


def _is_test_name(stem: str) -> bool:
    return stem == "conftest" or _TEST_FILE.fullmatch(stem) is not None


def _add_file(tree: SourceTree, entry: os.DirEntry[str], package: str, folder: str) -> bool:
    stem, _, suffix = entry.name.rpartition(".")
    if entry.name.endswith(_RESOURCES):
        tree.resources.append(f"{folder}/{entry.name}")
        return False
    if suffix not in ("py", "pyi"):
        return _add_compiled(tree, entry.name, package)
    if not stem.isidentifier() or _is_test_file(stem, entry.path):
        return False
    if stem == "__main__":
        tree.programs.append(package)
        return False
    is_package = stem == "__init__"
    module = package if is_package else f"{package}.{stem}"
    found = tree.sources if suffix == "py" else tree.stubs
    found[module] = SourceFile(module, entry.path, f"{folder}/{entry.name}", is_package)
    return True


def _add_compiled(tree: SourceTree, name: str, package: str) -> bool:
    stem = name.partition(".")[0]
    if name.endswith(_COMPILED[:3]) and stem.isidentifier():
        tree.compiled.append(f"{package}.{stem}")
    return False


def _is_test_file(stem: str, path: str) -> bool:
    """`conftest`, and files named like tests that also hold tests: `test_utils.py` may be a library module."""
    if stem == "conftest":
        return True
    if not _TEST_FILE.fullmatch(stem):
        return False
    try:
        return _TEST_CODE.search(Path(path).read_bytes()) is not None
    except OSError:
        return False
