"""Imports a package under its new name."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class RenamePackage(Codemod):
    """Import from the new package, and read dotted paths through it.

    Paths in strings, as `mock.patch` and configuration take them, are for review. With `keep`, modules that the new
    package does not have stay with the old one.

    ```toml step
    old = "starlette"
    new = "toolkit"
    ```
    ```python before
    import starlette.status
    from starlette import requests
    from starlette.routing import Route

    codes = [starlette.status.HTTP_200_OK]
    ```
    ```python after
    import toolkit.status
    from toolkit import requests
    from toolkit.routing import Route

    codes = [toolkit.status.HTTP_200_OK]
    ```
    ```python untouched
    import starlette_admin
    from mystarlette.routing import Route

    starlette = "starlette"
    ```
    """

    old: str
    new: str
    keep: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return (self.old,)

    def find(self, module: Module) -> Iterator[Hit]:
        yield from self._from_imports(module)
        if (hit := self._plain_imports(module)) is not None:
            yield hit
        yield from self._in_strings(module)

    def _is_old(self, path: str) -> bool:
        inside = path == self.old or path.startswith(f"{self.old}.")
        return inside and not any(path == one or path.startswith(f"{one}.") for one in self.keep)

    def _from_imports(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.ImportFrom):
            if not node.level and self._is_old(node.module or ""):
                start = module.source.text.index(self.old, module.source.span(node)[0])
                yield self.hit(node, partial(Change, (Edit(start, start + len(self.old), self.new),)))

    def _plain_imports(self, module: Module) -> Hit | None:
        """`import old.part` binds `old`: imports and what is read through the name change together."""
        imports = [
            (node, alias)
            for node in module.source.nodes(ast.Import)
            for alias in node.names
            if self._is_old(alias.name)
        ]
        if not imports:
            return None
        bound = {alias for _, alias in imports if not alias.asname}
        reads = [
            node
            for node in module.source.nodes(ast.Name)
            if node.id == self.old
            and {binding.node for binding in module.bindings(node)} <= bound
            and module.bindings(node)
        ]
        starts = [module.source.span(node)[0] for node in [*(alias for _, alias in imports), *reads]]
        edits = tuple(Edit(start, start + len(self.old), self.new) for start in starts)
        return self.hit(imports[0][0], partial(Change, edits))

    def _in_strings(self, module: Module) -> Iterator[Hit]:
        path = re.compile(rf"{re.escape(self.old)}(\.[A-Za-z_]\w*)+")
        for node in module.source.nodes(ast.Constant):
            if isinstance(node.value, str) and path.fullmatch(node.value) and module.source.is_exact(node):
                start = module.source.text.find(self.old, module.source.span(node)[0])
                if start >= 0 and self._is_old(node.value):
                    edit = Edit(start, start + len(self.old), self.new)
                    yield self.hit(
                        node, partial(Change, (edit,)), f"the text {node.value!r} reads like a path in the package"
                    )
