"""Which statements behind the construction of an application only register something with it."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stability_checker.codemods.frame.calls import has_unpacking
from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.names.module import Module

Entries = Mapping[str, Sequence[str]]
"""By the method that registers (`mount`, `router.add_route`): the argument of the constructor that takes the same, what
an entry is made of there (`module:Class`, or nothing for a pair), and the parameters of the method in their order, with
a `=` behind those that the entry takes by keyword; `*` stands for any more."""


@dataclass(frozen=True, slots=True)
class Construction:
    """`name = Class(...)` as a statement of its own."""

    statement: ast.stmt
    name: str
    call: ast.Call

    @classmethod
    def of(cls, module: Module, call: ast.Call) -> "Construction | None":
        """None where the call is no plain assignment to a name that is bound once in its scope."""
        statement = module.source.parents[call]
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            return None
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        target = targets[0]
        if len(targets) != 1 or not isinstance(target, ast.Name) or not module.source.stands_alone(statement):
            return None
        bound = module.names_at(target).find(target.id)
        return cls(statement, target.id, call) if bound and len(bound[1]) == 1 else None


@dataclass(frozen=True, slots=True)
class Registration:
    """A statement that calls a method of `Entries` on the application, with what the entry takes in its place."""

    statement: ast.Expr
    parameter: str
    factory: str
    arguments: tuple[tuple[str | None, ast.expr], ...]


def registrations(module: Module, built: Construction, entries: Entries) -> list[Registration]:
    """What is registered behind a construction that could as well be made at the last of these statements.

    The search ends at the first statement that reads the application for something else while it runs, that takes a
    name which the construction or an entry reads, or that imports from the project (which may import the application).
    """
    block = module.source.block(built.statement)
    readers = _readers(module, built.name)
    found, read = list[Registration](), _names(built.call)
    for statement in block[block.index(built.statement) + 1 :]:
        one = _registration(module, built.name, statement, entries, readers)
        if one is not None:
            found.append(one)
            read |= _names(one.statement)
        elif _stops(module, statement, {built.name, *readers}) or _bound(statement) & read:
            break
    return found


def _registration(
    module: Module, name: str, statement: ast.stmt, entries: Entries, readers: set[str]
) -> Registration | None:
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return None
    call = statement.value
    owner, _, method = ast.unparse(call.func).partition(".")
    if owner != name or method not in entries or has_unpacking(call) or not module.source.stands_alone(statement):
        return None
    parameter, factory, *taken = entries[method]
    arguments = _arguments(call, taken)
    if arguments is None or any(_reads(value, {name}) or _calls(value, readers) for _, value in arguments):
        return None
    return Registration(statement, parameter, factory, tuple(arguments))


def _arguments(call: ast.Call, taken: Sequence[str]) -> list[tuple[str | None, ast.expr]] | None:
    """The arguments in the order of an entry, each with its keyword there; None where one has no place."""
    more, names = "*" in taken, [one for one in taken if one != "*"]
    if len(call.args) > len(names) and not more:
        return None
    given = {name.removesuffix("="): value for name, value in zip(names, call.args, strict=False)}
    rest: list[tuple[str | None, ast.expr]] = [(None, value) for value in call.args[len(names) :]]
    for word in call.keywords:
        assert word.arg is not None
        if f"{word.arg}=" in names or word.arg in names:
            given[word.arg] = word.value
        elif more:
            rest.append((word.arg, word.value))
        else:
            return None
    if any(name not in given for name in names if not name.endswith("=")):
        return None
    placed = [(name.removesuffix("=") if name.endswith("=") else None, name.removesuffix("=")) for name in names]
    return [*((keyword, given[name]) for keyword, name in placed if name in given), *rest]


def _readers(module: Module, name: str) -> set[str]:
    """The functions and classes of the file that read the application when they are called."""
    return {node.name for node in module.defined.values() if _reads(node, {name})}


def _stops(module: Module, statement: ast.stmt, names: set[str]) -> bool:
    if isinstance(statement, ast.Import):
        return any(module.world.locate(alias.name, module.source.path) is not None for alias in statement.names)
    if isinstance(statement, ast.ImportFrom):
        return bool(statement.level) or module.world.locate(statement.module or "", module.source.path) is not None
    return any(_loads(part, names) for part in _run_now(statement))


def _run_now(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement that run with it: of a function its decorators, defaults and annotations."""
    yield node
    for child in ast.iter_child_nodes(node):
        body = node.body if is_function(node) or isinstance(node, ast.Lambda) else []
        if not (child in body if isinstance(body, list) else child is body):
            yield from _run_now(child)


def _loads(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load)


def _reads(node: ast.AST, names: set[str]) -> bool:
    return any(_loads(part, names) for part in ast.walk(node))


def _calls(node: ast.AST, names: set[str]) -> bool:
    return any(_reads(part.func, names) for part in ast.walk(node) if isinstance(part, ast.Call))


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement binds in its own scope."""
    parts = list(_run_now(statement))
    stored = {part.id for part in parts if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)}
    defined = {part.name for part in parts if is_function(part) or isinstance(part, ast.ClassDef)}
    imported = {(part.asname or part.name).partition(".")[0] for part in parts if isinstance(part, ast.alias)}
    return stored | defined | imported
