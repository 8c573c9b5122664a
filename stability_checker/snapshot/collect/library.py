"""The modules of a package together: wildcards expanded, `__all__` evaluated, and what a dotted name finally means."""

import ast
import builtins
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from stability_checker.snapshot.collect.constants import NotConstant, dotted_name, fold
from stability_checker.snapshot.collect.files import SourceFile
from stability_checker.snapshot.collect.scopes import Binding, Scope
from stability_checker.snapshot.collect.served import Served
from stability_checker.snapshot.collect.standard_library import standard_wildcard

BUILTINS = frozenset(dir(builtins))
_HOPS = 50
_TOOLKITS = frozenset({"argparse", "configargparse", "click", "rich_click", "asyncclick", "cloup", "typer"})


class ModuleScope(Struct):
    """One parsed module: its bindings (wildcards included once the library has expanded them) and its source text."""

    name: str
    file: SourceFile
    scope: Scope
    text: str
    docstring: str | None = None
    served: Served | None = None
    stub: "ModuleScope | None" = None
    body: list[ast.stmt] = field(default_factory=list)

    @property
    def package(self) -> str:
        """The package that the module's relative imports start from."""
        return self.name if self.file.is_package else self.name.rpartition(".")[0]


class Library(Struct):
    """All modules by dotted name, and the answers that were worked out already.

    `companions` are private top-level packages of the same distribution in which the package keeps its definitions.
    """

    root: str
    modules: dict[str, ModuleScope]
    namespaces: frozenset[str] = frozenset()
    companions: set[str] = field(default_factory=set)
    _canonical: dict[str, str] = field(default_factory=dict)
    _exports: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _expanding: set[str] = field(default_factory=set)
    _expanded: set[str] = field(default_factory=set)
    _constants: dict[str, Any] = field(default_factory=dict)
    _classes: dict[int, Scope] = field(default_factory=dict)

    def is_module(self, path: str) -> bool:
        return path in self.modules or path in self.namespaces

    def is_own(self, path: str) -> bool:
        if path.startswith(self.root) and path[len(self.root) :][:1] in ("", "."):
            return True
        return bool(self.companions) and path.partition(".")[0] in self.companions

    def expand_wildcards(self) -> None:
        for name in self.modules:
            self._expand(name)

    def accept_given(self) -> None:
        """A name that a module declares for type checkers alone exists where another module of the package sets it."""
        for module in self.modules.values():
            for name in module.scope.given:
                owner, _, last = self.resolve_through_loads(module, name).rpartition(".")
                bound = self.modules[owner].scope.bindings.get(last) if owner in self.modules else None
                if bound is not None and owner != module.name:
                    bound.typing_only = False

    def resolve_through_loads(self, module: ModuleScope, name: str) -> str:
        """What `other.name` means in a module, where a function of it may have imported `other` for itself."""
        head, _, last = name.partition(".")
        if head in module.scope.bindings:
            return f"{self.canonical(f'{module.name}.{head}')}.{last}"
        return f"{module.package}.{name}"

    def _expand(self, name: str) -> None:
        if name in self._expanded or name in self._expanding:
            return
        self._expanding.add(name)
        module = self.modules[name]
        for source in module.scope.stars:
            if source in self.modules:
                self._expand(source)
                self._add_wildcard(module.scope, source)
            else:
                _add_outside_wildcard(module.scope, source)
        self._add_handed_on(module)
        self._expanding.discard(name)
        self._expanded.add(name)

    def _add_handed_on(self, module: ModuleScope) -> None:
        """`getattr(other, name)` in a module's `__getattr__` serves all that the other module has, exported or not."""
        for path in module.served.modules if module.served else ():
            source = self.canonical(path)
            if source in self.modules and source != module.name:
                self._expand(source)
                found = self.modules[source]
                module.scope.opaque = module.scope.opaque or found.scope.opaque
                below = [name.rpartition(".")[2] for name in self.modules if name.rpartition(".")[0] == source]
                for name in dict.fromkeys([*self._wildcard_names(found), *found.scope.bindings, *below]):
                    if module.served is not None and not name.startswith("_"):
                        module.served.add(name, f"{source}.{name}")

    def _add_wildcard(self, scope: Scope, source: str) -> None:
        found = self.modules[source]
        for name in self._wildcard_names(found):
            bound = found.scope.bindings.get(name)
            known = scope.bindings.get(name)
            if known is None or known.typing_only:  # what the stub alone was seen to bind is bound after all
                node: ast.AST = bound.node if bound else ast.Pass(lineno=1)
                binding = Binding(name, "import", node, f"{source}.{name}", star=True)
                binding.conditions = bound.conditions if bound else ()
                binding.typing_only = bound.typing_only if bound else False
                scope.bindings[name] = binding
        scope.opaque = scope.opaque or found.scope.opaque

    def _wildcard_names(self, module: ModuleScope) -> Iterable[str]:
        exports = self.exports(module.name)
        if exports is not None:
            return exports
        bindings = module.scope.bindings.items()
        return [name for name, bound in bindings if not name.startswith("_") and not bound.typing_only]

    def exports(self, name: str) -> tuple[str, ...] | None:
        """The module's `__all__` in order, each name once; None without one, or where only running it would tell."""
        if name not in self._exports:
            self._exports[name] = None  # a module whose list needs itself has none that can be read
            self._exports[name] = self._evaluate_exports(self.modules[name])
        return self._exports[name]

    def _evaluate_exports(self, module: ModuleScope) -> tuple[str, ...] | None:
        if not module.scope.exports:
            return self._lazy_exports(module)
        names: list[str] = []
        try:
            for verb, expression in module.scope.exports:
                given = list(self._given(module, expression, verb))
                if verb == "remove":
                    names = [name for name in names if name not in given]
                else:
                    names.extend(given)
        except (NotConstant, RecursionError):
            return None
        return tuple(dict.fromkeys(names))

    def _given(self, module: ModuleScope, expression: ast.expr, verb: str) -> Iterable[str]:
        """What one statement adds to `__all__`; names that a loop appends one by one leave the list open."""
        try:
            return list(self._exported(module, expression, verb))
        except NotConstant:
            if verb != "append":
                raise
            self._open.add(module.name)
            return ()

    def is_open(self, name: str) -> bool:
        """Whether a module's `__all__` lists names beyond those that can be read."""
        return self.exports(name) is not None and name in self._open

    def _lazy_exports(self, module: ModuleScope) -> tuple[str, ...] | None:
        """`__getattr__, __dir__, __all__ = lazy.attach(...)` exports what it serves."""
        bound = module.scope.bindings.get("__all__")
        if bound is None or module.served is None or not module.served.targets:
            return None
        return tuple(sorted(module.served.targets))

    def _exported(self, module: ModuleScope, node: ast.expr, verb: str) -> Iterator[str]:
        if verb in ("append", "remove"):
            yield str(fold(node))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.BitOr):
            yield from self._exported(module, node.left, "add")
            yield from self._exported(module, node.right, "add")
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            for each in node.elts:
                starred = isinstance(each, ast.Starred)
                yield from self._exported(
                    module, each.value if isinstance(each, ast.Starred) else each, "add" if starred else "append"
                )
        elif isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            yield from self._exported(module, node.args[0], "add")
        else:
            yield from self._exported_by_name(module, dotted_name(node))

    def _exported_by_name(self, module: ModuleScope, name: str) -> Iterable[str]:
        """`a.__all__`, a name imported from one, or another list of the same module."""
        path = self._unaliased(f"{module.name}.{name}")
        owner, _, last = path.rpartition(".")
        if last == "__all__" and not self.is_own(owner):
            return ()
        if last == "__all__" and owner in self.modules and owner != module.name:
            self._expand(owner)
            found = self.exports(owner)
            if found is None:
                raise NotConstant(path)
            if owner in self._open:
                self._open.add(module.name)
            return found
        bound = self.modules[owner].scope.bindings.get(last) if owner in self.modules else None
        if bound is None or bound.value is None:
            raise NotConstant(path)
        return list(self._exported(self.modules[owner], bound.value, "add"))

    def _unaliased(self, path: str) -> str:
        """`path` with imports followed, but not to what the module or name itself is bound to."""
        parts = path.split(".")
        for length in range(len(parts) - 1, 0, -1):
            owner = ".".join(parts[:length])
            if owner in self.modules:
                bound = self.modules[owner].scope.bindings.get(parts[length])
                if bound is not None and bound.kind == "import" and bound.target != path:
                    return (
                        self._unaliased(".".join([bound.target, *parts[length + 1 :]])) if len(parts) < _HOPS else path
                    )
                return path
        return path

    def canonical(self, path: str) -> str:
        """The path of the definition that `path` leads to through imports and plain assignments of this package."""
        known = self._canonical.get(path)
        if known is not None:
            return known
        self._canonical[path] = path  # an import circle ends where it began
        found = self._follow(path)
        self._canonical[path] = found
        return found

    def _follow(self, path: str) -> str:
        owner, _, name = path.rpartition(".")
        module = self.modules.get(owner)
        if module is not None:
            if (submodule := self._submodule_meant(module, name)) is not None:
                return submodule
            target = self._target(module, name)
            if target and target != path:
                return self.canonical(target)
            return path
        if not owner or path in self.modules or not self.is_own(path):
            return path
        above = self.canonical(owner)
        if above == owner:
            return path
        return self.canonical(f"{above}.{name}")

    def _submodule_meant(self, module: ModuleScope, name: str) -> str | None:
        """`from . import part as name`, before the package binds `part` to anything else, imports the submodule."""
        bound = module.scope.bindings.get(name)
        meant = bound is not None and bound.early and module.file.is_package and self.is_module(bound.target)
        return bound.target if bound is not None and meant else None

    def _target(self, module: ModuleScope, name: str) -> str:
        bound = module.scope.bindings.get(name)
        if bound is not None and bound.kind == "import":
            return bound.target
        if bound is not None and bound.kind == "value":
            return self.assigned_target(module, bound)
        if bound is None and module.served is not None:
            return module.served.targets.get(name, "")
        return ""

    def assigned_target(self, module: ModuleScope, bound: Binding) -> str:
        """What `name = other` names a second time: a class, function, module or import; "" for other values."""
        value = bound.value
        if not isinstance(value, ast.Name | ast.Attribute) or bound.annotation is not None:
            return ""
        try:
            name = dotted_name(value)
        except NotConstant:
            return ""
        first = name.partition(".")[0]
        if first == bound.name or first not in module.scope.bindings:
            return ""
        path = self.canonical(f"{module.name}.{name}")
        return path if self._is_definition(path) else self._bound_method(module, name)

    def _bound_method(self, module: ModuleScope, name: str) -> str:
        """`decode = _decoder.decode` after `_decoder = Decoder()`: the method of a public class."""
        head, _, method = name.partition(".")
        maker = module.scope.bindings[head].value
        if not isinstance(maker, ast.Call) or not isinstance(maker.func, ast.Name):
            return ""
        path = self.canonical(f"{module.name}.{maker.func.id}")
        found = self.find(path)
        node = found[1].node if found else None
        if not isinstance(node, ast.ClassDef) or path.rpartition(".")[2].startswith("_"):
            return ""
        methods = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
        plain = any(each.name == method and not each.decorator_list for each in methods)
        return f"{path}.{method}" if plain else ""

    def _is_definition(self, path: str) -> bool:
        if not self.is_own(path):
            return True
        found = self.find(path)
        return self.is_module(path) or (found is not None and found[1].kind in ("class", "function"))

    def find(self, path: str) -> tuple[ModuleScope, Binding] | None:
        """The module-level binding that stands at exactly this path."""
        owner, _, name = path.rpartition(".")
        module = self.modules.get(owner)
        bound = module.scope.bindings.get(name) if module else None
        return (module, bound) if module and bound else None

    def resolve(self, module: ModuleScope, name: str) -> str:
        """The definition that a dotted name means inside `module`; builtins and unknown names stay as they are."""
        first = name.partition(".")[0]
        if first in module.scope.bindings:
            return self.canonical(f"{module.name}.{name}")
        return name

    def constant(self, module: ModuleScope, name: str) -> Any:
        """The constant that a name of the module stands for; raises NotConstant for anything else."""
        path = self.resolve(module, name)
        if path not in self._constants:
            self._constants[path] = NotConstant  # guards against constants that need themselves
            self._constants[path] = self._evaluate(path)
        if self._constants[path] is NotConstant:
            raise NotConstant(path)
        return self._constants[path]

    def _evaluate(self, path: str) -> Any:
        found = self.find(path)
        value = found[1].value if found and not found[1].conditions else None
        if found is None or value is None or isinstance(value, ast.Dict | ast.List | ast.Set):
            return NotConstant
        try:
            return fold(value, lambda name: self.constant(found[0], name))
        except (NotConstant, RecursionError):
            return NotConstant


def declares_programs(module: ModuleScope) -> bool:
    """Whether a module may declare command lines: it imports a toolkit for them, or is made for a host that has one."""
    if "pytest_addoption" in module.scope.bindings or ".management.commands." in module.name:
        return True
    return any(path.partition(".")[0] in _TOOLKITS for path in module.scope.loads)


def main_declares_program(library: Library, package: str) -> bool:
    """Whether the `__main__` of a package, which is no module of the library, names a toolkit for command lines."""
    module = library.modules.get(package)
    try:
        main = Path(module.file.path).with_name("__main__.py") if module else None
        text = main.read_text(encoding="utf-8", errors="replace") if main else ""
    except OSError:
        return False
    return any(name in text for name in _TOOLKITS)


def _add_outside_wildcard(scope: Scope, source: str) -> None:
    """A wildcard from the standard library brings names that are known, any other makes the module opaque."""
    names = standard_wildcard(source)
    scope.opaque = scope.opaque or (names is None and source not in scope.optional_stars)
    for name in names or ():
        if name not in scope.bindings:
            scope.bindings[name] = Binding(name, "import", ast.Pass(lineno=1), f"{source}.{name}", star=True)
