"""Points at comparisons of multidicts, which have come to look at order."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ComparedQueryParams(Codemod):
    """Say where instances of the classes are compared with `==` or `!=`.

    `spelled` are the names by which code reaches such an instance; a file without any of them is not looked at.

    ```toml step
    classes = ["starlette.datastructures.QueryParams"]
    message = "equality looks at order now"
    spelled = ["QueryParams", "query_params"]
    ```
    ```python notice 6
    from starlette.datastructures import QueryParams
    from starlette.requests import Request


    def is_same(request: Request, text: str) -> bool:
        return request.query_params == QueryParams(text)
    ```
    A comparison with something else is not concerned:
    ```python untouched
    from starlette.requests import Request


    def is_empty(request: Request) -> bool:
        return request.query_params == {}
    ```
    ```python notice 3
    from starlette.datastructures import QueryParams

    assert QueryParams("a=1&a=2") == QueryParams("a=2&a=1")
    ```
    """

    classes: tuple[str, ...]
    message: str
    spelled: tuple[str, ...]

    def words(self) -> tuple[str, ...]:
        return self.spelled

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.Compare):
            if all(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
                sides = [node.left, *node.comparators]
                if all(module.is_instance(side, self.classes) for side in sides):
                    yield manual(node, self.message)
