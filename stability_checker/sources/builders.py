"""What a project's build settings say about its import packages: name, version and places, read without running them.

Read are pyproject.toml (PEP 621, hatch, setuptools, flit, poetry, pdm, uv, maturin, scikit-build), setup.cfg, and the
literals among the arguments of `setup()` in setup.py.
"""

import ast
import configparser
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from stability_checker.sources.poetry import read_poetry
from stability_checker.sources.requirement_files import listed_requirements


class Build(Struct):
    """What the settings say, as far as they say it.

    `places` are pairs of a folder and the dotted package in it, `roots` folders that hold packages; requirements are
    PEP 508 texts as written; `scripts` are files that become commands, by name.
    """

    name: str | None = None
    version: str | None = None
    version_source: str | None = None
    places: list[tuple[str, str]] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    requires_python: str | None = None
    dependencies: list[str] = field(default_factory=list)
    extras: dict[str, list[str]] = field(default_factory=dict)
    entry_points: dict[str, dict[str, Any]] = field(default_factory=dict)
    scripts: dict[str, str] = field(default_factory=dict)
    licence: str | None = None


def read_build(project: Path) -> Build:
    """What the build settings of `project` say; what cannot be read says nothing."""
    build = Build()
    document = _toml(project / "pyproject.toml")
    _read_pyproject(document, build)
    _read_dynamic(_at(document, "tool"), project, build)
    _read_setup_cfg(project / "setup.cfg", build)
    _read_setup_py(project / "setup.py", build)
    return build


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _at(table: Any, *keys: str) -> Any:
    """The value under nested keys, or an empty table where any of them is missing."""
    for key in keys:
        table = table.get(key, {}) if isinstance(table, dict) else {}
    return table


def _read_pyproject(document: dict[str, Any], build: Build) -> None:
    project, tool = _at(document, "project"), _at(document, "tool")
    build.name = (
        _text(_at(project, "name"))
        or _text(_at(tool, "poetry", "name"))
        or _text(_at(tool, "flit", "metadata", "module"))
    )
    build.version = _text(_at(project, "version")) or _text(_at(tool, "poetry", "version"))
    build.version_source = _version_source(tool)
    build.places.extend(_places(tool))
    build.roots.extend(_roots(tool))
    _read_declarations(project, build)
    _read_poetry(_at(tool, "poetry"), build)


def _read_declarations(project: Any, build: Build) -> None:
    """The [project] table of PEP 621."""
    licence = _at(project, "license")
    build.requires_python = _text(_at(project, "requires-python"))
    build.dependencies = _texts(_at(project, "dependencies"))
    build.extras = {name: _texts(needs) for name, needs in _at(project, "optional-dependencies").items()}
    build.licence = _text(licence) or _text(_at(licence, "text"))
    build.entry_points = {**_at(project, "entry-points")}
    for key, group in (("scripts", "console_scripts"), ("gui-scripts", "gui_scripts")):
        if _at(project, key):
            build.entry_points[group] = _at(project, key)


def _read_poetry(table: Any, build: Build) -> None:
    """What the tool's own table says where [project] is silent."""
    declared = read_poetry(table if isinstance(table, dict) else {})
    build.requires_python = build.requires_python or declared.requires_python
    build.dependencies = build.dependencies or declared.dependencies
    build.extras = build.extras or declared.extras
    build.entry_points = build.entry_points or declared.entry_points
    build.licence = build.licence or declared.licence


def _read_dynamic(tool: Any, project: Path, build: Build) -> None:
    """Requirements that the settings keep in files (setuptools' dynamic metadata, hatch-requirements-txt)."""
    dynamic = _at(tool, "setuptools", "dynamic")
    hatch = _at(tool, "hatch", "metadata", "hooks", "requirements_txt")
    build.dependencies += _from_files(_at(dynamic, "dependencies", "file") or _at(hatch, "files"), project)
    for name, source in (_at(dynamic, "optional-dependencies") or {}).items():
        build.extras[name] = _from_files(_at(source, "file"), project)
    for name, files in (_at(hatch, "optional-dependencies") or {}).items():
        build.extras[name] = _from_files(files, project)


def _from_files(names: Any, project: Path) -> list[str]:
    paths = [names] if isinstance(names, str) else _texts(names)
    return [requirement for path in paths for requirement in listed_requirements(project / path)]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _version_source(tool: Any) -> str | None:
    """The file, or the dotted attribute, that holds a dynamic version."""
    dynamic = _at(tool, "setuptools", "dynamic", "version")
    listed = _texts(_at(dynamic, "file"))
    return (
        _text(_at(tool, "hatch", "version", "path"))
        or _text(_at(tool, "pdm", "version", "path"))
        or _text(_at(dynamic, "attr"))
        or _text(_at(dynamic, "file"))
        or (listed[0] if listed else None)
    )


def _places(tool: Any) -> Iterator[tuple[str, str]]:
    wheel = _at(tool, "hatch", "build", "targets", "wheel")
    for path in _texts(_at(wheel, "packages")) + _texts(_at(wheel, "only-include")):
        yield _split(path)
    for path in _texts(_at(tool, "scikit-build", "wheel", "packages")):
        yield _split(path)
    for entry in _at(tool, "poetry", "packages") or ():
        if isinstance(entry, dict) and _text(entry.get("include")):
            yield entry.get("from") or ".", entry["include"].partition("/")[0].removesuffix(".py")
    backend = _at(tool, "uv", "build-backend")
    names = _at(backend, "module-name")
    for name in [names] if isinstance(names, str) else _texts(names):
        yield _text(_at(backend, "module-root")) or "src", name
    for name in filter(
        None, (_text(_at(tool, "flit", "module", "name")), _text(_at(tool, "flit", "metadata", "module")))
    ):
        yield from ((root, name) for root in ("src", "."))
    if maturin := _text(_at(tool, "maturin", "module-name")):
        yield _text(_at(tool, "maturin", "python-source")) or ".", maturin.partition(".")[0]
    yield from _setuptools_places(_at(tool, "setuptools"))


def _setuptools_places(table: Any) -> Iterator[tuple[str, str]]:
    folders = _at(table, "package-dir")
    packages = _at(table, "packages")
    for name in _texts(packages) + _texts(_at(table, "py-modules")):
        yield _folder_of(name, folders), name.partition(".")[0]


def _folder_of(name: str, folders: Any) -> str:
    top = name.partition(".")[0]
    if isinstance(folders, dict) and isinstance(folders.get(top), str):
        return _split(folders[top])[0]
    return folders.get("", ".") if isinstance(folders, dict) else "."


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.strip("/").rpartition("/")
    return folder or ".", name.removesuffix(".py")


def _roots(tool: Any) -> Iterator[str]:
    yield from _texts(_at(tool, "setuptools", "packages", "find", "where"))
    for value in (
        _at(tool, "setuptools", "package-dir", ""),
        _at(tool, "pdm", "build", "package-dir"),
        _at(tool, "maturin", "python-source"),
    ):
        if isinstance(value, str):
            yield value


def _read_setup_cfg(path: Path, build: Build) -> None:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeError):
        return
    build.name = build.name or parser.get("metadata", "name", fallback=None)
    _take_version(parser.get("metadata", "version", fallback=""), build)
    options = parser["options"] if parser.has_section("options") else {}
    _read_cfg_declarations(parser, build)
    folders = dict(_pairs(options.get("package_dir", "")))
    build.roots.extend(folders.values() if "" in folders else ())
    if where := parser.get("options.packages.find", "where", fallback=""):
        build.roots.append(where.strip())
    listed = [*options.get("packages", "").split(), *options.get("py_modules", "").split()]
    names = [name for name in listed if not name.startswith("find") and name.replace(".", "").isidentifier()]
    build.places.extend((_folder_of(name, folders), name.partition(".")[0]) for name in names)


def _read_cfg_declarations(parser: configparser.ConfigParser, build: Build) -> None:
    build.requires_python = build.requires_python or parser.get("options", "python_requires", fallback=None)
    build.licence = build.licence or parser.get("metadata", "license", fallback=None)
    build.dependencies += _listed(parser.get("options", "install_requires", fallback=""))
    if parser.has_section("options.extras_require"):
        build.extras |= {name: _listed(text) for name, text in parser["options.extras_require"].items()}
    if parser.has_section("options.entry_points"):
        build.entry_points |= {group: dict(_pairs(text)) for group, text in parser["options.entry_points"].items()}


def _listed(text: str) -> list[str]:
    """The requirements of a setup.cfg value: one a line, or parted by semicolons where it is a single line."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.replace(",", "\n").splitlines():
        key, separator, value = line.partition("=")
        if separator:
            yield key.strip(), value.strip()


def _take_version(text: str, build: Build) -> None:
    kind, separator, value = text.partition(":")
    if separator and kind.strip() in ("attr", "file"):
        build.version_source = build.version_source or value.strip()
    elif text:
        build.version = build.version or text


def _read_setup_py(path: Path, build: Build) -> None:
    arguments = _setup_arguments(path)
    build.name = build.name or _text(arguments.get("name"))
    build.version = build.version or _text(arguments.get("version"))
    build.requires_python = build.requires_python or _text(arguments.get("python_requires"))
    build.licence = build.licence or _text(arguments.get("license"))
    build.dependencies += _texts(arguments.get("install_requires"))
    extras = arguments.get("extras_require")
    build.extras |= {str(name): _texts(needs) for name, needs in extras.items()} if isinstance(extras, dict) else {}
    build.entry_points |= _points_of(arguments.get("entry_points"))
    build.scripts |= {Path(each).name: each for each in _texts(arguments.get("scripts"))}
    folders = arguments.get("package_dir")
    if isinstance(folders, dict) and isinstance(folders.get(""), str):
        build.roots.append(folders[""])
    for name in _texts(arguments.get("packages")) + _texts(arguments.get("py_modules")):
        build.places.append((_folder_of(name, folders), name.partition(".")[0]))


def _points_of(given: Any) -> dict[str, dict[str, Any]]:
    """The groups that `entry_points=` holds: lists of "name = target", or one text for each group."""
    if not isinstance(given, dict):
        return {}
    texts = {group: [held] if isinstance(held, str) else _texts(held) for group, held in given.items()}
    return {str(group): dict(pair for text in held for pair in _pairs(text)) for group, held in texts.items()}


def _setup_arguments(path: Path) -> Mapping[str, Any]:
    try:
        module = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "setup",
            "setuptools.setup",
            "distutils.core.setup",
        ):
            return {keyword.arg: _literal(keyword.value) for keyword in node.keywords if keyword.arg}
    return {}


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
