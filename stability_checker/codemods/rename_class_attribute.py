"""Sets a class attribute of a subclass under its new name."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class RenameClassAttribute(Codemod):
    """Rename what a subclass sets in its body, and what is set on the class from outside.

    ```toml step
    bases = ["starlette.formparsers.MultiPartParser"]
    old = "max_file_size"
    new = "spool_max_size"
    ```
    ```python before
    from starlette.formparsers import MultiPartParser


    class Parser(MultiPartParser):
        max_file_size = 1024


    MultiPartParser.max_file_size = 2048
    ```
    ```python after
    from starlette.formparsers import MultiPartParser


    class Parser(MultiPartParser):
        spool_max_size = 1024


    MultiPartParser.spool_max_size = 2048
    ```
    ```python untouched
    class Parser:
        max_file_size = 1024


    Parser.max_file_size = 2048
    ```
    """

    bases: tuple[str, ...]
    old: str
    new: str

    def words(self) -> tuple[str, ...]:
        return (self.old,)

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.Name):
            owner = module.source.scope(node)
            if node.id == self.old and isinstance(node.ctx, ast.Store) and isinstance(owner, ast.ClassDef):
                if module.is_subclass(f"{module.key}:{module.qualified(owner)}", self.bases):
                    yield self.hit(node, partial(Change, (module.source.replace(node, self.new),)))
        for attribute in module.source.nodes(ast.Attribute):
            if attribute.attr == self.old and self._is_class(module, attribute.value):
                end = module.source.span(attribute)[1]
                yield self.hit(attribute, partial(Change, (Edit(end - len(self.old), end, self.new),)))

    def _is_class(self, module: Module, node: ast.expr) -> bool:
        reference = module.refers_to(node)
        return reference is not None and module.is_subclass(reference, self.bases)
