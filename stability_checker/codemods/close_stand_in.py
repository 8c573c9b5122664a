"""Lets the class of an object that stands in for an async generator be closed like one."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class CloseStandIn(Codemod):
    """Give a class the method `aclose` where `mock.patch` puts an instance of it in the place of a generator that is
    closed once it was read.

    ```toml step
    generators = ["starlette.requests.Request.stream"]
    ```
    ```python before
    from unittest import mock

    from starlette.requests import Request


    class Chunks:
        def __init__(self, *chunks):
            self.chunks = iter(chunks)

        def __aiter__(self):
            return self

        async def __anext__(self):
            for chunk in self.chunks:
                return chunk
            raise StopAsyncIteration


    async def test_body(scope):
        with mock.patch("starlette.requests.Request.stream", return_value=Chunks(b"a", b"b")):
            assert await Request(scope).body() == b"ab"
    ```
    ```python after
    from unittest import mock

    from starlette.requests import Request


    class Chunks:
        def __init__(self, *chunks):
            self.chunks = iter(chunks)

        def __aiter__(self):
            return self

        async def __anext__(self):
            for chunk in self.chunks:
                return chunk
            raise StopAsyncIteration

        async def aclose(self):
            pass


    async def test_body(scope):
        with mock.patch("starlette.requests.Request.stream", return_value=Chunks(b"a", b"b")):
            assert await Request(scope).body() == b"ab"
    ```
    ```python before
    from unittest.mock import patch

    from starlette.requests import Request


    class Empty:
        def __aiter__(self): return self
        async def __anext__(self): raise StopAsyncIteration


    async def test_body(scope):
        with patch.object(Request, "stream", return_value=Empty()):
            assert await Request(scope).body() == b""
    ```
    ```python after
    from unittest.mock import patch

    from starlette.requests import Request


    class Empty:
        def __aiter__(self): return self
        async def __anext__(self): raise StopAsyncIteration

        async def aclose(self):
            pass


    async def test_body(scope):
        with patch.object(Request, "stream", return_value=Empty()):
            assert await Request(scope).body() == b""
    ```
    ```python untouched
    from unittest import mock

    from aiohttp import StreamReader
    from starlette.requests import Request


    class Chunks:
        def __aiter__(self):
            return self

        async def __anext__(self):
            raise StopAsyncIteration


    class Closed(Chunks):
        async def __anext__(self):
            raise StopAsyncIteration

        async def aclose(self):
            pass


    async def test_body(scope):
        with mock.patch.object(StreamReader, "stream", return_value=Chunks()):
            pass
        with mock.patch("starlette.requests.Request.body", return_value=Chunks()):
            pass
        with mock.patch("starlette.requests.Request.stream", return_value=Closed()):
            await Request(scope).body()
    ```
    """

    generators: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return tuple(f"{quote}{name}{quote}" for name in self._names() for quote in "\"'") + self.generators

    def find(self, module: Module) -> Iterator[Hit]:
        given: dict[ast.ClassDef, None] = {}
        for call in module.source.calls:
            stand_in = keyword(call, "return_value")
            if stand_in is not None and self._is_patched(module, call):
                if (owner := _iterator(module, stand_in.value)) is not None:
                    given[owner] = None
        for owner in given:
            yield self.hit(owner, partial(_closable, module, owner))

    def _names(self) -> set[str]:
        return {path.rpartition(".")[2] for path in self.generators}

    def _is_patched(self, module: Module, call: ast.Call) -> bool:
        """By its path, or by its class and its name."""
        match call.args:
            case [ast.Constant(value=str(path)), *_]:
                return path in self.generators
            case [owner, ast.Constant(value=str(name)), *_]:
                return f"{module.refers_to(owner)}.{name}" in self.generators
        return False


def _iterator(module: Module, made: ast.expr) -> ast.ClassDef | None:
    """The class of this file, with no other above it, that is iterated and cannot be closed."""
    found = module.definition(module.refers_to(made.func) or "") if isinstance(made, ast.Call) else None
    if found is None or found[0] is not module or not isinstance(found[1], ast.ClassDef):
        return None
    owner = found[1]
    methods = module.scopes.of[owner].bindings
    is_plain = not owner.bases and not owner.keywords and not owner.decorator_list
    return owner if is_plain and "__anext__" in methods and not {"aclose", "__getattr__"} & set(methods) else None


def _closable(module: Module, owner: ast.ClassDef) -> Change:
    source, last = module.source, owner.body[-1]
    newline, indent = source.newline(last), source.indent(last)
    end = source.span(last)[1]
    stop = end + len(source.text[end : source.next_line(end)].rstrip("\r\n"))
    step = indent[len(source.indent(owner)) :]
    lines = ["", "", f"{indent}async def aclose(self):", f"{indent}{step}pass"]
    return Change((Edit(stop, stop, newline.join(lines)),))
