"""Where a module asks an application to call something at startup or shutdown, and where that application is built."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.names.definitions import assigned_to_self
from stability_checker.codemods.names.module import UNKNOWN, Module

Moment = Literal["startup", "shutdown"]
LOOPS = ast.For | ast.AsyncFor | ast.While


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One handler for one moment.

    `node` is the decorator or the call that asks for it, `app` the expression for the application or router, `handler`
    what is called and `function` the definition that a decorator stands on.
    """

    node: ast.Call
    moment: Moment
    app: ast.expr
    handler: ast.expr | None = None
    function: Function | None = None

    @property
    def name(self) -> str:
        return self.function.name if self.function else ast.unparse(self.handler) if self.handler else ""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The classes whose instances take event handlers, and those that still do after the upgrade."""

    receivers: Sequence[str]
    besides: Sequence[str]

    def has(self, module: Module, node: ast.expr, method: str) -> bool:
        return module.is_instance(node, self.receivers, self.besides, method)

    def may_have(self, module: Module, node: ast.expr) -> bool:
        """Whether nothing at all is known of the value."""
        return module.classes_of(node) <= {UNKNOWN} and module.refers_to(node) is None


def events(module: Module, kinds: Kinds) -> Iterator[Event]:
    """The events of applications that are resolved, in the order of the source."""
    calls = sorted(module.source.calls, key=lambda call: (call.lineno, call.col_offset))
    for call in calls:
        event = _event(module, call)
        if event is not None and kinds.has(module, event.app, _method(call)) and not _is_own_list(module, call):
            yield event


def strangers(module: Module, kinds: Kinds) -> Iterator[Event]:
    """Events of something that cannot be resolved: an application that the code was handed."""
    for call in module.source.calls:
        event = _event(module, call)
        if event is not None and _method(call) != "append" and kinds.may_have(module, event.app):
            yield event


def _is_own_list(module: Module, call: ast.Call) -> bool:
    """Whether a handler is appended to a list that a class of the project keeps itself, beside the library's."""
    held = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "append" else None
    if not isinstance(held, ast.Attribute):
        return False
    above = (one for owner in module.classes_of(held.value) for one in module.world.ancestors(owner))
    found = (definition for one in above if (definition := module.definition(one)))
    return any(isinstance(node, ast.ClassDef) and held.attr in assigned_to_self(node) for _, node in found)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _event(module: Module, call: ast.Call) -> Event | None:
    func = call.func
    if not isinstance(func, ast.Attribute):
        return None
    if func.attr == "on_event":
        return _decorated(module, call, func.value)
    if func.attr == "add_event_handler":
        return _added(call, func.value)
    if func.attr == "append" and isinstance(func.value, ast.Attribute) and len(call.args) == 1:
        moment = _APPENDED.get(func.value.attr)
        return Event(call, moment, func.value.value, call.args[0]) if moment else None
    return None


_APPENDED: dict[str, Moment] = {"on_startup": "startup", "on_shutdown": "shutdown"}


def _decorated(module: Module, call: ast.Call, app: ast.expr) -> Event | None:
    moment, parent = _moment(call), module.source.parents[call]
    if moment is None:
        return None
    if is_function(parent) and call in parent.decorator_list:
        return Event(call, moment, app, function=parent)
    if isinstance(parent, ast.Call) and parent.func is call and len(parent.args) == 1:
        return Event(parent, moment, app, parent.args[0])
    return None


def _added(call: ast.Call, app: ast.expr) -> Event | None:
    moment = _moment(call)
    named = [word.value for word in call.keywords if word.arg == "func"]
    handler = call.args[1] if len(call.args) == 2 else named[0] if named else None
    return Event(call, moment, app, handler) if moment and handler is not None else None


def _moment(call: ast.Call) -> Moment | None:
    first = call.args[:1] or [word.value for word in call.keywords if word.arg == "event_type"]
    value = first[0].value if first and isinstance(first[0], ast.Constant) else None
    return value if value in ("startup", "shutdown") else None  # type: ignore[return-value]


def home(module: Module, event: Event) -> ast.Call | None:
    """The call that builds the event's application, where it is built in the same run of statements.

    Not where the handler is added under a condition or in a loop that the construction is not in, and not where a
    function of the same name comes twice.
    """
    built = _built_as(module, _application(event))
    if built is None:
        return None
    construction, statement = built, module.source.statement(built)
    asked = module.source.statement(event.node if event.function is None else event.function)
    same_block = statement in module.source.block(asked)
    return construction if same_block and not is_rebound(module, event) else None


def _application(event: Event) -> ast.expr:
    """What an event is asked of, or the application whose router it is asked of."""
    app = event.app
    return app.value if isinstance(app, ast.Attribute) and app.attr == "router" else app


def _built_as(module: Module, app: ast.expr) -> ast.Call | None:
    if isinstance(app, ast.Name):
        bindings = module.bindings(app)
        value = bindings[0].value if len(bindings) == 1 else None
        return value if isinstance(value, ast.Call) else None
    scope, text = module.source.scope(app), ast.unparse(app)
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and text in map(ast.unparse, node.targets) and isinstance(node.value, ast.Call):
            return node.value
    return None


def gathered_by_block(module: Module, found: Iterable[Event]) -> list[list[Event]]:
    """Events of one application that are added in one run of statements, together, in the order of the source.

    What another block adds in between starts a new group, so that handlers keep their order.
    """
    groups = list[list[Event]]()
    latest: dict[str, tuple[tuple[object, ...], list[Event]]] = {}
    for event in found:
        key, text = _place(module, event), ast.unparse(_application(event))
        if text not in latest or latest[text][0] != key:
            latest[text] = key, []
            groups.append(latest[text][1])
        latest[text][1].append(event)
    return groups


def _place(module: Module, event: Event) -> tuple[object, ...]:
    """The block that an event is added in, and what its application's name is bound to there."""
    statement = module.source.statement(event.node if event.function is None else event.function)
    app = _application(event)
    bound = module.bindings(app) if isinstance(app, ast.Name) else ()
    return (module.source.block(statement)[0], *bound)


def is_annotated_parameter(module: Module, app: ast.expr) -> bool:
    """Whether what `app` is stands in an annotation alone: applications and routers took handlers in the same way."""
    bindings = module.bindings(app) if isinstance(app, ast.Name) else ()
    return any(isinstance(one.node, ast.arg) and one.node.annotation is not None for one in bindings)


def is_rebound(module: Module, event: Event) -> bool:
    """Whether the name of a decorated function is taken again, so that calling it by name may call another."""
    if event.function is None:
        return False
    return len(module.names_at(event.function).bindings.get(event.function.name, ())) != 1


def hindrance(module: Module, event: Event) -> str | None:
    """Why the handler of an event cannot go into a lifespan where it is added."""
    statement = module.source.statement(event.node)
    if is_rebound(module, event):
        return f"the name {event.name!r} is taken twice; rename one and give the application a lifespan"
    if event.function is None and not (isinstance(statement, ast.Expr) and statement.value is event.node):
        return f"the result of adding {event.name!r} is used; give the application a lifespan"
    return None
