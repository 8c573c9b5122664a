"""Puts handlers into a lifespan: a new one in front of a construction, or one around the lifespan that is there."""

import ast
from collections.abc import Sequence

from stability_checker.codemods.frame.constructions import PARAMETERS, Application, handler_of, removals
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.events import Event, is_annotated_parameter
from stability_checker.codemods.frame.layout import after, before, remove_decorator
from stability_checker.codemods.frame.lifespans import Handler, lifespan, manager, needs, parameter_for
from stability_checker.codemods.frame.spelling import fresh
from stability_checker.codemods.names.module import Module


def gathered(module: Module, application: Application, startup: list[Handler], shutdown: list[Handler]) -> Change:
    """The construction of `application` with a lifespan of its own, which runs the handlers."""
    statement = module.source.statement(application.call)
    name, handlers = fresh(module, application.name), [*startup, *shutdown]
    if not handlers:
        return Change((application.rebuilt(module, None),), alone=True)
    decorator, imports = manager(module, statement)
    lines = lifespan(name, parameter_for(handlers), startup, shutdown, decorator=decorator)
    edits = [before(module.source, statement, lines), application.rebuilt(module, name)]
    return Change((*edits, *application.removals(module)), (*imports, *needs(handlers)), alone=True)


def dropped(module: Module, application: Application) -> Change:
    """The construction without its handlers."""
    return Change((*application.removals(module), application.rebuilt(module, None)), alone=True)


def wrapped(module: Module, events: list[Event], routers: Sequence[str]) -> Change:
    """The lifespan of an application that is built elsewhere, inside one that runs the handlers of `events`.

    `routers` are the classes that keep a lifespan themselves; of any other object its router does.
    """
    last = events[-1]
    handlers = [handler_of(module, event) for event in events]
    startup, shutdown = (
        [one for one, event in zip(handlers, events, strict=True) if event.moment == moment] for moment in PARAMETERS
    )
    outer, name = fresh(module, "outer_lifespan"), fresh(module, "lifespan")
    found, router = _router(module, last.app, routers)
    target = f"{router}.lifespan_context"
    decorator, imports = manager(module, last.node)
    inner = lifespan(name, parameter_for(handlers), startup, shutdown, outer, decorator)
    lines = [*found, f"{outer} = {target}", "", *inner, "", f"{target} = {name}"]
    edits = removals(module, events[:-1])
    return Change((*edits, *_in_place(module, last, lines)), (*imports, *needs(handlers)), alone=True)


def _router(module: Module, app: ast.expr, routers: Sequence[str]) -> tuple[list[str], str]:
    """The lines that find the router of `app`, if it takes any, and what the router is called there."""
    text = module.source.segment(app)
    if not module.is_instance(app, routers):
        return [], f"{text}.router"
    if not is_annotated_parameter(module, app):
        return [], text
    router = fresh(module, "router")
    return [f'{router} = getattr({text}, "router", {text})'], router


def _in_place(module: Module, event: Event, lines: list[str]) -> list[Edit]:
    source, statement = module.source, module.source.statement(event.node)
    if event.function is not None:
        return [remove_decorator(source, event.node), after(source, event.function, lines)]
    indent, newline = source.indent(statement), source.newline(statement)
    return [source.replace(statement, newline.join([lines[0], *(indent + line if line else "" for line in lines[1:])]))]
