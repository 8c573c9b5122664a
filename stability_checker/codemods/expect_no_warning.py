"""Takes away what expects a deprecation warning around code that no longer causes one."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.layout import dedented, holds_long_text
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.names.module import Module

_EXPECTING = {"pytest.deprecated_call", "pytest.warns"}
_CATEGORIES = {"DeprecationWarning", "PendingDeprecationWarning"}


@dataclass(frozen=True, kw_only=True)
class ExpectNoWarning(Codemod):
    """Leave the body alone of a block that expects a deprecation warning from what other steps rewrite.

    `callables` warned whenever they were called, those in `given` where one of the arguments was handed over, those in
    `texts` where a text came first. Instances of `heirs` go on warning, `besides` do too, and so may whatever `package`
    does not define: where anything of the kind stands in the block, a person must look.

    ```toml step
    package = "starlette"
    callables = ["starlette.applications.Starlette.route"]
    given = { "starlette.applications.Starlette" = ["on_startup"] }
    texts = ["starlette.templating.Jinja2Templates.TemplateResponse"]
    besides = ["starlette.middleware.wsgi.WSGIMiddleware"]
    ```
    ```python before
    import pytest
    from starlette.applications import Starlette


    def test_routes():
        with pytest.deprecated_call():
            app = Starlette()

            # the first page
            @app.route("/")
            def home(request): ...

        with pytest.warns(DeprecationWarning, match="on_startup"):
            Starlette(on_startup=[print])
        assert app.routes
    ```
    ```python after
    from starlette.applications import Starlette


    def test_routes():
        app = Starlette()

        # the first page
        @app.route("/")
        def home(request): ...

        Starlette(on_startup=[print])
        assert app.routes
    ```
    ```python notice 8 11 14
    import pytest
    from site import build
    from starlette.applications import Starlette


    def test_routes():
        app = Starlette()
        with pytest.warns(DeprecationWarning):
            app.route("/")(print)
            build(app)
        with pytest.warns(DeprecationWarning) as warned:
            app.route("/")(print)
        assert len(warned) == 1
        with (
            pytest.deprecated_call()
        ):
            app.route("/")(print)
    ```
    ```python untouched
    import pytest
    from starlette.applications import Starlette


    def test_own_warning():
        with pytest.deprecated_call():
            build(Starlette())
        with pytest.warns(UserWarning):
            Starlette(on_startup=[print])
    ```
    """

    package: str
    callables: tuple[str, ...]
    given: dict[str, list[str]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    heirs: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return "deprecated_call", *_CATEGORIES

    def find(self, module: Module) -> Iterator[Hit]:
        for block in module.source.nodes(ast.With):
            expected = next((item for item in block.items if _expects_warning(module, item.context_expr)), None)
            warned = self._warned(module, block) if expected else set()
            if expected and warned:
                yield self._on_block(module, block, expected, warned)

    def _on_block(self, module: Module, block: ast.With, expected: ast.withitem, warned: set[ast.Call]) -> Hit:
        others = [call for call in _calls_in(block.body) if call not in warned and not self._is_quiet(module, call)]
        if others:
            return manual(
                block, f"what was deprecated here warns no more; see whether `{_short(others[0])}` still does"
            )
        if expected.optional_vars or not _is_plain(module.source, block):
            return manual(block, "what was deprecated here warns no more; expect no warning from it")
        return self.hit(block, partial(_unwrapped, module.source, block))

    def _warned(self, module: Module, block: ast.With) -> set[ast.Call]:
        inside = set(_calls_in(block.body))
        found = inside.intersection(calls_of(module, self.callables, self.heirs)) if self.callables else set[ast.Call]()
        for path, arguments in self.given.items():
            found |= {
                call for call in inside.intersection(calls_of(module, [path], self.heirs)) if _hands(call, arguments)
            }
        texts = inside.intersection(calls_of(module, self.texts, self.heirs)) if self.texts else set[ast.Call]()
        return found | {call for call in texts if _starts_with_text(call)}

    def _is_quiet(self, module: Module, call: ast.Call) -> bool:
        """Whether a call warns of nothing: the library's own does not, nor a builtin, nor what a warned one returns."""
        func = call.func
        if (reference := module.refers_to(func)) is not None:
            return self._is_own(reference) and reference not in self.besides
        if isinstance(func, ast.Attribute):
            return all(map(self._is_own, module.classes_of(func.value) or ["?"]))
        if isinstance(func, ast.Call):
            return True
        return isinstance(func, ast.Name) and hasattr(builtins, func.id) and not module.bindings(func)

    def _is_own(self, reference: str) -> bool:
        return reference.startswith(f"{self.package}.")


def _expects_warning(module: Module, node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    reference = module.refers_to(node.func)
    if reference not in _EXPECTING and getattr(node.func, "attr", "") != "assertWarns":
        return False
    return reference == "pytest.deprecated_call" or getattr(next(iter(node.args), None), "id", "") in _CATEGORIES


def _calls_in(body: list[ast.stmt]) -> Iterator[ast.Call]:
    return (node for one in body for node in ast.walk(one) if isinstance(node, ast.Call))


def _hands(call: ast.Call, arguments: list[str]) -> bool:
    named = {word.arg for word in call.keywords}
    return not named.isdisjoint(arguments)


def _starts_with_text(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    named = keyword(call, "name") is not None and keyword(call, "request") is None
    return isinstance(first, ast.Constant) or (first is None and named)


def _short(call: ast.Call) -> str:
    return f"{ast.unparse(call.func)}(...)"


def _is_plain(source: Source, block: ast.With) -> bool:
    """Whether the block has one manager, without parentheses around it, and a body that can be moved."""
    end = source.span(block.items[0].context_expr)[1]
    bare = source.text[end : source.next_line(end)].lstrip().startswith(":")
    return len(block.items) == 1 and bare and not holds_long_text(source, block)


def _unwrapped(source: Source, block: ast.With) -> Change:
    item = block.items[0].context_expr
    start, body = source.span(block)[0], source.span(block.body[0])[0]
    dropped = ast.unparse(item.func).partition(".")[0] if isinstance(item, ast.Call) else ""
    if source.line_of(body) == source.line_of(source.span(item)[1]):
        return Change((Edit(start, body, ""),), dropped=(dropped,), alone=True)
    head = Edit(source.line_start(start), source.next_line(source.span(item)[1]), "")
    return Change((head, *dedented(source, block, head.end)), dropped=(dropped,), alone=True)
