"""Opens with a `with` block what used to be opened by the call itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class EnterCall(Codemod):
    """Put what follows an assignment into a `with` block.

    The block holds the statements up to the last one that uses the name; a `name.close()` that stands as its last
    statement stays, for closing twice does no harm.

    ```toml step
    callables = ["starlette.testclient.TestClient.websocket_connect"]
    ```
    ```python before
    from starlette.testclient import TestClient


    def test_echo(app):
        client = TestClient(app)
        websocket = client.websocket_connect("/ws")
        websocket.send_text("hello")
        assert websocket.receive_text() == "hello"
        print("done")
    ```
    ```python after
    from starlette.testclient import TestClient


    def test_echo(app):
        client = TestClient(app)
        with client.websocket_connect("/ws") as websocket:
            websocket.send_text("hello")
            assert websocket.receive_text() == "hello"
        print("done")
    ```
    ```python untouched
    from starlette.testclient import TestClient


    def test_echo(app):
        with TestClient(app).websocket_connect("/ws") as websocket:
            websocket.send_text("hello")
        session = TestClient(app).websocket_connect("/ws")
        with session:
            pass
        with session as again:
            pass
    ```
    """

    callables: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return spellings(self.callables)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            statement = module.source.parents[call]
            if isinstance(statement, ast.Assign) and isinstance(target := statement.targets[0], ast.Name):
                used = _used_behind(module.source, statement, target.id)
                if used and not _is_entered(used, target.id):
                    yield self._on_assignment(module, statement, target.id, used)
            elif isinstance(statement, ast.Expr):
                yield self.hit(call, partial(_alone, module.source, call))

    def _on_assignment(self, module: Module, statement: ast.Assign, name: str, used: list[ast.stmt]) -> Hit:
        if any(_holds_long_text(module.source, one) for one in used):
            return manual(statement, f"open it with `with ... as {name}:`; a text of several lines stands in the way")
        return self.hit(statement, partial(_entered, module.source, statement, name, used))


def _used_behind(source: Source, statement: ast.stmt, name: str) -> list[ast.stmt]:
    """The statements behind the assignment, up to the last that uses the name."""
    block = source.block(statement)
    behind = block[block.index(statement) + 1 :]
    users = [at for at, one in enumerate(behind) if _uses(one, name)]
    return behind[: users[-1] + 1] if users else []


def _uses(node: ast.AST, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def _is_entered(statements: list[ast.stmt], name: str) -> bool:
    parts = (part for one in statements for part in ast.walk(one) if isinstance(part, ast.With | ast.AsyncWith))
    entered = any(getattr(item.context_expr, "id", "") == name for part in parts for item in part.items)
    calls = (part for one in statements for part in ast.walk(one) if isinstance(part, ast.Attribute))
    return entered or any(call.attr == "__enter__" and getattr(call.value, "id", "") == name for call in calls)


def _holds_long_text(source: Source, node: ast.AST) -> bool:
    texts = (part for part in ast.walk(node) if isinstance(part, ast.Constant | ast.JoinedStr))
    return any(part.lineno != part.end_lineno and "\n" in source.segment(part) for part in texts)


def _entered(source: Source, statement: ast.Assign, name: str, used: list[ast.stmt]) -> Change:
    opening = source.replace(statement, f"with {source.segment(statement.value)} as {name}:")
    first = source.next_line(source.span(statement)[1])
    last = source.line_of(source.span(used[-1])[1])
    starts = [start for start in source.starts[:last] if start >= first]
    blank = [start for start in starts if source.text[start : source.next_line(start)].strip()]
    return Change((opening, *(Edit(start, start, "    ") for start in blank)), alone=True)


def _alone(source: Source, call: ast.Call) -> Change:
    inner = source.newline(call) + source.indent(call) + "    pass"
    return Change((source.replace(call, f"with {source.segment(call)}:{inner}"),))
