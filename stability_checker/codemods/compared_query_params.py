"""Points at comparisons of multidicts, which have come to look at order."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ComparedQueryParams(Codemod):
    """Say where instances of the classes are compared with `==` or `!=`.

    ```toml step
    classes = ["starlette.datastructures.QueryParams"]
    message = "equality looks at order now"
    ```
    ```python untouched
    from starlette.datastructures import QueryParams

    assert QueryParams("a=1&a=2") == QueryParams("a=2&a=1")
    ```
    """

    classes: tuple[str, ...]
    message: str

    def words(self) -> tuple[str, ...]:
        return "==", "!="

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.Compare):
            if all(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
                sides = [node.left, *node.comparators]
                if all(module.is_instance(side, self.classes) for side in sides):
                    yield manual(node, self.message)
