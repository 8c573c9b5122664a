"""What is written for one middleware class: its edits, the imports that they ask for, and the module of the helpers."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware import (
    collecting,
    gates,
    handed,
    owner,
    placing,
    request,
    written_module,
)
from stability_checker.codemods.pure_middleware.dispatch import Dispatch, method
from stability_checker.codemods.pure_middleware.method import Method
from stability_checker.codemods.pure_middleware.names import Paths, Words


@dataclass(frozen=True)
class Rewriting:
    """The changes to the class `node`, for the library that `paths` tells of."""

    module: Module
    node: ast.ClassDef
    paths: Paths

    @property
    def base(self) -> ast.expr | None:
        """The base that goes; a class below another middleware of its project keeps that one."""
        return next((one for one in self.node.bases if self.module.refers_to(one) == self.paths.base), None)

    def methods(self, dispatch: Dispatch) -> list[Method]:
        """`dispatch` and the methods that it hands `call_next` to, ready to be rewritten."""
        found = handed.methods(dispatch)
        replays = any(request.reads_body(one) for one in found)
        return [
            Method(one, gates.cores(one)[0], self._words(one), replays, is_handed=one is not dispatch) for one in found
        ]

    def pure(self, dispatch: Dispatch) -> Change:
        """The class with `__call__` in the place of `dispatch`."""
        methods = self.methods(dispatch)
        edits = [edit for one in methods for edit in one.edits()]
        edits += owner.overriding(dispatch) if self.base is None else owner.edits(dispatch, methods[0].words)
        dropped = {name for one in methods for name in one.dispatch.let_go()}
        return self._change(edits, [path for one in methods for path in one.words.imports], sorted(dropped))

    def collected(self, dispatch: Dispatch) -> Change:
        """The class with a `__call__` in front of `dispatch`, which stays as it is."""
        words = self._words(dispatch)
        edits = [*collecting.edits(dispatch, words)]
        edits += [] if self.base is None else owner.edits_around(dispatch, words)
        return self._change(edits, words.imports, _names(self.node.bases))

    def unbased(self) -> Change:
        """A class with a `__call__` of its own, which has nothing of the base but the constructor."""
        call, edits = method(self.node, "__call__"), tuple(owner.without_base(self.module, self.node, self.paths.base))
        assert call is not None
        has_own = method(self.node, "__init__") is not None
        added = Change(()) if has_own else owner.constructor_for(self.module, call, self.paths.types)
        change = Change((*edits, *added.edits), added.imports, tuple(_names(self.node.bases[:1])), alone=True)
        return placing.placed(self.module, self.base, change)

    def _change(self, edits: Iterable[Edit], imports: Iterable[str], dropped: Iterable[str]) -> Change:
        asked = tuple(dict.fromkeys(imports))
        change = Change(tuple(edits), asked, tuple(dropped), self._created(asked), alone=True)
        return placing.placed(self.module, self.base, change)

    def _words(self, dispatch: Dispatch) -> Words:
        return Words(dispatch, self.paths, self._helper)

    def _helper(self, name: str) -> tuple[str, tuple[str, ...]]:
        place = self.paths.helpers or written_module.home(self.module)[0]
        return name, (f"{place}:{name}",)

    def _created(self, imports: tuple[str, ...]) -> dict[str, str]:
        if self.paths.helpers or not any(one.endswith((":ResponseStart", ":replay", ":collected")) for one in imports):
            return {}
        path = written_module.home(self.module)[1]
        return {} if path.is_file() else {str(path): written_module.text(self.paths.library)}


def _names(nodes: Iterable[ast.expr]) -> list[str]:
    return [part.id for one in nodes for part in ast.walk(one) if isinstance(part, ast.Name)]
