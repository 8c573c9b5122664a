"""Turns a decorator that registers a function into a call behind the function."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst

from stability_checker.codemods.frame.calls import has_unpacking
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.decorators import hands_back
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.layout import after, comment_behind, remove_decorator
from stability_checker.codemods.frame.pieces import argument, bare, code, expression
from stability_checker.codemods.frame.source import Function
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module

Definition = Function | ast.ClassDef


@dataclass(frozen=True, kw_only=True)
class DecoratorToCall(Codemod):
    """Register with a call what a decorator registered.

    The call stands right behind the function, so the order of registration stays. Two decorators of one function become
    two calls, the lower one first, as Python applies them. A decorator of another kind *above* the removed one is for
    review: what it makes of the function was not registered before, and is now.

    ```toml step
    decorator = "route"
    call = "add_route"
    parameters = ["path"]
    receivers = ["starlette.applications.Starlette"]
    ```
    ```python before
    from starlette.applications import Starlette

    app = Starlette()


    @app.route("/", methods=["GET"])
    async def home(request): ...
    ```
    ```python after
    from starlette.applications import Starlette

    app = Starlette()


    async def home(request): ...


    app.add_route("/", home, methods=["GET"])
    ```
    Comments stay with what they are about:
    ```python before
    from starlette.applications import Starlette

    app = Starlette()


    @app.route(
        "/",  # the root
        methods=["GET"],
    )
    async def home(request): ...  # the page
    ```
    ```python after
    from starlette.applications import Starlette

    app = Starlette()


    async def home(request): ...  # the page


    app.add_route(
        "/",  # the root
        home,
        methods=["GET"],
    )
    ```
    The direct form of the same call:
    ```python before
    from starlette.applications import Starlette
    from pages import about

    app = Starlette()
    app.route("/about", name="about")(about)
    ```
    ```python after
    from starlette.applications import Starlette
    from pages import about

    app = Starlette()
    app.add_route("/about", about, name="about")
    ```
    Flask has a decorator of the same name:
    ```python untouched
    from flask import Flask

    app = Flask(__name__)


    @app.route("/", methods=["GET"])
    def home(): ...
    ```
    A decorator by another name is for a person:
    ```python notice 4
    from starlette.applications import Starlette

    app = Starlette()
    page = app.route


    @page("/")
    async def home(request): ...
    ```
    What the call is made of may differ:
    ```toml step
    decorator = "middleware"
    call = "add_middleware"
    parameters = ["middleware_type"]
    arguments = ["starlette.middleware.base:BaseHTTPMiddleware", "dispatch=function"]
    receivers = ["starlette.applications.Starlette"]
    ```
    ```python before
    from starlette.applications import Starlette


    def create_app():
        app = Starlette()

        @app.middleware("http")
        async def timing(request, call_next):
            return await call_next(request)

        return app
    ```
    ```python after
    from starlette.applications import Starlette
    from starlette.middleware.base import BaseHTTPMiddleware


    def create_app():
        app = Starlette()

        async def timing(request, call_next):
            return await call_next(request)

        app.add_middleware(BaseHTTPMiddleware, dispatch=timing)

        return app
    ```
    """

    decorator: str
    call: str
    receivers: tuple[str, ...]
    besides: tuple[str, ...] = ()
    parameters: tuple[str, ...]
    arguments: tuple[str, ...] = ("first", "function", "rest")

    def words(self) -> tuple[str, ...]:
        return (f".{self.decorator}",)

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.every:
            if isinstance(node, Definition) and node.decorator_list:
                yield from self._on_definition(module, node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Call) and self._concerns(module, node.func):
                yield self._direct(module, node, node.func)
            elif isinstance(node, ast.Call) and self._is_value(module, node) and self._concerns(module, node):
                yield manual(node, f"`.{self.decorator}(...)` is used as a value; register with `.{self.call}(...)`")
            elif isinstance(node, ast.Attribute) and self._is_handed_about(module, node):
                yield manual(node, f"`.{self.decorator}` is used as a value; register with `.{self.call}(...)`")

    def _on_definition(self, module: Module, node: Definition) -> Iterator[Hit]:
        mine = [one for one in node.decorator_list if isinstance(one, ast.Call) and self._concerns(module, one)]
        readable = [one for one in mine if not has_unpacking(one)]
        for one in mine:
            if one not in readable:
                yield manual(one, f"the arguments are unpacked; register with `.{self.call}(...)` by hand")
        if readable:
            above = [one for one in node.decorator_list[: node.decorator_list.index(readable[-1])] if one not in mine]
            others = [one for one in above if not hands_back(module, one, (*self.receivers, *self.besides))]
            review = f"`@{ast.unparse(others[0])}` was not part of what was registered, and is now" if others else ""
            yield self.hit(readable[0], partial(self._moved, module, node, readable), review)

    def _concerns(self, module: Module, call: ast.Call) -> bool:
        return isinstance(call.func, ast.Attribute) and self._is_decorator(module, call.func)

    def _is_decorator(self, module: Module, node: ast.Attribute) -> bool:
        if node.attr != self.decorator:
            return False
        return module.is_instance(node.value, self.receivers, self.besides, self.decorator)

    def _is_handed_about(self, module: Module, node: ast.Attribute) -> bool:
        """Whether the method itself is given a name or to another function, which may call it."""
        called = getattr(module.source.parents[node], "func", None) is node
        return not called and isinstance(node.ctx, ast.Load) and self._is_decorator(module, node)

    def _is_value(self, module: Module, call: ast.Call) -> bool:
        """Neither a decorator nor called at once."""
        parent = module.source.parents[call]
        called = isinstance(parent, ast.Call) and parent.func is call
        return not called and call not in getattr(parent, "decorator_list", ())

    def _moved(self, module: Module, node: Definition, decorators: list[ast.Call]) -> Change:
        source, lines, imports = module.source, list[str](), list[str]()
        for decorator in reversed(decorators):
            text, needed = self._written(module, decorator, node.name)
            lines += [text + comment_behind(source, decorator)]
            imports += needed
        edits = [remove_decorator(source, decorator) for decorator in decorators]
        return Change((*edits, after(source, node, lines)), tuple(imports))

    def _direct(self, module: Module, call: ast.Call, inner: ast.Call) -> Hit:
        statement = module.source.parents[call]
        if not isinstance(statement, ast.Expr) or len(call.args) != 1 or call.keywords or has_unpacking(inner):
            return manual(
                call, f"the result of `.{self.decorator}(...)(...)` is used; call `.{self.call}(...)` by hand"
            )
        return self.hit(call, partial(self._called, module, call, inner))

    def _called(self, module: Module, call: ast.Call, inner: ast.Call) -> Change:
        text, imports = self._written(module, inner, module.source.segment(call.args[0]))
        return Change((module.source.replace(call, text),), tuple(imports))

    def _written(self, module: Module, call: ast.Call, function: str) -> tuple[str, list[str]]:
        """The registering call for `function`, and the imports that it needs."""
        piece = expression(module.source, call, cst.Call)
        first, rest = _split(piece.args, self.parameters[0])
        args, imports = list[cst.Arg](), list[str]()
        for one in self.arguments:
            if one == "rest":
                args += rest
            elif one == "first":
                args += [first] if first else []
            elif one.endswith("function"):
                args.append(argument(function, one.removesuffix("function").removesuffix("=") or None))
            else:
                name, needed = spell(module, one, call)
                args.append(argument(name))
                imports += needed
        func = _renamed(cst.ensure_type(piece.func, cst.Attribute), self.call)
        return code(piece.with_changes(func=func, args=_laid_out(args, piece))), imports


def _renamed(attribute: cst.Attribute, path: str) -> cst.Attribute:
    """The attribute with `path`, which may be dotted, in the place of its last name."""
    first, *others = path.split(".")
    attribute = attribute.with_changes(attr=cst.Name(first))
    for name in others:
        attribute = cst.Attribute(attribute, cst.Name(name))
    return attribute


def _split(args: Sequence[cst.Arg], first: str) -> tuple[cst.Arg | None, list[cst.Arg]]:
    """The argument for the first parameter, made positional, and the others."""
    for index, arg in enumerate(args):
        if (arg.keyword is None and index == 0) or (arg.keyword is not None and arg.keyword.value == first):
            plain = arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)
            return plain, [*args[:index], *args[index + 1 :]]
    return None, list(args)


def _laid_out(args: list[cst.Arg], before: cst.Call) -> list[cst.Arg]:
    """Commas as they were: each argument keeps its own, new ones copy the first, and the last one closes as before."""
    if not args or not before.args:
        return args
    old = before.args[-1]
    commas = [arg.comma for arg in before.args[:-1] if isinstance(arg.comma, cst.Comma)]
    between = bare(commas[0]) if commas else _between(before)
    spread = [
        arg if isinstance(arg.comma, cst.Comma) and arg is not old else arg.with_changes(comma=between)
        for arg in args[:-1]
    ]
    return [*spread, args[-1].with_changes(comma=old.comma, whitespace_after_arg=old.whitespace_after_arg)]


def _between(call: cst.Call) -> cst.Comma:
    opening = call.whitespace_before_args
    return cst.Comma(whitespace_after=opening if not opening.empty else cst.SimpleWhitespace(" "))
