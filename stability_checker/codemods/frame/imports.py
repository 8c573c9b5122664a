"""Imports of one file: added once, in the place where they belong, and removed only when nothing uses them."""

import ast
import re
import sys
from collections.abc import Iterable
from itertools import pairwise

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Source

_WORDS = re.compile(r"[^\W\d]\w*")
_DUNDER = re.compile(r"__\w+__")
_COMMA = re.compile(r"[ \t]*,[ \t]*")


def name_for(path: str) -> str:
    """How new code spells the object at `path`: `module:Name` comes from its module, `package.module` as it is."""
    module, inside, name = path.partition(":")
    return name if inside else module


def missing(source: Source, paths: Iterable[str], before: int | None = None) -> list[str]:
    """Those of `paths` that no import at the top level of the module, in front of `before`, makes available yet."""
    bound = {spelled for node in _ahead(source, before) for spelled in _spelled(node)}
    return [path for path in dict.fromkeys(paths) if path not in bound]


def _ahead(source: Source, offset: int | None) -> Iterable[ast.stmt]:
    """The statements of the module that start in front of `offset`."""
    return (node for node in source.tree.body if offset is None or source.span(node)[0] < offset)


def _spelled(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if not alias.asname]
    if isinstance(node, ast.ImportFrom):
        return [f"{_module(node)}:{alias.name}" for alias in node.names if not alias.asname]
    return []


def _module(node: ast.ImportFrom) -> str:
    """The module of a `from` import as it is spelled, with the dots of a relative one."""
    return f"{'.' * node.level}{node.module or ''}"


def add(source: Source, paths: Iterable[str], before: int | None = None) -> list[Edit]:
    """Edits that import `paths`, each into an existing `from` import of its module or on a line of its own.

    An import behind `before`, where the first of the new code may run, is none for it.
    """
    edits: list[Edit] = []
    lines: list[str] = []
    wanted = missing(source, paths, before)
    for module, names in _by_module(wanted).items():
        host = _host(source, module, names, before)
        if host is not None:
            edits.append(host)
        else:
            lines.append(f"from {module} import {', '.join(sorted(names))}")
    lines += [f"import {path}" for path in wanted if ":" not in path]
    return [*edits, *_on_own_lines(source, sorted(lines, key=_section_order))]


def _by_module(paths: Iterable[str]) -> dict[str, list[str]]:
    """The names to import from each module; modules that are imported whole are left out."""
    found: dict[str, list[str]] = {}
    for module, inside, name in (path.partition(":") for path in paths):
        if inside:
            found.setdefault(module, []).append(name)
    return found


def _section_order(line: str) -> tuple[int, bool, str]:
    return _kind_of(line.split()[1]), *_import_order(line)


def _package(line: str) -> str:
    return line.split()[1].partition(".")[0]


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


def _host(source: Source, module: str, names: list[str], before: int | None) -> Edit | None:
    """A `from` import of the same module on one line, which takes the names in behind its last."""
    for node in _ahead(source, before):
        if isinstance(node, ast.ImportFrom) and _module(node) == module:
            if node.names[0].name != "*" and len(source.segment(node)) + sum(map(len, names)) < 110:
                return _taken_in(source, node, sorted(names, key=_name_order))
    return None


def _taken_in(source: Source, node: ast.ImportFrom, names: list[str]) -> Edit:
    """The names behind the last of the list, or in their place where it is in order."""
    listed = [_name_order(alias.name) for alias in node.names]
    behind = [alias for alias in node.names if _name_order(alias.name) > _name_order(names[-1])]
    if behind and listed == sorted(listed):
        start = source.span(behind[0])[0]
        return Edit(start, start, "".join(f"{name}, " for name in names))
    end = source.span(node.names[-1])[1]
    return Edit(end, end, "".join(f", {name}" for name in names))


def _name_order(name: str) -> tuple[int, str]:
    """Constants, classes, functions: as ruff and isort sort the names of an import."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name


def _on_own_lines(source: Source, lines: list[str]) -> list[Edit]:
    places: dict[tuple[int, str, str], list[str]] = {}
    for line in lines:
        places.setdefault(_place(source, line), []).append(line)
    return [_inserted(source, *place, _sections(block)) for place, block in places.items()]


def _sections(lines: list[str]) -> list[str]:
    """The lines with a blank one where a section of the import block ends."""
    kinds = [_kind_of(line.split()[1]) for line in lines]
    return [
        part for at, line in enumerate(lines) for part in (["", line] if at and kinds[at] != kinds[at - 1] else [line])
    ]


def _inserted(source: Source, offset: int, above: str, below: str, lines: list[str]) -> Edit:
    newline = source.newline()
    opening = "" if source.text[:offset].endswith(("\n", "\r")) or not offset else newline
    closing = below if offset < len(source.text) else ""
    return Edit(offset, offset, opening + above + "".join(line + newline for line in lines) + closing)


def _place(source: Source, line: str) -> tuple[int, str, str]:
    """Where a new import goes, and the blank lines that set it off above and below.

    Behind the imports of its own package that sort before it, where there are any, else of the first lines of its
    section, for the project's own packages stand apart below them; a section that is not there yet is opened.
    """
    imports, blank, kind = _first_imports(source.tree.body), source.newline(), _kind_of(line.split()[1])
    if not imports:
        return _top(source)
    section = [node for node in imports if _kind(node) == kind]
    same = [node for node in section if _package(_head(node)) == _package(line)] or _opening(source, section)
    before = [node for node in same if _import_order(_head(node)) <= _import_order(line)]
    if same:
        return (_end(source, before[-1]) if before else _start(source, same[0])), "", ""
    earlier = [node for node in imports if _kind(node) < kind]
    if earlier:
        return _end(source, earlier[-1]), blank, ""
    return _start(source, imports[0]), "", blank


def _opening(source: Source, section: list[ast.Import | ast.ImportFrom]) -> list[ast.Import | ast.ImportFrom]:
    """The imports of a section up to its first blank line."""
    for at, (one, following) in enumerate(pairwise(section), 1):
        between = source.text[source.span(one)[1] : source.span(following)[0]]
        if any(not line.strip() for line in between.splitlines()[1:]):
            return section[:at]
    return section


def _start(source: Source, node: ast.stmt) -> int:
    return source.line_start(source.span(node)[0])


def _end(source: Source, node: ast.stmt) -> int:
    return source.next_line(source.span(node)[1])


def _first_imports(body: list[ast.stmt]) -> list[ast.Import | ast.ImportFrom]:
    """The block of imports that opens a module, behind its docstring and names such as `__all__`."""
    found: list[ast.Import | ast.ImportFrom] = []
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        elif not _is_ahead_of_imports(node, found):
            break
    return found


def _is_ahead_of_imports(node: ast.stmt, found: list[ast.Import | ast.ImportFrom]) -> bool:
    """PEP 8 has module dunders between the imports from `__future__` and the others."""
    if all(_kind(one) == 0 for one in found):
        return _is_docstring(node) or _sets_dunder(node)
    return False


def _sets_dunder(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return bool(targets) and all(_DUNDER.fullmatch(getattr(target, "id", "")) for target in targets)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _head(node: ast.Import | ast.ImportFrom) -> str:
    return f"import {node.names[0].name}" if isinstance(node, ast.Import) else f"from {_module(node)} import "


def _kind(node: ast.Import | ast.ImportFrom) -> int:
    return _kind_of(node.names[0].name if isinstance(node, ast.Import) else _module(node))


def _kind_of(module: str) -> int:
    """The sections of an import block: __future__, the standard library, other packages, the package's own."""
    if module.startswith("."):
        return 3
    top = module.partition(".")[0]
    return 0 if top == "__future__" else 1 if top in sys.stdlib_module_names else 2


def _top(source: Source) -> tuple[int, str, str]:
    """Behind the module's docstring, else behind the comments that open the file, with blank lines around."""
    body, blank = source.tree.body, source.newline()
    if body and _is_docstring(body[0]):
        offset = source.next_line(source.span(body[0])[1])
        return offset, blank, "" if source.text[offset:].startswith(("\n", "\r")) else blank
    offset = 0
    while source.text[offset:].startswith("#"):
        offset = source.next_line(offset)
        if offset == len(source.text):
            break
    return offset, "", blank


def used_names(source: Source) -> set[str]:
    """Every name that the module reads, in code, in quoted annotations and in `__all__`."""
    used = {node.id for node in source.nodes(ast.Name) if not isinstance(node.ctx, ast.Store)}
    for node in source.nodes(ast.Constant):
        if isinstance(node.value, str) and len(node.value) < 200:
            used.update(part for part in _WORDS.findall(node.value))
    return used


def remove_unused(source: Source, names: Iterable[str]) -> list[Edit]:
    """The edit that takes one import of `names` away that nothing in the module uses any more; ask until there is none.

    An `__init__.py` keeps them, for others import from it, and so does a line that says `noqa` or `as name`.
    """
    dropped = set(names) - used_names(source)
    if not dropped or source.path.name == "__init__.py":
        return []
    imports = [node for node in ast.walk(source.tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    edits = (edit for node in imports for edit in _without(source, node, dropped))
    return next(([edit] for edit in edits), [])


def drop_alias(source: Source, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> Edit:
    """Take one name out of an import, or the import where it was the only one."""
    if len(node.names) > 1:
        return _one(source, node, alias)
    whole = _whole(source, node)
    return whole[0] if whole else source.replace(node, "pass")


def _without(source: Source, node: ast.Import | ast.ImportFrom, dropped: set[str]) -> list[Edit]:
    going = [alias for alias in node.names if (alias.asname or alias.name.partition(".")[0]) in dropped]
    going = [alias for alias in going if alias.asname is None or alias.asname != alias.name]
    if not going or "F401" in source.text[source.span(node)[1] : source.next_line(source.span(node)[1])]:
        return []
    if len(going) == len(node.names):
        return _whole(source, node)
    return [_one(source, node, alias) for alias in going]


def _whole(source: Source, node: ast.stmt) -> list[Edit]:
    start, end = source.span(node)
    if not source.stands_alone(node) or len(source.block(node)) == 1:
        return []
    return [Edit(source.line_start(start), source.next_line(end), "")]


def _one(source: Source, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> Edit:
    """Take one name out of a list of several: with its line where it has one, else with its comma."""
    start, end = source.span(alias)
    text = source.text
    behind = _COMMA.match(text, end)
    line, next_line = source.line_start(start), source.next_line(end)
    if behind and not text[line:start].strip() and not text[behind.end() : next_line].strip():
        return Edit(line, next_line, "")
    if alias is not node.names[-1] and behind:
        return Edit(start, behind.end(), "")
    before = source.span(node.names[node.names.index(alias) - 1])[1]
    return Edit(before, end, "")
