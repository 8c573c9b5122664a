"""Where new imports go: to the top, or beside the base's where that is conditional; none stays for types alone."""

import ast
from collections.abc import Iterable
from dataclasses import replace

from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.spelling import is_typing_only
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware.layout import end_of, indented, text_of


def placed(module: Module, base: ast.expr | None, change: Change) -> Change:
    """The change with its imports as edits, where the top of the file would take the library for granted."""
    change = _existing(module, change)
    beside = _conditional(module, base) if base is not None else None
    if beside is None or not change.imports:
        return change
    at, source = end_of(module.source, beside), module.source
    lines = indented(_statements(change.imports), source.indent(beside))
    return replace(change, edits=(*change.edits, Edit(at, at, text_of(lines, source.newline(beside)))), imports=())


def _existing(module: Module, change: Change) -> Change:
    """The change without the imports under `if TYPE_CHECKING` of names that are now imported for good."""
    named = {path.partition(":")[2] for path in change.imports}
    found = [one for name in named for one in module.globals.bindings.get(name, []) if is_typing_only(module, one)]
    statements = dict.fromkeys(one.statement for one in found if isinstance(one.statement, ast.ImportFrom))
    edits = [edit for one in statements for edit in _without(module, one, named)]
    return replace(change, edits=(*change.edits, *edits), dropped=(*change.dropped, "TYPE_CHECKING"))


def _without(module: Module, statement: ast.ImportFrom, gone: set[str]) -> list[Edit]:
    """An import on one line without some of its names; where none is left, without itself or the `if` around it."""
    source, kept = module.source, [one for one in statement.names if one.name not in gone or one.asname]
    if statement.lineno != statement.end_lineno or not source.stands_alone(statement):
        return []
    if kept:
        return [
            source.replace(statement, f"{source.segment(statement).partition(' import ')[0]} import {_listed(kept)}")
        ]
    whole: ast.AST = statement
    above = source.parents[statement]
    if isinstance(above, ast.If) and above.body == [statement]:
        whole = above
    if isinstance(whole, ast.If) and whole.orelse:
        return [source.replace(statement, "pass")]
    start, end = source.span(whole)
    return [Edit(source.line_start(start), source.next_line(end), "")]


def _listed(names: Iterable[ast.alias]) -> str:
    return ", ".join(f"{one.name} as {one.asname}" if one.asname else one.name for one in names)


def _conditional(module: Module, base: ast.expr) -> ast.stmt | None:
    """The import of the base within a `try` or an `if`, in a file that imports nothing of the library outside those."""
    name = next(one for one in ast.walk(base) if isinstance(one, ast.Name))
    places = [binding.statement for binding in module.bindings(name)]
    if len(places) != 1 or not isinstance(places[0], ast.Import | ast.ImportFrom):
        return None
    is_held = isinstance(module.source.parents[places[0]], ast.Try | ast.If)
    return places[0] if is_held and not _takes_for_granted(module) and module.source.stands_alone(places[0]) else None


def _takes_for_granted(module: Module) -> bool:
    covers = module.world.knowledge.covers
    told = [node for node in module.source.tree.body if isinstance(node, ast.ImportFrom) and not node.level]
    plain = [alias.name for node in module.source.tree.body if isinstance(node, ast.Import) for alias in node.names]
    return any(covers(name) for name in (*plain, *(node.module or "" for node in told)))


def _statements(paths: Iterable[str]) -> list[str]:
    names: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        module, _, name = path.partition(":")
        names.setdefault(module, []).append(name)
    return [
        f"from {module} import {', '.join(sorted(given))}" if all(given) else f"import {module}"
        for module, given in sorted(names.items(), key=lambda one: (one[0].startswith("."), one[0]))
    ]
