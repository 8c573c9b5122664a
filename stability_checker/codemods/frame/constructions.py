"""Constructions of applications: their arguments for events, by keyword or by place, and what replaces them."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from stability_checker.codemods.frame.arguments import drop, put
from stability_checker.codemods.frame.calls import has_unpacking, keyword
from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.events import Event, Moment
from stability_checker.codemods.frame.layout import remove_decorator, remove_statements
from stability_checker.codemods.frame.lifespans import Handler, handler
from stability_checker.codemods.frame.pieces import argument, code, expression, joined, named
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.frame.starters import what_it_does_itself
from stability_checker.codemods.names.module import Module

PARAMETERS: dict[Moment, str] = {"startup": "on_startup", "shutdown": "on_shutdown"}
LIFESPAN = "lifespan"

ARGUMENTS = (*PARAMETERS.values(), LIFESPAN)
_AHEAD = {"application": 4, "router": 3}
"""Parameters that come before `on_startup`: debug, routes, middleware, exception_handlers; routes, redirect_slashes,
default."""


@dataclass
class Application:
    """A construction with everything that is asked of it in the same block."""

    call: ast.Call
    is_router: bool
    events: list[Event] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        return bool(self.events) or any(self._argument(name) is not None for name in PARAMETERS.values())

    @property
    def name(self) -> str:
        """What the new function is called: something else than the lifespan that it stands in for."""
        return LIFESPAN if self.given(LIFESPAN) is None else "event_lifespan"

    def given(self, name: str) -> ast.expr | None:
        """What the construction hands over for a parameter; None also where that is a plain None."""
        value = self._argument(name)
        return None if value is None or _is_none(value) else value

    def _argument(self, name: str) -> ast.expr | None:
        return given(self.call, name, self.is_router)

    def handlers(self, module: Module, moment: Moment) -> list[Handler]:
        value = self.given(PARAMETERS[moment])
        listed = _listed(module, value) if value is not None else []
        return [*listed, *(handler_of(module, event) for event in self.events if event.moment == moment)]

    def rebuilt(self, module: Module, name: str | None) -> Edit:
        """The construction with the lifespan `name`: handlers ran only where no other was given."""
        beside = self.given(LIFESPAN)
        text = module.source.segment(beside) if name and beside is not None else ""
        return with_lifespan(
            module.source, self.call, f"{name} if {text} is None else {text}" if text else name, self.is_router
        )

    def removals(self, module: Module) -> list[Edit]:
        return removals(module, self.events)


def removals(module: Module, events: Sequence[Event]) -> list[Edit]:
    """What takes the registrations of `events` away."""
    added = [event for event in events if event.function is None]
    decorated = [remove_decorator(module.source, event.node) for event in events if event.function is not None]
    return [*decorated, *remove_statements(module.source, [module.source.statement(one.node) for one in added])]


def handler_of(module: Module, event: Event) -> Handler:
    if event.function is None and event.handler is not None:
        return handler(module, event.handler)
    assert event.function is not None
    plain = len(event.function.decorator_list) == 1
    return Handler(event.name, isinstance(event.function, ast.AsyncFunctionDef) if plain else None)


def _listed(module: Module, value: ast.expr) -> list[Handler]:
    if isinstance(value, ast.List | ast.Tuple) and not any(isinstance(one, ast.Starred) for one in value.elts):
        return [handler(module, one) for one in value.elts]
    return [Handler(module.source.segment(value), None, many=True)]


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def given(call: ast.Call, name: str, is_router: bool) -> ast.expr | None:
    """What a construction hands over for `on_startup`, `on_shutdown` or `lifespan`; None for nothing."""
    if (word := keyword(call, name)) is not None:
        return word.value
    place = _place(name, is_router)
    known = place < len(call.args) and not any(isinstance(arg, ast.Starred) for arg in call.args)
    return call.args[place] if known else None


def takes_by_place(call: ast.Call, is_router: bool) -> bool:
    """Whether so much is handed over by place that it could be taken for handlers."""
    return len(call.args) > _AHEAD["router" if is_router else "application"]


def with_lifespan(source: Source, call: ast.Call, value: str | None, is_router: bool) -> Edit:
    """The construction without its lists of handlers; `lifespan=value` takes the place of the first, or is added.

    Without a value an argument for the lifespan that is there stays.
    """
    piece = expression(source, call, cst.Call)
    piece = piece.with_changes(args=_with_names(piece.args, is_router))
    gone = _positions(piece.args, {*PARAMETERS.values()} | ({LIFESPAN} if value else set()))
    if value and gone:
        first = gone.pop(0)
        piece, value = put(piece, first, LIFESPAN, value), None
    for at in reversed(gone):
        piece = drop(piece, at)
    added = [argument(value, LIFESPAN)] if value else []
    return source.replace(call, code(piece.with_changes(args=joined(piece, piece.args, added))))


def hides_handlers(module: Module, call: ast.Call) -> bool:
    """Whether a dict that is written down and unpacked into a construction holds its lists of handlers."""
    unpacked = [word.value for word in call.keywords if word.arg is None]
    bindings = [module.bindings(one) if isinstance(one, ast.Name) else () for one in unpacked]
    written = [*unpacked, *(one[0].value for one in bindings if len(one) == 1)]
    return any(_key(key) in PARAMETERS.values() for one in written if isinstance(one, ast.Dict) for key in one.keys)


def _key(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def obstacle(module: Module, application: Application) -> str | None:
    """Why a lifespan cannot be written in front of a construction."""
    call, source = application.call, module.source
    statement = source.statement(call)
    if application.is_router and (does := what_it_does_itself(module, call)) is not None:
        return f"{does}, which no lifespan here would respect; give the class one by hand that does what this did"
    if isinstance(source.scope(statement), ast.ClassDef):
        return "the application is built in a class body; give it a lifespan by hand"
    if has_unpacking(call) and any(isinstance(arg, ast.Starred) for arg in call.args):
        return "the arguments are unpacked; give the application a lifespan by hand"
    if source.text.startswith("elif", source.span(statement)[0]):
        return "the application is built in the condition of an `elif`; give it a lifespan by hand"
    inside = ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    if any(isinstance(above, inside) for above in source.ancestors(call)):
        return "the application is built inside an expression; give it a lifespan by hand"
    return None


def _place(name: str, is_router: bool) -> int:
    return _AHEAD["router" if is_router else "application"] + ARGUMENTS.index(name)


def _with_names(args: Sequence[cst.Arg], is_router: bool) -> list[cst.Arg]:
    """`args` with the names of those that are given by place, from `on_startup` on."""
    if any(arg.star for arg in args):
        return list(args)
    names = {_place(name, is_router): name for name in ARGUMENTS}
    return [named(arg, names[at]) if at in names and arg.keyword is None else arg for at, arg in enumerate(args)]


def _positions(args: Sequence[cst.Arg], names: set[str]) -> list[int]:
    return [at for at, arg in enumerate(args) if arg.keyword and arg.keyword.value in names]
