"""Which classes the value of an expression may have: assignments, factories, attributes, parameters, fixtures."""

import ast
from collections.abc import Iterable, Iterator
from itertools import islice

from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.names.annotations import annotated
from stability_checker.codemods.names.definitions import (
    Assigned,
    assigned_to_self,
    is_bound,
    is_property,
    keyword_or_first,
    results_of,
    says_self,
    takes_parameters,
)
from stability_checker.codemods.names.fixtures import is_fixture, visible_fixtures
from stability_checker.codemods.names.found import LOST, NOTHING, Found, names_class, union
from stability_checker.codemods.names.items import Items
from stability_checker.codemods.names.module import UNKNOWN, Module
from stability_checker.codemods.names.narrowing import narrowed_to
from stability_checker.codemods.names.parents import parent_of
from stability_checker.codemods.names.scopes import Binding, default_of, parameters

_DEPENDS = {"fastapi.Depends", "fastapi.Security", "fastapi.param_functions.Depends", "fastapi.params.Depends"}

_TRAITS = {"traitlets.Instance", "traitlets.traitlets.Instance"}
"""Descriptors of the class that they are told."""


class Values:
    """Asks one question of every kind of expression; `callers` finds the calls of a function in the whole project."""

    def __init__(self, callers: "Callers", conftests: "Conftests") -> None:
        self._callers = callers
        self._conftests = conftests
        self._items = Items(self._functions)
        self._known: dict[ast.AST, Found] = {}
        self._asked: set[ast.AST | Binding] = set()
        self._attributes: dict[ast.ClassDef, dict[str, list[Assigned]]] = {}

    def of(self, module: Module, node: ast.AST | None) -> Found:
        """The classes of a value; NOTHING for None, LOST where the trail ends."""
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return NOTHING
        if node in self._known:
            return self._known[node]
        if node in self._asked:
            return NOTHING
        self._asked.add(node)
        try:
            found = self._known[node] = self._ask(module, node)
        finally:
            self._asked.discard(node)
        return found

    def _ask(self, module: Module, node: ast.AST) -> Found:
        match node:
            case ast.Name():
                return self._name(module, node)
            case ast.Attribute():
                return self._attribute(module, node)
            case ast.Call():
                return self._call(module, node)
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.of(module, value)
            case ast.IfExp(body=one, orelse=other):
                return self.of(module, one) | self.of(module, other)
            case ast.BoolOp(values=values):
                return union(self.of(module, value) for value in values)
            case ast.Subscript(value=value, slice=ast.Constant(value=int(index))) if index >= 0:
                return self._item(module, value, index)
            case _:
                return LOST

    def _name(self, module: Module, node: ast.Name) -> Found:
        bindings = module.bindings(node)
        if not bindings:
            there, bindings = module.starred(node.id)
            return union(self.bound(there, binding) for binding in bindings) or LOST
        if (asked := narrowed_to(module, node, bindings)) is not None:
            return annotated(module, asked)
        found = union(self.bound(module, binding) for binding in bindings)
        return found if UNKNOWN not in found else self._declared(module, node) or found

    def _declared(self, module: Module, node: ast.Name) -> Found:
        """The type that an annotation gives a name for its whole scope, also where it is bound again."""
        written = [annotation for one in module.every_binding(node) if (annotation := one.annotation) is not None]
        found = annotated(module, written[0]) if len(written) == 1 else LOST
        return NOTHING if UNKNOWN in found else found

    def bound(self, module: Module, binding: Binding) -> Found:
        """The classes of what one binding binds; nothing more to a binding that leads back to itself."""
        if binding in self._asked:
            return NOTHING
        self._asked.add(binding)
        try:
            return self._bound(module, binding)
        finally:
            self._asked.discard(binding)

    def _bound(self, module: Module, binding: Binding) -> Found:
        if isinstance(binding.node, ast.arg):
            return self._parameter(module, binding.node)
        if isinstance(binding.node, ast.alias):
            return self._imported(module, binding)
        if binding.annotation is not None and (found := annotated(module, binding.annotation)) != LOST:
            return found
        if binding.entered:
            return self._entered(module, binding.value)
        if binding.whole is not None:
            return self._item(module, binding.whole, binding.index)
        return self.of(module, binding.value) if binding.value is not None else LOST

    def _item(self, module: Module, node: ast.expr, index: int) -> Found:
        """The classes of `node[index]`."""
        found = self._items.at(module, node, index)
        return union(LOST if one is None else self.of(there, one) for there, one in found) or LOST

    def _imported(self, module: Module, binding: Binding) -> Found:
        """A value that another module of the project holds."""
        if not isinstance(binding.statement, ast.ImportFrom) or not isinstance(binding.node, ast.alias):
            return LOST
        dotted = f"{module.absolute(binding.statement)}.{binding.node.name}"
        return self._held(module, dotted)

    def _held(self, module: Module, dotted: str) -> Found:
        located = None if module.world.knowledge.covers(dotted) else module.world.locate(dotted, module.source.path)
        if located is None or not located[1] or "." in located[1]:
            return LOST
        there, name = located
        bindings = there.globals.bindings.get(name, [])
        return union(self.bound(there, binding) for binding in bindings) if bindings else LOST

    def _parameter(self, module: Module, node: ast.arg) -> Found:
        function = next((above for above in module.source.ancestors(node) if takes_parameters(above)), None)
        if not is_function(function):
            return LOST
        if node.annotation is not None and (found := annotated(module, node.annotation)) != LOST:
            return found
        owner = module.source.parents.get(function)
        if isinstance(owner, ast.ClassDef) and node is next(iter(parameters(function.args)), None):
            return frozenset({f"{module.key}:{module.qualified(owner)}"}) if is_bound(function) else LOST
        return self._fixture(module, function, node.arg) or self._traced(module, function, node) or LOST

    def _traced(self, module: Module, function: Function, node: ast.arg) -> Found:
        """What the project's own calls hand over for an unannotated parameter, and its default."""
        default = self._default(module, default_of(function.args, node))
        handed = [self.of(there, value) for there, value in self._callers.arguments(module, function, node)]
        return union([default, *handed]) if handed else default

    def _default(self, module: Module, node: ast.expr | None) -> Found:
        """The value of a default; for FastAPI's `Depends(make)` that is what `make` returns."""
        if isinstance(node, ast.Call) and module.refers_to(node.func) in _DEPENDS and node.args:
            made = module.refers_to(node.args[0])
            return self._constructed(module, made) if made else LOST
        return self.of(module, node)

    def _fixture(self, module: Module, function: Function, name: str) -> Found:
        """The value of the pytest fixture that a test or fixture asks for by a parameter's name."""
        if not function.name.startswith("test") and not is_fixture(function):
            return NOTHING
        found = next(self._fixtures(module, function, name), None)
        return self.returned(*found) if found else NOTHING

    def _fixtures(self, module: Module, function: Function, name: str) -> Iterator[tuple[Module, Function]]:
        return visible_fixtures(module, function, name, self._conftests.above(module))

    def _attribute(self, module: Module, node: ast.Attribute) -> Found:
        base = module.refers_to(node.value)
        if base is not None and (found := self._of_named(module, base, node.attr)):
            return found
        if isinstance(node.value, ast.Attribute) and node.value.attr == "state":
            return self._kept_in_state(module, node.attr)
        owners = self.of(module, node.value)
        return union(self.attribute(module, owner, node.attr) for owner in owners) if owners else LOST

    def _kept_in_state(self, module: Module, name: str) -> Found:
        """All that the project ever puts under `.state.name` of an application or a request."""
        found = [
            self.of(there, assigned.value)
            for there in module.world.users(f".state.{name}", module)
            for assigned in there.source.nodes(ast.Assign)
            if any(_is_state(target, name) for target in assigned.targets)
        ]
        return union(found) or LOST

    def _of_named(self, module: Module, reference: str, name: str) -> Found:
        """A value held by a module of the project (`main.app`) or by a class."""
        key, inside, qualname = reference.partition(":")
        if not inside:
            return self._held(module, f"{reference}.{name}") - LOST
        if qualname:
            return self.attribute(module, reference, name) - LOST
        there = module.world.module(key)
        bindings = there.globals.bindings.get(name, []) if there else []
        return union(self.bound(there, binding) for binding in bindings) if there and bindings else NOTHING

    def attribute(self, module: Module, owner: str, name: str) -> Found:
        """The classes of attribute `name` of an instance of `owner`."""
        for above in module.world.ancestors(owner):
            definition = module.definition(above)
            if definition is None:
                known = module.world.knowledge.attribute(above, name)
                if known is not None:
                    return frozenset({known})
                continue
            there, node = definition
            if isinstance(node, ast.ClassDef) and (found := self._set_in(there, node, name)):
                return found
        return LOST

    def _set_in(self, module: Module, node: ast.ClassDef, name: str) -> Found:
        found = [
            self.bound(module, one)
            for one in module.scopes.of[node].bindings.get(name, [])
            if not is_function(one.node)
        ]
        found += [
            self.returned(module, one)
            for one in node.body
            if is_function(one) and one.name == name and is_property(one)
        ]
        if node not in self._attributes:
            self._attributes[node] = assigned_to_self(node)
        for value, annotation in self._attributes[node].get(name, ()):
            declared = annotated(module, annotation) if annotation is not None else LOST
            found.append(declared if declared != LOST else self.of(module, value))
        return union(found)

    def _call(self, module: Module, node: ast.Call) -> Found:
        reference = self.callee(module, node.func)
        if reference in _TRAITS and (held := keyword_or_first(node, "klass")) is not None:
            return annotated(module, held)
        if reference is not None:
            return self._constructed(module, reference)
        if (parent := parent_of(module, node)) is not None:
            return frozenset({parent})
        if isinstance(node.func, ast.Attribute):
            owners = self.of(module, node.func.value)
            return union(self._method(module, owner, node.func.attr) for owner in owners) if owners else LOST
        return LOST

    def callee(self, module: Module, node: ast.expr) -> str | None:
        """What a call calls, also through `functools.partial` and fixtures that return a class or a partial."""
        reference = module.refers_to(node)
        if reference is not None:
            return reference
        if isinstance(node, ast.Call) and module.refers_to(node.func) == "functools.partial" and node.args:
            return self.callee(module, node.args[0])
        if not isinstance(node, ast.Name):
            return None
        found = {self._callable_bound(module, binding) for binding in module.bindings(node)}
        return found.pop() if len(found) == 1 else None

    def _callable_bound(self, module: Module, binding: Binding) -> str | None:
        if isinstance(binding.value, ast.Call):
            return self.callee(module, binding.value)
        if not isinstance(binding.node, ast.arg):
            return None
        function = next((above for above in module.source.ancestors(binding.node) if is_function(above)), None)
        place, fixture = (
            next(self._fixtures(module, function, binding.name), (module, None)) if function else (module, None)
        )
        results = [self.callee(place, value) for value in results_of(fixture)] if fixture else []
        return results[0] if len(results) == 1 else None

    def _functions(self, module: Module, node: ast.expr) -> Iterator[tuple[Module, Function]]:
        """The functions of the project whose result a call is, or the fixture that a name asks for."""
        if isinstance(node, ast.Name):
            for binding in module.bindings(node):
                above = next((one for one in module.source.ancestors(binding.node) if is_function(one)), None)
                if isinstance(binding.node, ast.arg) and above:
                    yield from islice(self._fixtures(module, above, binding.name), 1)
        elif isinstance(node, ast.Call):
            reference = self.callee(module, node.func)
            definition = module.definition(reference) if reference else None
            if definition and is_function(definition[1]):
                yield definition[0], definition[1]
            elif reference is None and isinstance(node.func, ast.Attribute):
                for owner in self.of(module, node.func.value):
                    yield from islice(self._methods(module, owner, node.func.attr), 1)

    def _constructed(self, module: Module, reference: str) -> Found:
        definition = module.definition(reference)
        if definition is None:
            known = module.world.knowledge.returned(reference)
            return frozenset({known or reference}) if known or names_class(module, reference) else LOST
        there, node = definition
        return frozenset({reference}) if isinstance(node, ast.ClassDef) else self.returned(there, node)

    def _method(self, module: Module, owner: str, name: str) -> Found:
        for above in module.world.ancestors(owner):
            if (known := module.world.knowledge.returned(above, name)) is not None:
                return frozenset({known})
            for found in self._defined_in(module, above, name):
                return self.returned(*found, frozenset({owner}))
        return LOST

    def _methods(self, module: Module, owner: str, name: str) -> Iterator[tuple[Module, Function]]:
        """The methods of that name of a class of the project and of its ancestors, nearest first."""
        for above in module.world.ancestors(owner):
            yield from self._defined_in(module, above, name)

    def _defined_in(self, module: Module, owner: str, name: str) -> Iterator[tuple[Module, Function]]:
        definition = module.definition(owner)
        for method in definition[1].body if definition else []:
            if definition and is_function(method) and method.name == name:
                yield definition[0], method

    def returned(self, module: Module, function: Function, this: Found = NOTHING) -> Found:
        """The classes of what a function of the project returns or yields."""
        if function.returns is not None and (found := annotated(module, function.returns)) != LOST:
            return this if this and says_self(function.returns) else found
        return union(self.of(module, value) for value in results_of(function)) or LOST

    def _entered(self, module: Module, value: ast.expr | None) -> Found:
        """What a `with` block binds: for clients and applications the object itself."""
        return union(self._on_entry(module, one) for one in self.of(module, value)) or LOST

    def _on_entry(self, module: Module, reference: str) -> Found:
        definition = module.definition(reference)
        for method in definition[1].body if definition else []:
            if definition and is_function(method) and method.name in ("__enter__", "__aenter__"):
                return self.returned(definition[0], method, frozenset({reference}))
        return frozenset({reference})


class Callers:
    """Finds what the project hands to a function; replaced by the project's own search."""

    def arguments(self, module: Module, function: Function, parameter: ast.arg) -> Iterator[tuple[Module, ast.expr]]:
        return iter(())


class Conftests:
    """Finds the conftest files that hold for a test module."""

    def above(self, module: Module) -> Iterable[Module]:
        return ()


def _is_state(node: ast.expr, name: str) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr != name:
        return False
    return isinstance(node.value, ast.Attribute) and node.value.attr == "state"
