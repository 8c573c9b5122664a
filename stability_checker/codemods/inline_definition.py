"""Writes a function that the library no longer has into the module that uses it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.imports import drop_alias
from stability_checker.codemods.frame.layout import after
from stability_checker.codemods.frame.spelling import fresh
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class InlineDefinition(Codemod):
    """Define in the module itself what it imported, with the given `source`, under the name that it used.

    ```toml step
    name = "starlette.routing.iscoroutinefunction_or_partial"
    imports = ["functools", "inspect"]
    source = '''
    def iscoroutinefunction_or_partial(obj):
        while isinstance(obj, functools.partial):
            obj = obj.func
        return inspect.iscoroutinefunction(obj)
    '''
    ```
    ```python before
    from starlette.routing import Route, iscoroutinefunction_or_partial


    def is_async(route: Route):
        return iscoroutinefunction_or_partial(route.endpoint)
    ```
    ```python after
    import functools
    import inspect

    from starlette.routing import Route


    def iscoroutinefunction_or_partial(obj):
        while isinstance(obj, functools.partial):
            obj = obj.func
        return inspect.iscoroutinefunction(obj)


    def is_async(route: Route):
        return iscoroutinefunction_or_partial(route.endpoint)
    ```
    ```python before
    import functools
    import inspect
    from starlette.routing import iscoroutinefunction_or_partial as is_async

    print(is_async(print))
    ```
    ```python after
    import functools
    import inspect


    def is_async(obj):
        while isinstance(obj, functools.partial):
            obj = obj.func
        return inspect.iscoroutinefunction(obj)

    print(is_async(print))
    ```
    ```python untouched
    from asynchelpers import iscoroutinefunction_or_partial

    print(iscoroutinefunction_or_partial(print))
    ```
    """

    name: str
    source: str
    imports: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return (self._short,)

    @property
    def _short(self) -> str:
        return self.name.rpartition(".")[2]

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.ImportFrom):
            for alias in node.names:
                if alias.name == self._short and module.follow(f"{module.absolute(node)}.{alias.name}") == self.name:
                    yield self.hit(node, partial(self._defined, module, node, alias))
        for attribute in module.source.nodes(ast.Attribute):
            if attribute.attr == self._short and module.refers_to(attribute) == self.name:
                yield self.hit(attribute, partial(self._read_through_module, module, attribute))

    def _defined(self, module: Module, node: ast.ImportFrom, alias: ast.alias) -> Change:
        edits = [drop_alias(module.source, node, alias), self._definition(module, alias.asname or alias.name)]
        return Change(tuple(edits), self.imports, alone=True)

    def _read_through_module(self, module: Module, node: ast.Attribute) -> Change:
        dropped = next((part.id for part in ast.walk(node) if isinstance(part, ast.Name)), "")
        if self._short in module.globals.bindings:
            return Change((module.source.replace(node, self._short),), dropped=(dropped,), alone=True)
        name = fresh(module, self._short)
        edits = (module.source.replace(node, name), self._definition(module, name))
        return Change(edits, self.imports, (dropped,), alone=True)

    def _definition(self, module: Module, name: str) -> Edit:
        """The function behind the last of the imports that open the module, calls among them let pass."""
        body, imports = module.source.tree.body, ast.Import | ast.ImportFrom
        opening = [*takewhile(lambda node: isinstance(node, imports | ast.Expr), body)]
        lines = self.source.strip().replace(f"def {self._short}", f"def {name}", 1).splitlines()
        last = next((node for node in reversed(opening) if isinstance(node, imports)), body[0])
        return after(module.source, last, ["", "", *lines])
