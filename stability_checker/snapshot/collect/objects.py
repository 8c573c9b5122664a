"""From bindings to the model's objects: which of a library's definitions are described, and how far."""

import ast
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from stability_checker.model.api import Alias, Attribute, Class, Deprecation, Function, Location, Module, Object
from stability_checker.snapshot.collect.classes import ClassBuilder
from stability_checker.snapshot.collect.deprecations import by_warning, warning_among
from stability_checker.snapshot.collect.docstrings import documented_deprecation
from stability_checker.snapshot.collect.exposure import Exposure
from stability_checker.snapshot.collect.forwarding import through_private
from stability_checker.snapshot.collect.functions import Context, build_function
from stability_checker.snapshot.collect.grammar import lines_of
from stability_checker.snapshot.collect.hierarchy import ClassSource, Hierarchy
from stability_checker.snapshot.collect.instances import public_instances
from stability_checker.snapshot.collect.library import Library, ModuleScope
from stability_checker.snapshot.collect.loading import loaded_submodules
from stability_checker.snapshot.collect.members import MemberBuilder
from stability_checker.snapshot.collect.scopes import Binding
from stability_checker.snapshot.collect.spellings import one_spelling
from stability_checker.snapshot.collect.values import build_attribute
from stability_checker.snapshot.collect.warners import Warners
from stability_checker.snapshot.collect.withdrawal import is_withdrawn_function
from stability_checker.snapshot.collect.wording import Wording
from stability_checker.snapshot.visibility import Row, is_dunder

Common = dict[str, Any]


class ObjectBuilder:
    """Describes public definitions in full, and private ones as far as public ones rest on them."""

    def __init__(self, library: Library, exposure: Exposure) -> None:
        self.library = library
        self.exposure = exposure
        self.objects: dict[str, Object] = {}
        self.bare: dict[str, Object] = {}
        self.needed: dict[str, None] = {}
        self.contexts: dict[tuple[str, str], Context] = {}
        self.loads: dict[str, tuple[str, ...]] = {}
        self.withdrawn: set[str] = set()
        self.warners = Warners(library)
        self.hierarchy = Hierarchy(library)
        self.classes = ClassBuilder(self.hierarchy, self.class_context, self.show)
        self.members = MemberBuilder(self.classes, exposure, self.class_context, self.objects)

    def build(self) -> dict[str, Object]:
        self.loads = loaded_submodules(self.library)
        for name in self.library.namespaces:
            self._add_module(name, None)
        for name, module in self.library.modules.items():
            self._add_module(name, module)
            for binding in module.scope.bindings.values():
                self._add_binding(module, binding)
        for module in self.library.modules.values():
            self._add_served(module)
        self._add_needed()
        return self.bare | self.objects

    def release(self) -> None:
        """Let go of the syntax trees now: the builders refer to each other, so only the cyclic collector would."""
        self.library.modules.clear()
        self.hierarchy.forget()
        self.contexts.clear()

    def show(self, definition: str) -> str:
        """The path to show for a definition; private definitions that are shown are kept."""
        shown = self.exposure.shown(definition)
        if shown == definition and self.library.is_own(definition) and definition not in self.exposure.names:
            self.needed[definition] = None
        return one_spelling(shown)

    def context(self, module: ModuleScope, outer: ClassSource | None = None) -> Context:
        """What names mean in a module, or in a class of it."""
        key = (module.name, outer.path if outer else "")
        if key not in self.contexts:
            self.contexts[key] = self._context(module, outer)
        return self.contexts[key]

    def _context(self, module: ModuleScope, outer: ClassSource | None) -> Context:
        definition = partial(self.hierarchy.resolve, module, outer=outer)
        lookup = partial(self.library.constant, module)
        return Context(
            shown=cache(lambda name: self.show(definition(name))),
            definition=definition,
            lookup=lookup,
            wording=Wording(lookup),
            lines=self.context(module).lines if outer else lines_of(module.text),
            warners=self.warners,
        )

    def class_context(self, source: ClassSource) -> Context:
        return self.context(source.module, source)

    def common(self, module: ModuleScope, binding: Binding, path: str) -> Common:
        """The fields that all objects share."""
        names = tuple(sorted(self.exposure.names.get(path, ())))
        symbol = self.exposure.shown(path)
        row = self.exposure.rows.get(symbol) or self.exposure.rows.get(path)
        return {
            "path": path,
            "symbol": symbol,
            "names": names,
            "public": bool(names),
            "reason": row.reason if row else "",
            "conditions": binding.tests,
            "location": Location(module.file.name, binding.line),
        }

    def _add_module(self, path: str, module: ModuleScope | None) -> None:
        if isinstance(self.objects.get(path), Function):
            return  # the package defines a function by the submodule's name: that is what its users get
        names = tuple(sorted(self.exposure.names.get(path, ())))
        self.objects[path] = Module(
            path=path,
            symbol=self.exposure.shown(path),
            names=names,
            public=bool(names),
            reason="root" if path == self.library.root else "submodule" if names else "private module",
            location=Location(module.file.name, 1) if module else None,
            is_package=module.file.is_package if module else True,
            exports=self.library.exports(path) if module else None,
            served=tuple(sorted(module.served.targets)) if module and module.served else (),
            missing=tuple(sorted(self._decided(path, "missing"))),
            opaque=module.scope.opaque if module else False,
            deprecated=self._announced(module) if module else None,
            loads=self.loads.get(path, ()),
        )

    def _announced(self, module: ModuleScope) -> Deprecation | None:
        """A module is deprecated by a warning that importing it reaches, or by its docstring."""
        call = warning_among(module.body) if "warn" in module.text else None
        if call is None:
            return documented_deprecation(module.docstring)
        return by_warning(call, self.context(module).wording)

    def _decided(self, module: str, reason: str) -> Iterator[str]:
        for name in (self.library.exports(module) or ()) if module in self.library.modules else ():
            row = self.exposure.rows.get(f"{module}.{name}")
            if row is not None and row.reason == reason:
                yield name

    def _add_binding(self, module: ModuleScope, binding: Binding) -> None:
        path = f"{module.name}.{binding.name}"
        target = self.library.canonical(path)
        if target != path:
            self._add_alias(module, binding, path, target)
            return
        if binding.kind == "import":
            # Either `from . import x` of a submodule, which stands at this path itself, or a compiled object that the
            # stubs import from each other in a circle: then the stub of this module defines it.
            declared = module.stub.scope.bindings.get(binding.name) if module.stub else None
            if declared is None or declared.kind == "import":
                return
            binding = declared
        if self._is_withdrawn(module, binding) and not self._hides_module(path):
            self.withdrawn.add(path)
        elif path in self.exposure.names:
            self.add_definition(module, binding, path)
        else:
            self._add_bare(module, binding, path)

    def _is_withdrawn(self, module: ModuleScope, binding: Binding) -> bool:
        def definition(name: str) -> ast.AST | None:
            found = self.library.find(self.library.resolve(module, name))
            return found[1].node if found is not None else None

        return is_withdrawn_function(binding, definition)

    def _hides_module(self, path: str) -> bool:
        """Whether a submodule would come to light under a name of the definition if that were left out."""
        return any(self.library.is_module(name) for name in (path, *self.exposure.names.get(path, ())))

    def _add_bare(self, module: ModuleScope, binding: Binding, path: str) -> None:
        """A private definition by name alone: enough to tell an object that moved from one that is gone."""
        row = self.exposure.rows.get(path)
        reason = row.reason if row else "private module"
        if binding.kind == "class":
            self.bare[path] = Class(path=path, symbol=path, public=False, reason=reason)
        elif binding.kind == "function" and not is_dunder(binding.name):
            self.bare[path] = Function(path=path, symbol=path, public=False, reason=reason)
        elif reason == "unlisted":
            self.bare[path] = Attribute(path=path, symbol=path, public=False, reason=reason)

    def _add_alias(self, module: ModuleScope, binding: Binding, path: str, target: str) -> None:
        row = self.exposure.rows.get(path)
        if row is None or path in self.objects or self.library.is_module(path):
            return
        found = self.library.find(target)
        if found is not None and self._is_withdrawn(*found):
            self.withdrawn.add(path)
            return
        self.objects[path] = self.alias(module, binding, path, target, row)
        if row.public and self.library.is_own(target):
            self.needed[target] = None

    def alias(self, module: ModuleScope, binding: Binding, path: str, target: str, row: Row) -> Alias:
        return Alias(
            path=path,
            symbol=path,
            public=row.public,
            reason=row.reason,
            conditions=binding.conditions,
            location=Location(module.file.name, binding.line),
            target=one_spelling(target),
            typing_only=binding.typing_only,
        )

    def add_definition(self, module: ModuleScope, binding: Binding, path: str) -> None:
        """Describe a module-level definition in full."""
        common = self.common(module, binding, path)
        source = self.hierarchy.source(path)
        if source is not None:
            self.objects[path] = self.classes.build(source, common)
            self.members.add_members(source, common)
        elif binding.kind == "function":
            stub = module.stub.scope.bindings.get(binding.name) if module.stub else None
            built = build_function(binding, self.context(module), common, in_class=False, stub=stub)[0]
            self.objects[path] = through_private(built, self.classes.line_of) if isinstance(built, Function) else built
        elif path not in self.objects:
            self.objects[path] = build_attribute(binding, self.context(module), common, "module")

    def _add_served(self, module: ModuleScope) -> None:
        """A name that `__getattr__` answers stands as an alias, or as an attribute where its origin is unknown."""
        names = {*(module.served.targets if module.served else ()), *self._decided(module.name, "listed")}
        for name in sorted(names):
            path = f"{module.name}.{name}"
            row = self.exposure.rows.get(path)
            settled = path in self.objects or path in self.withdrawn or self.library.is_module(path)
            if row is not None and not settled:
                self._add_answer(module, path, row, module.served.deprecated.get(name) if module.served else None)

    def _add_answer(self, module: ModuleScope, path: str, row: Row, deprecated: Deprecation | None) -> None:
        common: Common = {"path": path, "symbol": path, "public": row.public, "reason": row.reason}
        common |= {"deprecated": deprecated, "location": Location(module.file.name, 1)}
        target = self.library.canonical(path)
        if target == path:
            self.objects[path] = Attribute(**common, role="served")
        else:
            self.objects[path] = Alias(**common, target=one_spelling(target))
            self.needed[target] = None

    def _add_needed(self) -> None:
        """Private definitions on which public ones rest: base classes with their members, the others bare."""
        heirs, instances = self.members.heirs(), public_instances(self.exposure, self.hierarchy)
        self.needed.update(dict.fromkeys(instances.classes))
        while self.needed:
            path, _ = self.needed.popitem()
            if path in self.objects or not self.library.is_own(path):
                continue
            found = self.library.find(path)
            source = self.hierarchy.source(path)
            if source is not None:
                self.members.add_private_class(source, heirs.get(path), instances)
            elif found is not None and self.library.canonical(path) == path:
                self._add_private(path, *found)

    def _add_private(self, path: str, module: ModuleScope, binding: Binding) -> None:
        common = {**self.common(module, binding, path), "public": False, "reason": "referenced"}
        if binding.kind == "function":
            self.objects[path] = build_function(binding, self.context(module), common, in_class=False)[0]
        elif binding.kind == "value":
            self.objects[path] = build_attribute(binding, self.context(module), common, "module")
