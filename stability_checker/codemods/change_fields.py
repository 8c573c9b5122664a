"""Reads a record by the fields that it has now."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.elements import Elements
from stability_checker.codemods.names.module import Module

Loop = ast.For | ast.comprehension


@dataclass(frozen=True, kw_only=True)
class ChangeFields(Codemod):
    """Follow a record that got a field in its middle, and whose last field changed its name.

    A loop that takes such records apart takes the new field too, and hands it on by place wherever it hands on the
    last one as keyword arguments; `by_place` is the parameter that comes before it.

    ```toml step
    record = "starlette.middleware.Middleware"
    lists = ["starlette.applications.Starlette.user_middleware"]
    added = "args"
    old = "options"
    new = "kwargs"
    by_place = "app"
    ```
    ```python before
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.errors import ServerErrorMiddleware


    class Site(Starlette):
        def build_middleware_stack(self):
            middleware = [Middleware(ServerErrorMiddleware, debug=self.debug)] + self.user_middleware
            app = self.router
            for cls, options in reversed(middleware):
                app = cls(app=app, **options)
            return app


    site = Site()
    print(site.user_middleware[0].options)
    for one in site.user_middleware:
        print(one.cls, one.options)
    ```
    ```python after
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.errors import ServerErrorMiddleware


    class Site(Starlette):
        def build_middleware_stack(self):
            middleware = [Middleware(ServerErrorMiddleware, debug=self.debug)] + self.user_middleware
            app = self.router
            for cls, args, options in reversed(middleware):
                app = cls(app, *args, **options)
            return app


    site = Site()
    print(site.user_middleware[0].kwargs)
    for one in site.user_middleware:
        print(one.cls, one.kwargs)
    ```
    ```python untouched
    from starlette.middleware import Middleware


    def build(app, layers, pairs: list[tuple[type, dict]]):
        for cls, options in [(Middleware, {}), *layers]:
            app = cls(app=app, **options)
        for cls, options in pairs:
            app = cls(app=app, **options)
        return layers[0].options
    ```
    """

    record: str
    lists: tuple[str, ...]
    added: str
    old: str
    new: str
    by_place: str

    def words(self) -> tuple[str, ...]:
        return (self.record.rpartition(".")[2], *(path.rpartition(".")[2] for path in self.lists))

    def find(self, module: Module) -> Iterator[Hit]:
        elements = Elements(self.record, self.lists)
        loops: list[Loop] = [*module.source.nodes(ast.For), *module.source.nodes(ast.comprehension)]
        for loop in loops:
            match loop.target:
                case ast.Tuple(elts=[ast.Name() as first, ast.Name() as last]) if elements.fill(module, loop.iter):
                    yield self.hit(loop.target, partial(self._taken_apart, module, loop, first, last))
        for node in module.source.nodes(ast.Attribute):
            if node.attr == self.old and self._is_one(module, elements, node.value):
                end = module.source.span(node)[1]
                yield self.hit(node, partial(Change, (Edit(end - len(self.old), end, self.new),)))

    def _is_one(self, module: Module, elements: Elements, node: ast.expr) -> bool:
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            return elements.fill(module, node.value)
        return module.is_instance(node, [self.record]) or (
            isinstance(node, ast.Name) and any(elements.fill(module, one) for one in _iterated(module, node))
        )

    def _taken_apart(self, module: Module, loop: Loop, first: ast.Name, last: ast.Name) -> Change:
        inside = module.source.parents[loop] if isinstance(loop, ast.comprehension) else loop
        taken = {one.id for one in ast.walk(module.source.scope(inside)) if isinstance(one, ast.Name)}
        name = next(one for one in (self.added, f"more_{self.added}", f"_{self.added}") if one not in taken)
        end = module.source.span(first)[1]
        edits = [Edit(end, end, f", {name}")]
        for call in (one for one in ast.walk(inside) if isinstance(one, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id == first.id:
                edits += self._handed_on(module, call, name, last.id)
        return Change(tuple(edits))

    def _handed_on(self, module: Module, call: ast.Call, name: str, last: str) -> Iterator[Edit]:
        """`*args` in front of `**options`; what comes first there is handed over by place then."""
        spread = [word for word in call.keywords if word.arg is None and getattr(word.value, "id", "") == last]
        if not spread:
            return
        start, head = module.source.span(spread[0])[0], call.keywords[0]
        yield Edit(start, start, f"*{name}, ")
        if head.arg == self.by_place and not call.args:
            yield Edit(module.source.span(head)[0], module.source.span(head.value)[0], "")


def _iterated(module: Module, node: ast.Name) -> Iterator[ast.expr]:
    """What the loops go over whose one target `node` is."""
    for above in module.source.ancestors(node):
        loops = [above] if isinstance(above, ast.For) else getattr(above, "generators", [])
        yield from (one.iter for one in loops if isinstance(one.target, ast.Name) and one.target.id == node.id)
