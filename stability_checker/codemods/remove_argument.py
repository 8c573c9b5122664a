"""Drops an argument that a callable no longer takes."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst

from stability_checker.codemods.frame.arguments import drop
from stability_checker.codemods.frame.calls import calls_of, given_as, has_unpacking, keyword, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.pieces import argument, code, expression
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class RemoveArgument(Codemod):
    """Drop an argument that the callable ignores or refuses by now.

    A keyword argument goes with its comma; a positional one goes for review, where it is the last, or where the
    parameters `behind` it are told: their arguments are named then, for their places are others now.

    ```toml step
    callables = ["starlette.responses.FileResponse"]
    argument = "method"
    position = 7
    ```
    ```python before
    from starlette.responses import FileResponse

    response = FileResponse("a.txt", method="GET", filename="b.txt")
    ```
    ```python after
    from starlette.responses import FileResponse

    response = FileResponse("a.txt", filename="b.txt")
    ```
    ```toml step
    callables = ["starlette.responses.FileResponse"]
    argument = "method"
    position = 7
    behind = ["content_disposition_type"]
    ```
    ```python before
    from starlette.responses import FileResponse

    response = FileResponse("a.txt", 200, None, None, None, "b.txt", None, "GET", "inline")
    ```
    ```python after
    from starlette.responses import FileResponse

    response = FileResponse("a.txt", 200, None, None, None, "b.txt", None, content_disposition_type="inline")
    ```
    Another library's class of the same name stays:
    ```python untouched
    from files import FileResponse

    response = FileResponse("a.txt", method="GET")
    ```
    """

    callables: tuple[str, ...]
    argument: str
    position: int | None = None
    behind: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return spellings(self.callables) if self.position is not None else given_as(self.argument)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            if (word := keyword(call, self.argument)) is not None:
                index = len(call.args) + call.keywords.index(word)
                yield self.hit(call, partial(_without, module, call, index))
            elif self.position is not None and self._is_by_place(call, self.position):
                review = f"the positional argument {self.argument!r} is dropped"
                yield self.hit(call, partial(_without, module, call, self.position, self.behind), review)

    def _is_by_place(self, call: ast.Call, position: int) -> bool:
        return position < len(call.args) <= position + 1 + len(self.behind) and not has_unpacking(call)


def _without(module: Module, call: ast.Call, position: int, behind: Sequence[str] = ()) -> Change:
    """The call without the argument at `position`; those behind it by place get the names `behind`."""
    piece = expression(module.source, call, cst.Call)
    order = _source_order(module, call, position)
    value = call.args[position] if position < len(call.args) else call.keywords[position - len(call.args)].value
    names = tuple(node.id for node in ast.walk(value) if isinstance(node, ast.Name))
    args = list(piece.args)
    for at, name in enumerate(behind[: len(call.args) - position - 1], position + 1):
        args[at] = args[at].with_changes(keyword=cst.Name(name), equal=argument("None", name).equal)
    return Change((module.source.replace(call, code(drop(piece.with_changes(args=args), order))),), dropped=names)


def _source_order(module: Module, call: ast.Call, position: int) -> int:
    """`ast` lists keywords behind positional arguments; libcst has them as they are written."""
    starts = [module.source.span(part)[0] for part in (*call.args, *call.keywords)]
    return sorted(starts).index(starts[position])
