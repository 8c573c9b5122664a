"""Expects an exception around a block, where entering or leaving the block has come to raise it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeGuard

from stability_checker.codemods.frame.calls import calls_of, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.expectations import expected_exception
from stability_checker.codemods.frame.layout import dedented, holds_long_text
from stability_checker.codemods.frame.source import last_name
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ExpectAround(Codemod):
    """Move a block that expects an exception around the block of a context manager that it ends.

    It holds for `pytest.raises` and `assertRaises`, where the exception is none of `besides`. With statements before
    it, the exception is now expected from them too: that is for review.

    ```toml step
    managers = ["starlette.testclient.TestClient.websocket_connect"]
    besides = ["starlette.websockets.WebSocketDisconnect"]
    ```
    ```python before
    import pytest
    from starlette.testclient import TestClient


    def test_failure(app):
        client = TestClient(app)
        with client.websocket_connect("/") as session:
            with pytest.raises(ValueError, match="bad"):  # from the application
                session.receive_text()
    ```
    ```python after
    import pytest
    from starlette.testclient import TestClient


    def test_failure(app):
        client = TestClient(app)
        with pytest.raises(ValueError, match="bad"):
            with client.websocket_connect("/") as session:  # from the application
                session.receive_text()
    ```
    ```python before
    from unittest import TestCase

    from starlette.testclient import TestClient


    class FailureTest(TestCase):
        def test_failure(self):
            with TestClient(print).websocket_connect("/") as session:
                self.assertRaises(TypeError, lambda: session.receive_text())
            with TestClient(print).websocket_connect("/") as session:
                self.assertRaises(TypeError, session.receive_json, "text")
    ```
    ```python after
    from unittest import TestCase

    from starlette.testclient import TestClient


    class FailureTest(TestCase):
        def test_failure(self):
            with self.assertRaises(TypeError):
                with TestClient(print).websocket_connect("/") as session:
                    session.receive_text()
            with self.assertRaises(TypeError):
                with TestClient(print).websocket_connect("/") as session:
                    session.receive_json("text")
    ```
    ```python before
    import pytest
    from starlette.testclient import TestClient


    def test_failure(app):
        with TestClient(app).websocket_connect("/") as session:
            session.send_text("bad")

            with pytest.raises(ValueError) as caught:
                # The application gives up.
                while True:
                    session.receive_text()
        assert caught.value.args
    ```
    ```python after
    import pytest
    from starlette.testclient import TestClient


    def test_failure(app):
        with pytest.raises(ValueError) as caught, TestClient(app).websocket_connect("/") as session:
            session.send_text("bad")

            # The application gives up.
            while True:
                session.receive_text()
        assert caught.value.args
    ```
    ```python untouched
    import pytest
    from starlette.testclient import TestClient
    from starlette.websockets import WebSocketDisconnect


    def test_end(app, other):
        with TestClient(app).websocket_connect("/") as session:
            with pytest.raises(WebSocketDisconnect):
                session.receive_text()
        with TestClient(app).websocket_connect("/") as session:
            with pytest.raises(ValueError):
                session.send_json(object())
            session.close()
        with other.websocket_connect("/") as session:
            with pytest.raises(ValueError):
                session.receive_text()
        with (TestClient(app).websocket_connect("/")) as session:
            with pytest.raises(ValueError):
                session.receive_text()
        with TestClient(app).websocket_connect("/") as session:
            pytest.raises(ValueError, lambda text: session.send_json(text), object())
    ```
    """

    managers: tuple[str, ...]
    besides: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return spellings(self.managers)

    def find(self, module: Module) -> Iterator[Hit]:
        entered = {id(call) for call in calls_of(module, self.managers)}
        for outer in module.source.nodes(ast.With) if entered else ():
            inner = outer.body[-1]
            if len(outer.items) != 1 or id(outer.items[0].context_expr) not in entered or not _is_plain(module, outer):
                continue
            if len(outer.body) == 1 and (call := self._handed_over(inner, module)):
                yield self.hit(outer, partial(_opened, module, outer, call))
            elif self._expects(inner, module):
                if len(outer.body) == 1:
                    yield self.hit(outer, partial(_swapped, module, outer, inner))
                elif _can_be_moved(module, inner):
                    review = "the exception is now expected from the whole block"
                    yield self.hit(outer, partial(_joined, module, outer, inner), review)

    def _expects(self, node: ast.stmt, module: Module) -> TypeGuard[ast.With]:
        if not isinstance(node, ast.With) or len(node.items) != 1 or not _is_plain(module, node):
            return False
        return self._is_expected(node.items[0].context_expr, module)

    def _handed_over(self, node: ast.stmt, module: Module) -> ast.Call | None:
        """`assertRaises(E, function, ...)` as a statement of its own line."""
        call = node.value if isinstance(node, ast.Expr) else None
        if (
            not isinstance(call, ast.Call)
            or len(call.args) < 2
            or call.keywords
            or not module.source.stands_alone(node)
        ):
            return None
        function, name = call.args[1], last_name(call.func)
        if isinstance(function, ast.Starred) or (isinstance(function, ast.Lambda) and ast.unparse(function.args)):
            return None
        return call if name != "assertRaisesRegex" and self._is_expected(call, module) else None

    def _is_expected(self, call: ast.expr, module: Module) -> bool:
        expected = expected_exception(call)
        return expected is not None and not any(
            module.refers_to(one) in self.besides for one in ast.walk(expected) if isinstance(one, ast.expr)
        )


def _span(module: Module, block: ast.With) -> tuple[int, int]:
    """Where the one item of a block stands, with its `as`."""
    item = block.items[0]
    return module.source.span(item.context_expr)[0], module.source.span(item.optional_vars or item.context_expr)[1]


def _is_plain(module: Module, block: ast.With) -> bool:
    """Whether no parenthesis opens the item of a block: what it holds could not be moved alone."""
    return module.source.text[module.source.span(block)[0] : _span(module, block)[0]].split() == ["with"]


def _swapped(module: Module, outer: ast.With, inner: ast.With) -> Change:
    first, second, text = _span(module, outer), _span(module, inner), module.source.text
    return Change((Edit(*first, text[slice(*second)]), Edit(*second, text[slice(*first)])), alone=True)


def _opened(module: Module, outer: ast.With, call: ast.Call) -> Change:
    """The block that was there inside one that expects, with the call of the function that was handed over."""
    source, (first, last) = module.source, _span(module, outer)
    function = call.args[1]
    if isinstance(function, ast.Lambda):
        called = source.segment(function.body)
    else:
        called = f"{source.segment(function)}({', '.join(map(source.segment, call.args[2:]))})"
    indent = source.indent(call)
    deeper = indent + indent[len(source.indent(outer)) :]
    block = f"with {source.text[first:last]}:{source.newline(call)}{deeper}{called}"
    expected = f"{source.segment(call.func)}({source.segment(call.args[0])})"
    return Change((Edit(first, last, expected), source.replace(call, block)), alone=True)


def _can_be_moved(module: Module, inner: ast.With) -> bool:
    source = module.source
    is_below = source.line_of(source.span(inner.body[0])[0]) > source.line_of(_span(module, inner)[1])
    return is_below and not holds_long_text(source, inner)


def _joined(module: Module, outer: ast.With, inner: ast.With) -> Change:
    source = module.source
    start, (first, last) = _span(module, outer)[0], _span(module, inner)
    header = Edit(source.line_start(first), source.next_line(last), "")
    expected = Edit(start, start, f"{source.text[first:last]}, ")
    return Change((expected, header, *dedented(source, inner, header.end)), alone=True)
