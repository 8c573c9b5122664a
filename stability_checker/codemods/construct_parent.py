"""Calls the constructor of a library class where a subclass only sets what that used to set."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ConstructParent(Codemod):
    """Hand the value of `self.<attribute>` to the parent's constructor, in a subclass whose own never calls that.

    A subclass of `base` with all of `methods` of its own needs no more than it has.

    ```toml step
    base = "starlette.templating.Jinja2Templates"
    attribute = "env"
    methods = ["TemplateResponse"]
    ```
    ```python before
    import jinja2
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, folder):
            self.folder = folder
            self.env = jinja2.Environment(loader=jinja2.FileSystemLoader(folder))
            self.env.filters["shout"] = str.upper
    ```
    ```python after
    import jinja2
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, folder):
            self.folder = folder
            super().__init__(env=jinja2.Environment(loader=jinja2.FileSystemLoader(folder)))
            self.env.filters["shout"] = str.upper
    ```
    Where the value is set under a condition, or twice, a person must say what is handed over:
    ```python notice 5
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, env=None):
            if env:
                self.env = env
    ```
    ```python untouched
    from flask import Environments
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, env):
            super().__init__(env=env)
            self.env = env


    class Own(Jinja2Templates):
        def __init__(self, env):
            self.env = env

        def TemplateResponse(self, request, name): ...


    class Named(Own):
        def __init__(self, env):
            self.env = env


    class Other(Environments):
        def __init__(self, env):
            self.env = env
    ```
    """

    base: str
    attribute: str
    methods: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return (f"self.{self.attribute} ", f"self.{self.attribute}=", f"self.{self.attribute}:")

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.ClassDef):
            constructor = next((one for one in node.body if is_function(one) and one.name == "__init__"), None)
            if constructor and self._is_lacking(module, node, constructor):
                yield from self._in(module, constructor)

    def _is_lacking(self, module: Module, node: ast.ClassDef, constructor: Function) -> bool:
        own = {getattr(one, "name", "") for one in node.body}
        if own.issuperset(self.methods) or _calls_parent(constructor):
            return False
        above = [module.refers_to(one) for one in node.bases]
        return any(module.is_subclass(one, [self.base], method="__init__") for one in above if one)

    def _in(self, module: Module, constructor: Function) -> Iterator[Hit]:
        every = [node for node in ast.walk(constructor) if self._sets(node)]
        plain = [node for node in every if isinstance(node, ast.Assign) and node in constructor.body]
        if len(every) == len(plain) == 1 and len(plain[0].targets) == 1:
            yield self.hit(plain[0], partial(self._called, module, plain[0]))
        elif every:
            name, base = self.attribute, self.base.rpartition(".")[2]
            yield manual(
                constructor, f"{base} sets more than `self.{name}` by now: call `super().__init__({name}=...)` here"
            )

    def _sets(self, node: ast.AST) -> bool:
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        return isinstance(node, ast.Assign | ast.AnnAssign) and any(
            isinstance(one, ast.Attribute) and one.attr == self.attribute and getattr(one.value, "id", "") == "self"
            for one in targets
        )

    def _called(self, module: Module, statement: ast.Assign) -> Change:
        value = module.source.segment(statement.value)
        return Change((module.source.replace(statement, f"super().__init__({self.attribute}={value})"),))


def _calls_parent(constructor: Function) -> bool:
    """Whether some `__init__` is called: `super().__init__(...)`, or that of a class by its name."""
    called = (node.func for node in ast.walk(constructor) if isinstance(node, ast.Call))
    return any(isinstance(func, ast.Attribute) and func.attr == "__init__" for func in called)
