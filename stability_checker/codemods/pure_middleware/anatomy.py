"""The parts of a `dispatch` method: where it hands the request on, what surrounds that place and what follows it."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from stability_checker.codemods.frame.source import is_function
from stability_checker.codemods.pure_middleware.dispatch import Dispatch

BY_HAND = "write the middleware as pure ASGI by hand"
LOOPS = ast.For | ast.AsyncFor | ast.While
WITHS = ast.With | ast.AsyncWith
SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


@dataclass(frozen=True, eq=False)
class Core:
    """One place that hands the request on, with what must move for it.

    `statement` stands in a block of `dispatch` and holds `leaf`, the statement that awaits `call_next`; between them
    lie only `with` blocks and at most one `attempt`, a `try`. `inside` follows `leaf` within the attempt, `outside`
    follows the attempt (or `leaf`, where there is no attempt). Where `statement` is an `if` whose branches meet behind
    it, `inside` follows `leaf` within its branch. `shared` are the `try` statements around all this that stay in
    their place, innermost first: other paths through them ask the application too.
    """

    statement: ast.stmt
    leaf: ast.stmt
    withs: tuple[ast.With | ast.AsyncWith, ...] = ()
    attempt: ast.Try | None = None
    inside: tuple[ast.stmt, ...] = ()
    outside: tuple[ast.stmt, ...] = ()
    shared: tuple[ast.Try, ...] = ()

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
        return isinstance(self.leaf, ast.Return) or terminates(self.inside)

    @property
    def is_branch(self) -> bool:
        return isinstance(self.statement, ast.If)

    @property
    def is_joined(self) -> bool:
        """Whether a branch that does not ask the application reaches what follows `leaf` too."""
        return isinstance(self.statement, ast.If) and _falls_through([self.statement], self.leaf)

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
        return next((one.finalbody for one in self.attempts if one.finalbody), [])

    @property
    def handlers(self) -> list[ast.ExceptHandler]:
        return [handler for one in self.attempts for handler in one.handlers]

    @property
    def attempts(self) -> list[ast.Try]:
        """The `try` statements around the call."""
        return [*([self.attempt] if self.attempt else []), *self.shared]


@dataclass
class Obstacles:
    """Why a class is left to a person (`manual`), or what a person must look at (`review`)."""

    manual: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Obstacles") -> "Obstacles":
        self.manual += other.manual
        self.review += other.review
        return self


def cores_of(dispatch: Dispatch) -> "list[Core | str]":
    """For each forward what its rewrite takes up, or why it cannot be rewritten."""
    crowded = _crowded(dispatch)
    return [_core_of(dispatch, forward, crowded) for forward in dispatch.forwards()]


def _core_of(dispatch: Dispatch, forward: ast.Await, crowded: "set[ast.Try]") -> Core | str:
    leaf = dispatch.module.source.statement(forward)
    if not _is_plain(leaf, forward):
        return "what call_next gives is used within an expression; bind it to a name first"
    if isinstance(leaf, ast.Return) and not enclosing(dispatch, leaf):
        return Core(leaf, leaf)
    return _unless_astray(dispatch, _joined(dispatch, _climb(dispatch, leaf, crowded)))


def _crowded(dispatch: Dispatch) -> "set[ast.Try]":
    """The `try` statements that hold several forwards, or one within a branch or another `try`."""
    source = dispatch.module.source
    leaves = [source.statement(forward) for forward in dispatch.forwards()]
    held = [[one for one in _above(dispatch, leaf) if isinstance(one, ast.Try)] for leaf in leaves]
    several = Counter(one for tries in held for one in tries)
    return {
        one
        for leaf, tries in zip(leaves, held, strict=True)
        for one in tries
        if several[one] > 1 or len(tries) > 1 or not _is_straight(dispatch, leaf, one)
    }


def _is_straight(dispatch: Dispatch, leaf: ast.stmt, attempt: ast.Try) -> bool:
    child: ast.AST = leaf
    for above in dispatch.module.source.ancestors(leaf):
        if above is attempt:
            return child in attempt.body
        if not isinstance(above, WITHS):
            return False
        child = above
    return False


def _climb(dispatch: Dispatch, leaf: ast.stmt, crowded: "set[ast.Try]") -> Core:
    """Collect what follows `leaf` block by block, up to the outermost `with` or `try` around it alone."""
    source, child = dispatch.module.source, leaf
    withs: list[ast.With | ast.AsyncWith] = []
    attempt: ast.Try | None = None
    inside: list[ast.stmt] = []
    outside = _behind(source.block(leaf), leaf)
    while isinstance(parent := source.parents[child], WITHS | ast.Try) and parent not in crowded:
        if isinstance(parent, ast.Try):
            attempt, inside, outside = parent, [*outside, *parent.orelse], []
        else:
            withs.append(parent)
        outside += _behind(source.block(parent), parent)
        child = parent
    shared = tuple(one for one in enclosing(dispatch, child) if isinstance(one, ast.Try) and one is not attempt)
    return Core(child, leaf, tuple(reversed(withs)), attempt, tuple(inside), tuple(outside), shared)


def _joined(dispatch: Dispatch, core: Core) -> Core:
    """The core up to the `if` whose branches meet again, where the response is used behind them."""
    if core.attempt or core.withs or isinstance(core.leaf, ast.Return) or terminates(core.outside):
        return core
    source, child, behind = dispatch.module.source, core.statement, list[ast.stmt]()
    while not behind and isinstance(parent := source.parents[child], ast.If):
        behind = _behind(source.block(parent), parent)
        child = parent
    return replace(core, statement=child, inside=core.outside, outside=tuple(behind)) if behind else core


def _falls_through(block: Sequence[ast.stmt], leaf: ast.stmt) -> bool:
    """Whether control reaches the end of a block on a path that does not pass by `leaf`."""
    if leaf in block or not block:
        return not block
    last = block[-1]
    if isinstance(last, ast.If) and any(node is leaf for node in ast.walk(last)):
        return _falls_through(last.body, leaf) or _falls_through(last.orelse, leaf)
    return not terminates(block)


def _unless_astray(dispatch: Dispatch, core: Core) -> Core | str:
    """The core, unless control flow leads out of the block that it stands in."""
    above = [node for node in dispatch.module.source.ancestors(core.statement) if node not in _outer(dispatch)]
    if any(isinstance(node, LOOPS) for node in above):
        return (
            "call_next is awaited in a loop: a pure ASGI application cannot take back what it has begun to send; "
            f"{BY_HAND}, and hold the messages of each attempt back until it is the one to send"
        )
    if any(is_function(node) or isinstance(node, ast.Lambda) for node in above):
        return "call_next is awaited in an inner function; write the middleware by hand"
    if not all(_is_in_body(core, attempt) for attempt in core.shared):
        return "call_next is awaited in a handler of a try that has a finally block; write the middleware by hand"
    if sum(bool(attempt.finalbody) for attempt in core.shared) > 1:
        return "call_next is awaited within two finally blocks; write the middleware by hand"
    if isinstance(core.leaf, ast.Return):
        return core
    if not terminates(core.moved):
        return "call_next is awaited in a branch whose response is used behind it; return the response in the branch"
    return core


def _is_in_body(core: Core, attempt: ast.Try) -> bool:
    return any(node is core.leaf for one in attempt.body for node in ast.walk(one))


def _above(dispatch: Dispatch, node: ast.AST) -> list[ast.AST]:
    """What lies around a node within the method, innermost first."""
    return list(takewhile(lambda above: above is not dispatch.function, dispatch.module.source.ancestors(node)))


def _outer(dispatch: Dispatch) -> list[ast.AST]:
    return [dispatch.function, *dispatch.module.source.ancestors(dispatch.function)]


def enclosing(dispatch: Dispatch, leaf: ast.AST) -> list[ast.AST]:
    """The `with` and `try` statements that are left after `leaf` has run; handlers without `finally` do not count."""
    found, child = list[ast.AST](), leaf
    for above in _above(dispatch, leaf):
        is_held = isinstance(above, ast.Try) and (child in above.body or above.finalbody)
        if is_held or isinstance(above, WITHS | ast.Lambda) or is_function(above):
            found.append(above)
        child = above if isinstance(above, ast.stmt) else child
    return found


def attempted(dispatch: Dispatch, cores: Iterable[Core], one: ast.Return) -> Core | None:
    """A core whose `try` statements, and nothing else, are left after `one` has run."""
    return within_attempts(cores, enclosing(dispatch, one))


def within_attempts(cores: Iterable[Core], around: Sequence[ast.AST]) -> Core | None:
    """A core that has all the statements `around` something as `try` statements of its own."""
    return next((core for core in cores if around and {*around} <= {*core.attempts}), None)


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
