"""Encodes the text of generators that a client no longer encodes itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, given_as, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.definitions import results_of
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class EncodeChunks(Codemod):
    """Hand over as bytes, and as `content=`, what a generator of text gives for a body; UTF-8, as it was sent before.

    ```toml step
    callables = ["starlette.testclient.TestClient.post"]
    arguments = ["data", "content"]
    ```
    ```python before
    from starlette.testclient import TestClient


    def lines():
        yield "first"
        yield f"second {len('x')}"


    def test_upload(app):
        client = TestClient(app)
        client.post("/", data=lines())
        client.post("/", content=(f"{number}" for number in range(3)))
        body = lines()
        client.post("/", data=body)
    ```
    ```python after
    from starlette.testclient import TestClient


    def lines():
        yield "first"
        yield f"second {len('x')}"


    def test_upload(app):
        client = TestClient(app)
        client.post("/", content=(chunk.encode() for chunk in lines()))
        client.post("/", content=(f"{number}".encode() for number in range(3)))
        body = lines()
        client.post("/", content=(chunk.encode() for chunk in body))
    ```
    What an annotation promises is believed:
    ```python before
    from collections.abc import Iterator

    from starlette.testclient import TestClient


    def lines(path) -> Iterator[str]:
        yield from open(path)


    client = TestClient(print)
    client.post("/", content=lines("a.txt"))
    ```
    ```python after
    from collections.abc import Iterator

    from starlette.testclient import TestClient


    def lines(path) -> Iterator[str]:
        yield from open(path)


    client = TestClient(print)
    client.post("/", content=(chunk.encode() for chunk in lines("a.txt")))
    ```
    ```python untouched
    import requests
    from starlette.testclient import TestClient


    def parts():
        yield b"first"


    def mixed(path):
        yield "first"
        yield from open(path, "rb")


    def text():
        return "first"


    def lines():
        yield "first"


    client = TestClient(print)
    client.post("/", content=parts())
    client.post("/", content=mixed("a.txt"))
    client.post("/", content=text())
    client.post("/", content=(part for part in [b"a"]))
    requests.post("/", data=lines())
    ```
    """

    callables: tuple[str, ...]
    arguments: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return tuple(word for argument in self.arguments for word in given_as(argument))

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            given = [word for name in self.arguments if (word := keyword(call, name)) is not None]
            if len(given) == 1 and module.source.is_exact(call) and (new := _encoded(module, given[0].value)):
                start = module.source.span(given[0])[0]
                name = Edit(start, start + len(given[0].arg or ""), "content")
                yield self.hit(call, partial(Change, (name, new)))


def _encoded(module: Module, value: ast.expr) -> Edit | None:
    if isinstance(value, ast.GeneratorExp):
        return _encoded_element(module, value.elt) if not _is_async(value) and _is_text(value.elt) else None
    if not _gives_text(module, _made(module, value)):
        return None
    return module.source.replace(value, f"(chunk.encode() for chunk in {module.source.segment(value)})")


def _encoded_element(module: Module, element: ast.expr) -> Edit:
    text = module.source.segment(element)
    return module.source.replace(
        element, f"({text}).encode()" if isinstance(element, ast.BinOp) else f"{text}.encode()"
    )


def _made(module: Module, value: ast.expr) -> ast.expr | None:
    """What a name was given, where that happens once; other expressions as they are."""
    if not isinstance(value, ast.Name):
        return value
    bindings = module.bindings(value)
    return bindings[0].value if len(bindings) == 1 else None


def _gives_text(module: Module, made: ast.expr | None) -> bool:
    """Whether an expression calls a generator of the project all of whose chunks surely are text."""
    found = module.definition(module.refers_to(made.func) or "") if isinstance(made, ast.Call) else None
    if found is None:
        return False
    there, function = found
    if not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return False
    if _promises_text(function.returns):
        return True
    results = results_of(function)
    yields = all(isinstance(there.source.parents[one], ast.Yield) and _is_text(one) for one in results)
    return bool(results) and yields and not any(isinstance(node, ast.YieldFrom) for node in ast.walk(function))


def _promises_text(returns: ast.expr | None) -> bool:
    """Whether an annotation is `Iterator[str]` or `Generator[str, ...]`."""
    if not isinstance(returns, ast.Subscript):
        return False
    kind, given = ast.unparse(returns.value).rpartition(".")[2], returns.slice
    first = given.elts[0] if isinstance(given, ast.Tuple) and given.elts else given
    return kind in ("Iterator", "Generator") and isinstance(first, ast.Name) and first.id == "str"


def _is_async(generator: ast.GeneratorExp) -> bool:
    return any(one.is_async for one in generator.generators)


def _is_text(node: ast.expr) -> bool:
    """Whether an expression surely is a `str`."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or (isinstance(node.op, ast.Add) and _is_text(node.right))
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
