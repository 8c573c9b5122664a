"""Private functions made to warn: handing them a parameter, or calling them because of it, deprecates the parameter."""

import ast
from collections.abc import Iterator
from functools import partial

from msgspec import Struct, field

from stability_checker.model.api import Deprecation
from stability_checker.snapshot.collect.bodies import asked_parameters, parameter_names, read_body
from stability_checker.snapshot.collect.deprecations import by_warning, warning_among
from stability_checker.snapshot.collect.grammar import lines_of
from stability_checker.snapshot.collect.library import Library, ModuleScope
from stability_checker.snapshot.collect.scopes import FunctionNode, last_name
from stability_checker.snapshot.collect.wording import Wording


class _Warner(Struct, frozen=True):
    """A private function or method; `always` is the warning that each call gives, `of` those that parameters cause."""

    node: FunctionNode
    is_method: bool
    always: Deprecation | None
    of: dict[str, Deprecation]

    def given(self, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
        """The parameters of the function, each with the argument that a call gives it."""
        names = [each.arg for each in (*self.node.args.posonlyargs, *self.node.args.args)]
        yield from zip(names[1:] if self.is_method else names, call.args, strict=False)
        yield from ((each.arg, each.value) for each in call.keywords if each.arg)


class Warners(Struct):
    """Those of a library by name; of a name that several functions share nothing is known."""

    library: Library
    _found: dict[str, _Warner | None] | None = field(default=None)

    def deprecated_parameters(self, node: FunctionNode, text: str) -> dict[str, Deprecation]:
        """The parameters of `node`, whose source text is `text`, that private functions warn of."""
        called = {name: found for name, found in self._all().items() if found is not None and f"{name}(" in text}
        if not called or node.name in called:
            return {}
        found: dict[str, Deprecation] = {}
        for call, condition in _calls(node.body, None):
            warner = called.get(last_name(call))
            if warner is not None:
                found.update(_announced(warner, call, condition, parameter_names(node)))
        return found

    def _all(self) -> dict[str, _Warner | None]:
        if self._found is None:
            self._found = {}
            for module in self.library.modules.values():
                for warner in _warners_in(self.library, module) if "warn" in module.text else ():
                    name = warner.node.name
                    self._found[name] = None if name in self._found else warner
        return self._found


def _announced(
    warner: _Warner, call: ast.Call, condition: ast.expr | None, parameters: set[str]
) -> Iterator[tuple[str, Deprecation]]:
    if warner.always is not None and condition is not None:
        yield from ((name, warner.always) for name in asked_parameters(condition, parameters))
    for name, argument in warner.given(call):
        if name in warner.of and isinstance(argument, ast.Name) and argument.id in parameters:
            yield argument.id, warner.of[name]


def _calls(body: list[ast.stmt], condition: ast.expr | None) -> Iterator[tuple[ast.Call, ast.expr | None]]:
    """The calls that stand as statements, each with the test that it depends on."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            yield statement.value, condition
        elif isinstance(statement, ast.If):
            yield from _calls(statement.body, statement.test)
            yield from _calls(statement.orelse, None)
        elif isinstance(statement, ast.With | ast.Try):
            yield from _calls(statement.body, condition)


def _warners_in(library: Library, module: ModuleScope) -> Iterator[_Warner]:
    wording = Wording(partial(library.constant, module))
    lines = lines_of(module.text)
    for node, is_method in _private_functions(module.body):
        text = "".join(lines[node.lineno - 1 : node.end_lineno])
        if "warn" in text or "deprecat" in text:
            call = warning_among(node.body)
            always = by_warning(call, wording.inside(node.body)) if call is not None else None
            found = read_body(node, text, wording).deprecated_parameters
            if always is not None or found:
                yield _Warner(node, is_method, always, found)


def _private_functions(body: list[ast.stmt], is_method: bool = False) -> Iterator[tuple[FunctionNode, bool]]:
    for statement in body:
        if isinstance(statement, FunctionNode):
            if statement.name.startswith("_") and not statement.name.startswith("__"):
                yield statement, is_method
        elif isinstance(statement, ast.ClassDef):
            yield from _private_functions(statement.body, is_method=True)
