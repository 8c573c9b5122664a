"""Gives a class, function or constant its new name or its new module."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.imports import drop_alias
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class RenameName(Codemod):
    """Use the new path of an object: where it is imported, where it is read through its module, and by its old name.

    A module that hands the object on (`fastapi.status`) is kept when only the last part of the path changes. An import
    under `try: ... except ImportError:` is how code serves old and new releases at once, and stays; with `guarded` it
    changes too, for it asks whether the package is there that changes its name.

    ```toml step
    old = "starlette.status.HTTP_422_UNPROCESSABLE_ENTITY"
    new = "starlette.status.HTTP_422_UNPROCESSABLE_CONTENT"
    ```
    ```python before
    from fastapi import status
    from starlette.status import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

    codes = [HTTP_422_UNPROCESSABLE_ENTITY, status.HTTP_422_UNPROCESSABLE_ENTITY]
    ```
    ```python after
    from fastapi import status
    from starlette.status import HTTP_200_OK, HTTP_422_UNPROCESSABLE_CONTENT

    codes = [HTTP_422_UNPROCESSABLE_CONTENT, status.HTTP_422_UNPROCESSABLE_CONTENT]
    ```
    ```python untouched
    from http_codes import HTTP_422_UNPROCESSABLE_ENTITY

    code = HTTP_422_UNPROCESSABLE_ENTITY
    ```
    ```python before
    from starlette.status import *

    code = HTTP_422_UNPROCESSABLE_ENTITY
    ```
    ```python after
    from starlette.status import *

    code = HTTP_422_UNPROCESSABLE_CONTENT
    ```
    ```toml step
    old = "starlette.exceptions.ExceptionMiddleware"
    new = "starlette.middleware.exceptions.ExceptionMiddleware"
    ```
    ```python before
    from starlette.exceptions import ExceptionMiddleware, HTTPException

    app = ExceptionMiddleware(HTTPException)
    ```
    ```python after
    from starlette.exceptions import HTTPException
    from starlette.middleware.exceptions import ExceptionMiddleware

    app = ExceptionMiddleware(HTTPException)
    ```
    ```python before
    from starlette.exceptions import (  # names
        ExceptionMiddleware as Outer,
        HTTPException,  # raised
    )

    app = Outer(HTTPException)
    ```
    ```python after
    from starlette.exceptions import (  # names
        HTTPException,  # raised
    )
    from starlette.middleware.exceptions import ExceptionMiddleware as Outer

    app = Outer(HTTPException)
    ```
    ```python untouched
    try:
        from starlette.middleware.exceptions import ExceptionMiddleware
    except ImportError:
        from starlette.exceptions import ExceptionMiddleware
    ```
    ```toml step
    old = "starlette.applications.Starlette"
    new = "starlette.applications.Application"
    guarded = true
    ```
    ```python before
    try:
        from starlette.applications import Starlette
    except ImportError:
        Starlette = None


    def install(app: "Starlette | None"): ...
    ```
    ```python after
    try:
        from starlette.applications import Application as Starlette
    except ImportError:
        Starlette = None


    def install(app: "Starlette | None"): ...
    ```
    ```python untouched
    try:
        from flask import Starlette
    except ImportError:
        Starlette = None
    ```
    """

    old: str
    new: str
    guarded: bool = False

    def words(self) -> tuple[str, ...]:
        return (self._old_name,)

    @property
    def _old_name(self) -> str:
        return self.old.rpartition(".")[2]

    @property
    def _new_name(self) -> str:
        return self.new.rpartition(".")[2]

    @property
    def _moves(self) -> bool:
        return self.old.rpartition(".")[0] != self.new.rpartition(".")[0]

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.every:
            if isinstance(node, ast.ImportFrom) and (self.guarded or not _serves_both(module, node)):
                yield from self._in_import(module, node)
            elif isinstance(node, ast.Attribute) and node.attr == self._old_name and self._is_old(module, node):
                yield self.hit(node, partial(self._read_through_module, module, node))
            elif isinstance(node, ast.Name) and node.id == self._old_name and self._is_starred(module, node):
                yield self.hit(node, partial(Change, (module.source.replace(node, self._new_name),)))

    def _is_old(self, module: Module, node: ast.Attribute) -> bool:
        """Whether a name is read through a module of a library; one of the project keeps what it is asked for."""
        through = module.refers_to(node.value) or ""
        return module.refers_to(node) == self.old and ":" not in through and module.source.is_exact(node)

    def _is_starred(self, module: Module, node: ast.Name) -> bool:
        """Whether a star import from the library brings the name, and would bring the new one from the same place."""
        if self._moves or module.bindings(node) or module.starred(node.id)[1]:
            return False
        knowledge, stars = module.world.knowledge, map(module.absolute, module.scopes.stars)
        return any(knowledge.canonical(f"{dotted}.{node.id}") == self.old for dotted in stars)

    def _in_import(self, module: Module, node: ast.ImportFrom) -> Iterator[Hit]:
        for alias in node.names:
            path = f"{module.absolute(node)}.{alias.name}"
            if alias.name == self._old_name and module.world.knowledge.canonical(path) == self.old:
                yield self.hit(node, partial(self._imported, module, node, alias))

    def _imported(self, module: Module, node: ast.ImportFrom, alias: ast.alias) -> Change:
        """The import, and where the name has no alias of its own, everything that reads it."""
        local = alias.asname or self._keep_as(module, alias)
        spelled = self._new_name if local in (None, self._new_name) else f"{self._new_name} as {local}"
        uses = [] if local else self._uses(module, alias)
        if not self._moves:
            return Change((module.source.replace(alias, spelled), *uses))
        if "as" in spelled.split():
            return Change(_split_import(module, node, alias, self.new.rpartition(".")[0], spelled))
        if len(node.names) == 1:
            return Change((_retarget(module, node, self.new.rpartition(".")[0], spelled), *uses))
        return Change((drop_alias(module.source, node, alias), *uses), (_import_path(self.new),))

    def _keep_as(self, module: Module, alias: ast.alias) -> str | None:
        """The old name, where others may ask this module for it or bind it too, or the new one is taken."""
        rivals = module.names_at(alias).bindings.get(alias.name, [])
        taken = len(rivals) > 1 or any(self._new_name in names.bindings for names in module.scopes.of.values())
        others = module.source.path.name == "__init__.py" or _is_asked_for(module, alias.name)
        return alias.name if self._new_name != self._old_name and (taken or others) else None

    def _uses(self, module: Module, alias: ast.alias) -> list[Edit]:
        if self._new_name == self._old_name:
            return []
        names = (node for node in module.source.nodes(ast.Name) if node.id == alias.name)
        mine = [node for node in names if any(binding.node is alias for binding in module.bindings(node))]
        quoted = [edit for node in module.source.nodes(ast.Constant) for edit in self._in_quotes(module, node)]
        return [*(module.source.replace(node, self._new_name) for node in mine), *quoted]

    def _in_quotes(self, module: Module, node: ast.Constant) -> Iterator[Edit]:
        """A quoted annotation that holds the name."""
        name = re.compile(rf"(?<![\w.]){re.escape(self._old_name)}\b")
        if isinstance(node.value, str) and name.search(node.value) and _is_annotation(module, node):
            yield module.source.replace(node, name.sub(self._new_name, module.source.segment(node)))

    def _read_through_module(self, module: Module, node: ast.Attribute) -> Change:
        start, end = module.source.span(node)
        if not self._moves:
            return Change((Edit(end - len(node.attr), end, self._new_name),))
        package = self.new.rpartition(".")[0]
        dropped = next((part.id for part in ast.walk(node) if isinstance(part, ast.Name)), "")
        return Change((Edit(start, end, self.new),), (package,), (dropped,))


def _import_path(path: str) -> str:
    module, _, name = path.rpartition(".")
    return f"{module}:{name}"


def _retarget(module: Module, node: ast.ImportFrom, package: str, spelled: str) -> Edit:
    return module.source.replace(node, f"from {package} import {spelled}")


def _split_import(
    module: Module, node: ast.ImportFrom, alias: ast.alias, package: str, spelled: str
) -> tuple[Edit, ...]:
    """An aliased name moves to an import of its own next to the old one."""
    if len(node.names) == 1:
        return (_retarget(module, node, package, spelled),)
    source, end = module.source, module.source.span(node)[1]
    apart = f"{source.newline(node)}{source.indent(node)}" if source.stands_alone(node) else "; "
    return drop_alias(source, node, alias), Edit(end, end, f"{apart}from {package} import {spelled}")


def _serves_both(module: Module, node: ast.ImportFrom) -> bool:
    for above in module.source.ancestors(node):
        if isinstance(above, ast.Try) and any("Import" in ast.unparse(one.type) for one in above.handlers if one.type):
            return True
        if isinstance(above, ast.ExceptHandler) and above.type and "Import" in ast.unparse(above.type):
            return True
    return False


def _is_asked_for(module: Module, name: str) -> bool:
    """Whether the module exports a name, or another file of the project imports or reads it from there."""
    stem = module.source.path.stem
    others = (there for there in module.world.users(name, module) if there is not module and stem in there.source.text)
    return _is_exported(module, name) or any(_asks(there, module, name) for there in others)


def _asks(there: Module, module: Module, name: str) -> bool:
    for node in there.source.nodes(ast.ImportFrom):
        asked = [there.absolute(node) for alias in node.names if alias.name in (name, "*")]
        located = there.world.locate(asked[0], there.source.path) if asked else None
        if located is not None and located[0].key == module.key and not located[1]:
            return True
    reads = (node for node in there.source.nodes(ast.Attribute) if node.attr == name)
    return any(there.refers_to(node.value) == f"{module.key}:" for node in reads)


def _is_exported(module: Module, name: str) -> bool:
    bindings = module.globals.bindings.get("__all__", [])
    values = [binding.value for binding in bindings if isinstance(binding.value, ast.List | ast.Tuple)]
    return any(isinstance(one, ast.Constant) and one.value == name for value in values for one in value.elts)


def _is_annotation(module: Module, node: ast.Constant) -> bool:
    child: ast.AST = node
    for parent in module.source.ancestors(node):
        if getattr(parent, "annotation", None) is child or getattr(parent, "returns", None) is child:
            return True
        if isinstance(parent, ast.stmt):
            return False
        child = parent
    return False
