"""Which names code binds and reads, and what a local function must declare to share them."""

import ast
from collections.abc import Iterable, Sequence

from stability_checker.codemods.pure_middleware.anatomy import own_nodes


def bound(statements: Sequence[ast.AST]) -> set[str]:
    """The names that statements bind in the function that they stand in."""
    found: set[str] = set()
    hidden = {id(part) for node in own_nodes(statements) for part in _comprehended(node)}
    for node in own_nodes(statements):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if id(node) not in hidden:
                found.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name.partition(".")[0])
    return found


def _comprehended(node: ast.AST) -> Iterable[ast.AST]:
    """The targets of a comprehension, which are names of its own."""
    return ast.walk(node.target) if isinstance(node, ast.comprehension) else ()


def read(statements: Sequence[ast.AST]) -> set[str]:
    """The names that statements read, in the functions inside them too."""
    nodes = (node for one in statements for node in ast.walk(one))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def read_besides(statements: Sequence[ast.AST], taken: "set[ast.AST]") -> set[str]:
    """The names that statements read outside the nodes that are `taken`."""
    nodes = (node for one in statements for node in ast.walk(one) if node not in taken)
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def bound_besides(statements: Sequence[ast.AST], taken: Iterable[ast.AST]) -> set[str]:
    """The names that statements bind outside those of their parts that are `taken`."""
    gone, found = set(taken), set[str]()
    for statement in statements:
        if statement in gone:
            continue
        parts = [part for part in ast.walk(statement) if part in gone]
        if not parts:
            found |= bound([statement])
        else:
            found |= bound_besides(list(ast.iter_child_nodes(statement)), gone)
            found |= {statement.name} if isinstance(statement, ast.ExceptHandler) and statement.name else set()
    return found


def declarations(shared: Iterable[str], globals_: Iterable[str]) -> list[str]:
    """The `nonlocal` and `global` lines for names that a local function binds."""
    taken = set(globals_)
    lines = [("global", sorted(set(shared) & taken)), ("nonlocal", sorted(set(shared) - taken))]
    return [f"{word} {', '.join(names)}" for word, names in lines if names]
