"""The parts of a `dispatch` method: where it hands the request on, what surrounds that place and what follows it."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.names.module import Module

LOOPS = ast.For | ast.AsyncFor | ast.While
WITHS = ast.With | ast.AsyncWith
SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


@dataclass(frozen=True, eq=False)
class Dispatch:
    """The method `dispatch(self, request, call_next)` of the class `owner`, with the names of its parameters."""

    module: Module
    owner: ast.ClassDef
    function: ast.AsyncFunctionDef
    this: str
    request: str
    call_next: str

    @property
    def body(self) -> list[ast.stmt]:
        """The statements without the docstring."""
        first = self.function.body[0]
        told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        return self.function.body[1:] if told else self.function.body

    def forwards(self) -> list[ast.Await]:
        """The places that say `await call_next(...)`."""
        return [node for node in ast.walk(self.function) if self.is_forward(node)]  # type: ignore[misc]

    def is_forward(self, node: ast.AST | None) -> bool:
        called = node.value if isinstance(node, ast.Await) else None
        return isinstance(called, ast.Call) and getattr(called.func, "id", None) == self.call_next


@dataclass(frozen=True, eq=False)
class Core:
    """One place that hands the request on, with what must move for it.

    `statement` stands in a block of `dispatch` and holds `leaf`, the statement that awaits `call_next`; between them
    lie only `with` blocks and at most one `attempt`, a `try`. `inside` follows `leaf` within the attempt, `outside`
    follows the attempt (or `leaf`, where there is no attempt).
    """

    statement: ast.stmt
    leaf: ast.stmt
    withs: tuple[ast.With | ast.AsyncWith, ...] = ()
    attempt: ast.Try | None = None
    inside: tuple[ast.stmt, ...] = ()
    outside: tuple[ast.stmt, ...] = ()

    @property
    def response(self) -> str | None:
        """The name that the response is bound to."""
        match self.leaf:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return name
        return None

    @property
    def ends_inside(self) -> bool:
        """Whether what follows the attempt is only reached through its handlers."""
        return isinstance(self.leaf, ast.Return) or (self.attempt is not None and terminates(self.inside))

    @property
    def moved_outside(self) -> tuple[ast.stmt, ...]:
        return () if self.ends_inside else self.outside

    @property
    def moved(self) -> tuple[ast.stmt, ...]:
        """What runs once the response has begun."""
        return (*self.inside, *self.moved_outside)

    @property
    def taken(self) -> list[ast.stmt]:
        """The statements whose bindings are no longer made in the method itself."""
        return [self.leaf, *self.moved]

    @property
    def last(self) -> ast.stmt:
        """The last statement that the rewrite of this place takes up."""
        return self.moved_outside[-1] if self.moved_outside else self.statement

    @property
    def cleanup(self) -> list[ast.stmt]:
        return self.attempt.finalbody if self.attempt else []

    @property
    def handlers(self) -> list[ast.ExceptHandler]:
        return self.attempt.handlers if self.attempt else []


@dataclass
class Obstacles:
    """Why a class is left to a person (`manual`), or what a person must look at (`review`)."""

    manual: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Obstacles") -> "Obstacles":
        self.manual += other.manual
        self.review += other.review
        return self


def core_of(dispatch: Dispatch, forward: ast.Await) -> Core | str:
    """What the rewrite of a forward takes up, or why it cannot be rewritten."""
    source = dispatch.module.source
    leaf = source.statement(forward)
    if not _is_plain(leaf, forward):
        return "what call_next gives is used within an expression; bind it to a name first"
    if isinstance(leaf, ast.Return) and not _surroundings(dispatch, leaf):
        return Core(leaf, leaf)
    return _climb(dispatch, leaf)


def _climb(dispatch: Dispatch, leaf: ast.stmt) -> Core | str:
    """Collect what follows `leaf` block by block, up to the outermost `with` or `try` around it."""
    source, child = dispatch.module.source, leaf
    withs: list[ast.With | ast.AsyncWith] = []
    attempt: ast.Try | None = None
    inside: list[ast.stmt] = []
    outside = _behind(source.block(leaf), leaf)
    while isinstance(parent := source.parents[child], WITHS | ast.Try):
        if isinstance(parent, ast.Try):
            if attempt is not None or child not in parent.body:
                return "call_next is awaited in nested try statements, or in a handler; write the middleware by hand"
            attempt, inside, outside = parent, [*outside, *parent.orelse], []
        else:
            withs.append(parent)
        outside += _behind(source.block(parent), parent)
        child = parent
    core = Core(child, leaf, tuple(reversed(withs)), attempt, tuple(inside), tuple(outside))
    return _unless_astray(dispatch, core)


def _unless_astray(dispatch: Dispatch, core: Core) -> Core | str:
    """The core, unless control flow leads out of the block that it stands in."""
    above = [node for node in dispatch.module.source.ancestors(core.statement) if node not in _outer(dispatch)]
    if any(isinstance(node, LOOPS) for node in above):
        return "call_next is awaited in a loop: a pure ASGI application cannot take back what it has begun to send"
    if any(is_function(node) or isinstance(node, ast.Lambda) for node in above):
        return "call_next is awaited in an inner function; write the middleware by hand"
    if isinstance(core.leaf, ast.Return):
        return core
    if not terminates(core.moved):
        return "call_next is awaited in a branch whose response is used behind it; return the response in the branch"
    return core


def _outer(dispatch: Dispatch) -> list[ast.AST]:
    return [dispatch.function, *dispatch.module.source.ancestors(dispatch.function)]


def _surroundings(dispatch: Dispatch, leaf: ast.stmt) -> list[ast.AST]:
    """The `with` and `try` statements of `dispatch` that hold `leaf`; handlers without `finally` do not count."""
    source, found, child = dispatch.module.source, list[ast.AST](), leaf
    for above in source.ancestors(leaf):
        if above is dispatch.function:
            return found
        if isinstance(above, WITHS):
            found.append(above)
        if isinstance(above, ast.Try) and (child in above.body or above.finalbody):
            found.append(above)
        if is_function(above) or isinstance(above, ast.Lambda):
            found.append(above)
        child = above if isinstance(above, ast.stmt) else child
    return found


def enclosing(dispatch: Dispatch, leaf: ast.stmt) -> list[ast.AST]:
    """The `with` and `try` statements that are left after `leaf` has run."""
    return _surroundings(dispatch, leaf)


def attempted(dispatch: Dispatch, cores: Iterable[Core], one: ast.Return) -> Core | None:
    """The core whose `try`, and nothing else, is left after `one` has run."""
    around = _surroundings(dispatch, one)
    return next((core for core in cores if around == [core.attempt]), None)


def _is_plain(leaf: ast.stmt, forward: ast.Await) -> bool:
    match leaf:
        case ast.Return(value=value) | ast.Assign(targets=[ast.Name()], value=value):
            return value is forward
        case ast.AnnAssign(target=ast.Name(), value=value):
            return value is forward
    return False


def _behind(block: Sequence[ast.stmt], statement: ast.stmt) -> list[ast.stmt]:
    return list(block[list(block).index(statement) + 1 :])


def terminates(statements: Sequence[ast.stmt]) -> bool:
    """Whether control never reaches the end of a block."""
    return bool(statements) and _terminates(statements[-1])


def _terminates(last: ast.stmt) -> bool:
    match last:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=body, orelse=orelse):
            return terminates(body) and terminates(orelse)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return terminates(body)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
            handled = all(terminates(handler.body) for handler in handlers)
            return terminates(finalbody) or (handled and terminates(orelse or body))
        case ast.Match(cases=cases):
            last_case = cases[-1]
            catches_all = isinstance(last_case.pattern, ast.MatchAs) and last_case.pattern.pattern is None
            return catches_all and last_case.guard is None and all(terminates(case.body) for case in cases)
    return False


def own_nodes(statements: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of statements without those of the functions and classes inside them."""
    waiting = list(statements)
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def returns(statements: Sequence[ast.AST]) -> list[ast.Return]:
    return [node for node in own_nodes(statements) if isinstance(node, ast.Return)]


def parameters_of(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args]
