"""Hands over an argument that a callable has come to require."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, has_unpacking, keyword, spellings
from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class AddArgument(Codemod):
    """Hand the old default over where a call gave nothing for the first parameter.

    ```toml step
    callables = ["starlette.responses.JSONResponse"]
    argument = "content"
    value = "None"
    ```
    ```python before
    from starlette.responses import JSONResponse

    responses = [JSONResponse(), JSONResponse(status_code=204)]
    ```
    ```python after
    from starlette.responses import JSONResponse

    responses = [JSONResponse(None), JSONResponse(None, status_code=204)]
    ```
    ```python untouched
    from starlette.responses import JSONResponse

    responses = [JSONResponse({}), JSONResponse(content=1), JSONResponse(**{}), print()]
    ```
    """

    callables: tuple[str, ...]
    argument: str
    value: str

    def words(self) -> tuple[str, ...]:
        return spellings(self.callables)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, self.callables):
            if not (call.args or keyword(call, self.argument) or has_unpacking(call)):
                if module.refers_to(call.func) in self.callables:
                    text = f"{self.value}, " if call.keywords else self.value
                    at = module.source.span(call.keywords[0])[0] if call.keywords else module.source.span(call)[1] - 1
                    yield self.hit(call, partial(Change, (Edit(at, at, text),)))
