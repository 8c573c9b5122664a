"""Imports a package under its new name."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class RenamePackage(Codemod):
    """Import from the new package, and read dotted paths through it.

    A text that a call imports is one of them; other texts that read like a path into one of the package's `modules`, as
    `mock.patch` and configuration take them, are for review. `names` are those that change with the package, and
    `distribution` is what installs the new one. With `keep`, modules that the new package does not have stay with the
    old one.

    ```toml step
    old = "starlette"
    new = "toolkit"
    modules = ["applications", "requests"]
    names = { "applications.Starlette" = "Toolkit" }
    distribution = "asgi-toolkit"
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
    Texts, but not those that are no modules:
    ```python before
    from importlib.metadata import version
    from unittest.mock import patch

    import pytest

    pytest.importorskip("starlette")
    NUMBER = version("starlette")


    @patch("starlette.applications.Starlette.build_middleware_stack")
    def test_build(build): ...
    ```
    ```python after
    from importlib.metadata import version
    from unittest.mock import patch

    import pytest

    pytest.importorskip("toolkit")
    NUMBER = version("asgi-toolkit")


    @patch("toolkit.applications.Toolkit.build_middleware_stack")
    def test_build(build): ...
    ```
    ```python untouched
    LOGO = "starlette.png"


    def handlers(scope):
        return scope["starlette.exception_handlers"]
    ```
    """

    old: str
    new: str
    modules: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    distribution: str = ""
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
        for node in module.source.nodes(ast.Constant):
            if isinstance(node.value, str) and self._is_old(node.value.partition(":")[0]):
                yield from self._in_string(module, node, node.value)

    def _in_string(self, module: Module, node: ast.Constant, text: str) -> Iterator[Hit]:
        if not module.source.is_exact(node) or text not in module.source.segment(node):
            return
        asked = _asked_for(module, node)
        if asked in _IMPORTERS:
            yield self.hit(node, self._respelled(module, node, text, self._new_path(text)))
        elif asked in _VERSIONS and text == self.old and self.distribution:
            change = self._respelled(module, node, text, self.distribution)
            yield self.hit(node, change, f"{self.distribution} counts its releases on its own")
        elif self._path.fullmatch(text):
            change = self._respelled(module, node, text, self._new_path(text))
            yield self.hit(node, change, f"the text {text!r} reads like a path in the package")

    @cached_property
    def _path(self) -> re.Pattern[str]:
        """A dotted path into one of the modules, perhaps with the object behind a colon."""
        known = "|".join(map(re.escape, self.modules)) or r"[A-Za-z_]\w*"
        return re.compile(rf"{re.escape(self.old)}\.(?:{known})(?:\.[A-Za-z_]\w*)*(?::[A-Za-z_][\w.]*)?")

    def _new_path(self, text: str) -> str:
        """A path in the new package; one of `names` in it gets its new last part, the colon in front of it stays."""
        inside = text[len(self.old) :]
        for name, new in self.names.items():
            end = len(name) + 1
            if inside[:end].replace(":", ".") == f".{name}" and inside[end : end + 1] in ".:":
                inside = f"{inside[: end - len(name.rpartition('.')[2])]}{new}{inside[end:]}"
        return self.new + inside

    def _respelled(self, module: Module, node: ast.Constant, text: str, new: str) -> Callable[[], Change]:
        return partial(Change, (module.source.replace(node, module.source.segment(node).replace(text, new)),))


_IMPORTERS = frozenset({"importlib.import_module", "importlib.util.find_spec", "pytest.importorskip", "__import__"})
_VERSIONS = frozenset(
    f"{module}.{name}"
    for module in ("importlib.metadata", "importlib_metadata")
    for name in ("version", "distribution", "metadata", "requires", "files")
) | {"pkg_resources.get_distribution"}


def _asked_for(module: Module, node: ast.Constant) -> str | None:
    """The path of the function that a text is the first argument of."""
    call = module.source.parents.get(node)
    if not isinstance(call, ast.Call) or call.args[:1] != [node]:
        return None
    if isinstance(call.func, ast.Name) and call.func.id in _IMPORTERS and not module.bindings(call.func):
        return call.func.id
    return module.refers_to(call.func)
