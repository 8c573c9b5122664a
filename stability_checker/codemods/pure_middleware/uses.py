"""What code does with a request or a response that it holds under a name, through the functions of the project too."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from stability_checker.codemods.frame.source import Function, is_function, last_name
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware.dispatch import definition, parameters_of

DEEPEST = 6
"""Calls that are followed before the answer is "unknown"."""


class Use(Enum):
    """How a part of an object is used; `UNKNOWN` where the object leaves what can be seen.

    `REPLACED` is a channel that another one takes the place of. `AWAITED` is a call that cannot be read and that has
    ended where the next statement begins. `RETURNED` is what a function gives back of what it is given, `KEPT` what is
    put where other code takes it from.
    """

    HARMLESS = auto()
    BODY = auto()
    STREAM = auto()
    AWAITED = auto()
    CHANNEL = auto()
    REPLACED = auto()
    UNKNOWN = auto()
    KEPT = auto()
    BACKGROUND = auto()
    DOUBTFUL = auto()
    RETURNED = auto()


@dataclass(frozen=True, slots=True)
class Subject:
    """The kinds of use that the attributes of an object stand for; an attribute that is not listed is doubtful."""

    attributes: dict[str, Use]
    is_awaited: bool
    """Whether only code that is awaited can do harm with it."""
    others: Use = Use.DOUBTFUL
    """What a public attribute stands for that is not listed."""

    def use_of(self, attribute: str) -> Use:
        return self.attributes.get(attribute, Use.DOUBTFUL if attribute.startswith("_") else self.others)


def _listed(names: str, use: Use) -> dict[str, Use]:
    return dict.fromkeys(names.split(), use)


REQUEST = Subject(
    {
        **_listed(
            "method url base_url headers query_params path_params cookies client session auth user", Use.HARMLESS
        ),
        **_listed("state scope app url_for get keys items values", Use.HARMLESS),
        **_listed("body json", Use.BODY),
        **_listed("form stream", Use.STREAM),
        **_listed("receive is_disconnected send_push_promise close wrapped_receive", Use.CHANNEL),
        **_listed("_receive _send _body _json _form _stream_consumed _is_disconnected", Use.CHANNEL),
        **_listed("_headers _url _base_url _query_params _cookies _state", Use.HARMLESS),
    },
    is_awaited=True,
    others=Use.HARMLESS,
)

RESPONSE = Subject(
    {
        **_listed("status_code headers raw_headers set_cookie delete_cookie", Use.HARMLESS),
        **_listed("body body_iterator render", Use.BODY),
        **_listed("background", Use.BACKGROUND),
    },
    is_awaited=False,
)

_HARMLESS_CALLS = frozenset({"isinstance", "id", "type", "repr", "str", "bool", "print"})
_SCHEDULERS = frozenset(
    {
        "create_task",
        "ensure_future",
        "gather",
        "wait_for",
        "shield",
        "run",
        "start_soon",
        "start",
        "add_task",
        "partial",
    }
    | {"run_in_threadpool", "to_thread", "run_sync", "submit", "run_in_executor", "call_soon", "call_later"}
)

_KEEPERS = frozenset({"set_result", "append", "put", "put_nowait", "setdefault"})


@dataclass(frozen=True, slots=True)
class Found:
    """One use, at `node`, told as `what`."""

    use: Use
    node: ast.AST
    what: str


def uses(module: Module, statements: Sequence[ast.AST], name: str, subject: Subject, depth: int = 0) -> Iterator[Found]:
    """Every use of the object called `name` in `statements` that is not harmless."""
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
                yield from _use(module, node, subject, depth)


def _use(module: Module, node: ast.Name, subject: Subject, depth: int) -> Iterator[Found]:
    parent = module.source.parents[node]
    match parent:
        case ast.Attribute(attr=name):
            yield from _attribute(parent, name, subject)
        case ast.Call() | ast.keyword():
            call = parent if isinstance(parent, ast.Call) else module.source.parents[parent]
            if isinstance(call, ast.Call):
                yield from _handed(module, call, node, subject, depth)
        case (
            ast.Subscript()
            | ast.Compare()
            | ast.BoolOp()
            | ast.UnaryOp()
            | ast.If()
            | ast.IfExp()
            | ast.FormattedValue()
        ):
            return
        case ast.Return() if depth and _is_parameter(module, node):
            yield Found(Use.RETURNED, node, node.id)
        case _:
            yield Found(_kept(subject), node, f"{node.id} is kept or handed on")


def _kept(subject: Subject) -> Use:
    """What it is to keep an object: a request can be asked for all but its body later, a response for nothing else."""
    return Use.KEPT if subject is RESPONSE else Use.UNKNOWN


def _is_parameter(module: Module, node: ast.Name) -> bool:
    """Whether a name is a parameter of the very function that it is used in."""
    function = module.source.scope(node)
    return is_function(function) and any(
        one.arg == node.id for one in ast.walk(function.args) if isinstance(one, ast.arg)
    )


def _attribute(node: ast.Attribute, name: str, subject: Subject) -> Iterator[Found]:
    use = subject.use_of(name)
    if not isinstance(node.ctx, ast.Load) and use is Use.DOUBTFUL:
        return
    if use is Use.CHANNEL and name == "_receive" and not isinstance(node.ctx, ast.Load):
        use = Use.REPLACED
    if use is not Use.HARMLESS:
        yield Found(use, node, ast.unparse(node))


def _handed(module: Module, call: ast.Call, node: ast.Name, subject: Subject, depth: int) -> Iterator[Found]:
    """The uses of an argument within the function that is called."""
    called = _called(call)
    if isinstance(call.func, ast.Name) and called in ("getattr", "hasattr", "setattr"):
        yield from _by_name(call, subject)
        return
    if isinstance(call.func, ast.Name) and called in _HARMLESS_CALLS:
        if called == "isinstance" and subject is RESPONSE and not _asks_for_response(module, call):
            yield Found(Use.DOUBTFUL, call, ast.unparse(call))
        return
    told = f"{ast.unparse(call.func)}({node.id})"
    found = definition(module, call)
    parameter = readable(found[1], call, node) if found is not None and depth < DEEPEST else None
    if found is not None and parameter is not None:
        yield from _within(*found, (module, call, node), parameter, subject, depth)
    else:
        yield from _unread(module, call, subject, told, depth)


def _asks_for_response(module: Module, call: ast.Call) -> bool:
    """Whether an object is asked whether it is a response of any kind, as a `ResponseStart` is too."""
    return len(call.args) == 2 and (module.refers_to(call.args[1]) or "").endswith(".responses.Response")


def _unread(module: Module, call: ast.Call, subject: Subject, told: str, depth: int) -> Iterator[Found]:
    """The use of an argument where the function that is called cannot be read.

    What a function of the project awaits has ended where that function has.
    """
    parent = module.source.parents[call]
    later = depth > 0 and isinstance(parent, ast.Assign) and _is_awaited_later(module, parent)
    is_awaited = isinstance(parent, ast.Await) or (later and not _called(call)[:1].isupper())
    if subject.is_awaited and is_awaited and _called(call) not in _SCHEDULERS:
        yield Found(Use.AWAITED, call, told)
    elif subject is RESPONSE and _called(call) in _KEEPERS:
        yield Found(Use.KEPT, call, told)
    elif not subject.is_awaited or _may_be_awaited(module, call, _called(call)):
        yield Found(Use.UNKNOWN, call, told)


def _called(call: ast.Call) -> str:
    name: str = last_name(call.func)
    return name


def _by_name(call: ast.Call, subject: Subject) -> Iterator[Found]:
    name = call.args[1] if len(call.args) > 1 else None
    known = isinstance(name, ast.Constant) and subject.use_of(str(name.value))
    if known is not Use.HARMLESS:
        yield Found(known or Use.DOUBTFUL, call, ast.unparse(call))


def _within(
    module: Module,
    function: Function,
    argument: tuple[Module, ast.Call, ast.Name],
    parameter: str,
    subject: Subject,
    depth: int,
) -> Iterator[Found]:
    """The uses of an `argument` (its file, the call, its name there) as the `parameter` of a function."""
    calling, call, node = argument
    told = f"{ast.unparse(call.func)}({node.id})"
    for found in uses(module, function.body, parameter, subject, depth + 1):
        if found.use is Use.RETURNED:
            yield from _given_back(calling, call, node, depth)
        else:
            yield Found(found.use, call, f"{told}, which reads {found.what}" if found.use is not Use.UNKNOWN else told)


def _given_back(module: Module, call: ast.Call, node: ast.Name, depth: int) -> Iterator[Found]:
    """The use of an argument that the function returns: none where nobody takes it, or its own name does."""
    parent = module.source.parents[call]
    above = module.source.parents[parent] if isinstance(parent, ast.Await) else parent
    match above:
        case ast.Expr():
            return
        case ast.Assign(targets=[ast.Name(id=name)]) if name == node.id:
            return
        case ast.Return():
            yield Found(Use.RETURNED, call, node.id)
        case _:
            yield Found(Use.UNKNOWN, call, f"{ast.unparse(call.func)}({node.id})")


def readable(function: Function, call: ast.Call, node: ast.Name) -> str | None:
    """The name of the argument `node` within a function whose body tells what is done with it."""
    return _parameter(function, call, node) if not function.decorator_list or _is_static(function) else None


def _parameter(function: Function, call: ast.Call, node: ast.Name) -> str | None:
    """The name under which the function sees the argument `node`."""
    for keyword in call.keywords:
        if keyword.value is node:
            return keyword.arg
    if node not in call.args or any(isinstance(arg, ast.Starred) for arg in call.args):
        return None
    bound = isinstance(call.func, ast.Attribute) and not _is_static(function, "staticmethod")
    takes = parameters_of(function)[1 if bound and _is_method(function) else 0 :]
    index = call.args.index(node)
    return takes[index].arg if index < len(takes) else None


def _is_method(function: Function) -> bool:
    first = parameters_of(function)[:1]
    return bool(first) and first[0].arg in ("self", "cls")


def _is_static(function: Function, *names: str) -> bool:
    wanted = names or ("staticmethod", "classmethod")
    return all(getattr(one, "id", "") in wanted for one in function.decorator_list) and bool(function.decorator_list)


def _may_be_awaited(module: Module, call: ast.Call, called: str) -> bool:
    """Whether what is called may run in an event loop, or keeps the object for later: then it may read its body."""
    if called in _SCHEDULERS or called[:1].isupper():
        return True
    parents = module.source.parents
    above = parents[call]
    while isinstance(above, ast.Call | ast.keyword | ast.Starred | ast.Tuple | ast.List):
        name = last_name(above.func) if isinstance(above, ast.Call) else ""
        if name in _SCHEDULERS:
            return True
        above = parents[above]
    if isinstance(above, ast.comprehension):
        return bool(above.is_async) and above.iter is call
    if isinstance(above, ast.Await | ast.withitem | ast.AsyncFor):
        return parents.get(call) is above
    return isinstance(above, ast.Assign | ast.AnnAssign | ast.NamedExpr) and _is_awaited_later(module, above)


def _is_awaited_later(module: Module, assigned: ast.AST) -> bool:
    targets = assigned.targets if isinstance(assigned, ast.Assign) else [assigned.target]  # type: ignore[attr-defined]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    waits = (node.value for node in ast.walk(module.source.scope(assigned)) if isinstance(node, ast.Await))
    return any(isinstance(value, ast.Name) and value.id in names for value in waits)
