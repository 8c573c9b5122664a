"""Which names a module answers without binding them: `__getattr__` (PEP 562) and the lazy loaders built on it."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from stability_checker.model.api import Deprecation
from stability_checker.snapshot.collect.constants import NotConstant, fold
from stability_checker.snapshot.collect.deprecations import by_warning, is_deprecation_warning
from stability_checker.snapshot.collect.enumerated import enumerated_names
from stability_checker.snapshot.collect.nodes import walk
from stability_checker.snapshot.collect.replacements import replacement
from stability_checker.snapshot.collect.scopes import Binding, FunctionNode, Scope, last_name
from stability_checker.snapshot.collect.tables import shapes_only
from stability_checker.snapshot.collect.wording import Wording, assigned_once

_ASKED = "\ue000"
_HELD = re.compile("\ue002(.*?)\ue003")


class Served(Struct):
    """The names a module serves, each with the dotted path it leads to ("" where that is unknown).

    `modules` are those whose names it hands on, all of them.
    """

    targets: dict[str, str] = field(default_factory=dict)
    deprecated: dict[str, Deprecation] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    from_stub: bool = False

    def add(self, name: str, target: str = "", warning: Deprecation | None = None) -> None:
        self.targets[name] = self.targets.get(name) or target
        if warning is not None:
            self.deprecated.setdefault(name, warning)


def read_served(scope: Scope, module: str, package: str, body: Iterable[ast.stmt]) -> Served | None:
    """What `module` serves beyond its bindings; None for a module without `__getattr__` or a lazy loader."""
    reader = _Reader(scope, module, package)
    binding = scope.bindings.get("__getattr__")
    if binding is not None and isinstance(binding.node, ast.FunctionDef):
        reader.read_function(binding.node)
    elif binding is not None and isinstance(binding.node, ast.Assign):
        made = _made_by(binding.node.value, scope)
        if made is not None:
            reader.read_function(made)
        if not reader.served.targets:  # what the maker looks up may be what it is given, as a lazy loader is
            reader.read_lazy_loader(binding.node.value)
    elif not reader.read_module_replacement(body):
        return None
    return reader.served


def _made_by(value: ast.expr, scope: Scope) -> ast.FunctionDef | None:
    """`__getattr__ = make_getattr(...)`: the function that a maker of the same module defines inside."""
    maker = scope.bindings.get(last_name(value)) if isinstance(value, ast.Call) else None
    body = maker.node.body if maker is not None and isinstance(maker.node, ast.FunctionDef) else []
    return next((each for each in body if isinstance(each, ast.FunctionDef)), None)


class _Reader:
    def __init__(self, scope: Scope, module: str, package: str) -> None:
        self.scope, self.module, self.package = scope, module, package
        self.served = Served()
        self.prefixes: list[str] = []
        self.asked = ""
        self.imported: dict[str, str] = {}
        self.own: dict[str, ast.expr] = {}

    def read_function(self, node: FunctionNode) -> None:
        arguments = [*node.args.posonlyargs, *node.args.args]
        if arguments:
            self.asked = arguments[0].arg
            self.imported = self._imports_in(node.body)
            self.own = {
                target.id: each.value
                for each in node.body
                if isinstance(each, ast.Assign)
                for target in each.targets
                if isinstance(target, ast.Name)
            }
            self.own |= dict(self._marked(node.body))
            warning = self._warning_in(node.body, nested=False)
            self._read_statements(node.body, warning)
            self._apply_prefixes(warning)

    def _warning_in(self, body: Iterable[ast.stmt], nested: bool = True) -> Deprecation | None:
        for statement in body:
            if not nested and isinstance(statement, ast.If):
                continue
            for node in walk(statement):
                if isinstance(node, ast.Call) and is_deprecation_warning(node):
                    return by_warning(node, Wording(self._worded, self.own), "getattr")
        return None

    def _marked(self, body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
        """`new = TABLE.get(name)` and `new = TABLE[name]`: the variable reads as what the table holds."""
        for variable, value in assigned_once(body).items():
            call = value if isinstance(value, ast.Call) and last_name(value) in ("get", "pop") and value.args else None
            table = call.func.value if call is not None and isinstance(call.func, ast.Attribute) else None
            key = call.args[0] if call is not None else None
            if isinstance(value, ast.Subscript):
                table, key = value.value, value.slice
            if isinstance(table, ast.Name) and key is not None and self._is_asked(key):
                yield variable, ast.Constant(f"\ue002{table.id}\ue003")

    def _worded(self, name: str) -> Any:
        """What a name of the message stands for: the name that was asked for and what a table holds under it stay
        marked, because they differ from one served name to the next."""
        if name == self.asked:
            return _ASKED
        return self._lookup(name)

    def _say(self, warning: Deprecation | None, name: str) -> Deprecation | None:
        """The warning as it reads for one served name."""
        if warning is None or warning.message is None:
            return warning
        message = warning.message.replace(_ASKED, name)
        return replace(warning, message=_HELD.sub(lambda found: self._held_under(found[1], name), message))

    def _held_under(self, table: str, name: str) -> str:
        held = self._constant(ast.Name(table))
        found = held.get(name) if isinstance(held, dict) else None
        return found if isinstance(found, str) else "…"

    def _serve(self, name: str, target: str = "", warning: Deprecation | None = None) -> None:
        self.served.add(name, target, self._say(warning, name))

    def _read_statements(self, body: Iterable[ast.stmt], warning: Deprecation | None) -> None:
        for statement in body:
            if isinstance(statement, ast.If):
                self._read_if(statement, warning)
            elif isinstance(statement, ast.Match):
                self._read_match(statement)
            elif isinstance(statement, ast.Try | ast.With | ast.For):
                if isinstance(statement, ast.For):
                    self._read_loop(statement, warning)
                self._read_looked_up(_heads(statement), warning)
                self._read_statements(statement.body, warning)
                for handler in getattr(statement, "handlers", ()):
                    self._read_statements(handler.body, warning)
            else:
                self._read_looked_up([statement], warning)

    def _read_if(self, node: ast.If, warning: Deprecation | None) -> None:
        refuses = _refuses(node.body[-1])
        own = None if refuses else self._warning_in(node.body)
        asked = list(self._names_asked(node.test))
        for name, target, asked_for in asked:
            if asked_for != refuses:
                target = target or ("" if refuses else self._target_in(node.body, name))
                self._serve(name, target, own or warning)
        if not refuses:
            handed_on = len(self.served.modules)
            self._read_statements(node.body, own or warning)
            if any(asked_for for _, _, asked_for in asked):
                del self.served.modules[handed_on:]  # the test says which of a module's names are handed on
        self._read_statements(node.orelse, warning)

    def _read_loop(self, node: ast.For, warning: Deprecation | None) -> None:
        """A loop over enumerations whose members stand for names with a prefix."""
        said = self._warning_in(node.body) or warning
        for name in enumerated_names(node, self.scope):
            self._serve(name, "", said)

    def _read_match(self, node: ast.Match) -> None:
        if not self._is_asked(node.subject):
            return
        for case in node.cases:
            for pattern in walk(case.pattern):
                if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant):
                    name = str(pattern.value.value)
                    self._serve(name, self._target_in(case.body, name), self._warning_in(case.body))

    def _names_asked(self, test: ast.expr) -> Iterator[tuple[str, str, bool]]:
        """`name == "x"`, `name in (...)`, `name in TABLE` and their opposites, also within `and` and `or`.

        Gives each name, where it leads, and whether the test is true for it.
        """
        absent = [each for each in walk(test) if _is_none_test(each)]
        settled = {id(inner) for each in absent for inner in walk(each)}
        for each in absent:
            yield from ((*found, False) for found in self._names_looked_up(each))
        for node in walk(test):
            if id(node) in settled:
                continue
            if isinstance(node, ast.Compare) and len(node.ops) == 1:
                asked_for = isinstance(node.ops[0], ast.Eq | ast.In)
                yield from ((*found, asked_for) for found in self._names_compared(node))
            elif isinstance(node, ast.NamedExpr | ast.Call):
                yield from ((*found, True) for found in self._names_looked_up(node))

    def _names_compared(self, node: ast.Compare) -> Iterator[tuple[str, str]]:
        left, right = node.left, node.comparators[0]
        if isinstance(node.ops[0], ast.Eq) and self._is_asked(right):
            left, right = right, left
        if self._is_asked(left):
            yield from self._table(right)

    def _names_looked_up(self, node: ast.AST) -> Iterator[tuple[str, str]]:
        """`TABLE[name]`, `TABLE.get(name)`, `globals()[f"_old_{name}"]`."""
        for part in walk(node):
            if isinstance(part, ast.Subscript) and self._is_asked(part.slice):
                yield from self._table(part.value)
            elif isinstance(part, ast.Subscript) and isinstance(part.slice, ast.JoinedStr):
                self._note_prefix(part.slice)
            elif isinstance(part, ast.Call):
                yield from self._names_called(part)

    def _names_called(self, call: ast.Call) -> Iterator[tuple[str, str]]:
        """`TABLE.get(name)`, `globals().get(f"_old_{name}")`; `getattr(module, name)` hands on a whole module."""
        verb = last_name(call)
        if verb == "getattr" and len(call.args) > 1 and self._is_asked(call.args[1]):
            first = call.args[0]
            if isinstance(first, ast.Name):
                self.served.modules.append(self.imported.get(first.id) or f"{self.module}.{first.id}")
        elif isinstance(call.func, ast.Attribute) and verb in ("get", "pop") and call.args:
            if isinstance(call.args[0], ast.JoinedStr) and last_name(call.func.value) == "globals":
                self._note_prefix(call.args[0])
            yield from self._table(call.func.value) if self._is_asked(call.args[0]) else ()

    def _read_looked_up(self, nodes: Iterable[ast.AST], warning: Deprecation | None) -> None:
        for node in nodes:
            for name, target in self._names_looked_up(node):
                self._serve(name, target, warning)

    def _note_prefix(self, pattern: ast.JoinedStr) -> None:
        first = pattern.values[0]
        if len(pattern.values) == 2 and isinstance(first, ast.Constant) and isinstance(first.value, str):
            self.prefixes.append(first.value)

    def _apply_prefixes(self, warning: Deprecation | None) -> None:
        """`globals()[f"_old_{name}"]` says where the known names lead, and is the table itself where none is known."""
        for prefix in self.prefixes:
            held = {name.removeprefix(prefix): name for name in self.scope.bindings if name.startswith(prefix)}
            known = [name for name in self.served.targets if name in held]
            for name in known or [name for name in held if name[:1].isalpha()]:
                self._serve(name, f"{self.module}.{held[name]}", warning)

    def _table(self, node: ast.expr) -> Iterator[tuple[str, str]]:
        value = self._constant(node)
        if isinstance(value, str):
            yield value, ""
        elif isinstance(value, dict):
            yield from self._lazy_names(value)
        elif isinstance(value, list | tuple | set | frozenset):
            yield from ((each, "") for each in sorted(map(str, value)) if each.isidentifier())

    def _lazy_names(self, table: dict[Any, Any]) -> Iterator[tuple[str, str]]:
        """A dict of name -> module, name -> (module, name), or module -> [names]."""
        for key, held in table.items():
            if isinstance(held, list) and isinstance(key, str):
                yield from ((str(each), self._join(key, str(each))) for each in held)
            elif isinstance(key, str) and key.isidentifier():
                yield key, self._lazy_target(key, held)

    def _lazy_target(self, name: str, held: Any) -> str:
        words = [each for each in held if isinstance(each, str)] if isinstance(held, tuple) else [held]
        if not words or not isinstance(words[0], str):
            return ""
        if len(words) == 1:
            bound = self.scope.bindings.get(words[0])  # the name's new spelling in the module itself
            own = bound is not None and bound.kind != "import"
            return f"{self.module}.{words[0]}" if own else self._join(words[0], name)
        if words[0] == self.package and words[1].startswith("."):
            return self._join(words[1], words[2] if len(words) > 2 else name)
        return self._join(words[0], words[1])

    def _join(self, module: str, name: str) -> str:
        module, _, attribute = module.partition(":")
        if module.startswith("."):
            base = self.package.split(".")
            level = len(module) - len(module.lstrip("."))
            module = ".".join([*base[: len(base) - level + 1], module.lstrip(".")]).rstrip(".")
        elif module.partition(".")[0] != self.package.partition(".")[0]:
            module = f"{self.package}.{module}"
        if module.rpartition(".")[2] == name and not attribute:
            return module
        return f"{module}.{attribute or name}"

    def _constant(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("keys", "items"):
            node = node.func.value
        try:
            return fold(shapes_only(node, self._value_of), self._lookup)
        except (NotConstant, RecursionError):
            return None

    def _value_of(self, name: str) -> ast.expr | None:
        binding = self.scope.bindings.get(name)
        return self.own.get(name) or (binding.value if isinstance(binding, Binding) else None)

    def _lookup(self, name: str) -> Any:
        if name in ("__name__", "__spec__.name"):
            return self.module
        if name in ("__package__", "__spec__.parent"):
            return self.package
        value = self._value_of(name)
        if value is None:
            raise NotConstant(name)
        return fold(shapes_only(value, self._value_of), self._lookup)

    def _is_asked(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == self.asked

    def _imports_in(self, body: Iterable[ast.stmt]) -> dict[str, str]:
        """What the function imports for itself, by the name it gives it."""
        found = {}
        for statement in body:
            for node in walk(statement):
                if isinstance(node, ast.ImportFrom):
                    source = "." * node.level + (node.module or "")
                    found.update({each.asname or each.name: self._join(source, each.name) for each in node.names})
                elif isinstance(node, ast.Import):
                    found.update({each.asname: each.name for each in node.names if each.asname})
        return found

    def _target_in(self, body: Iterable[ast.stmt], name: str) -> str:
        """Where an import inside the branch takes the name from."""
        for statement in body:
            for node in walk(statement):
                if isinstance(node, ast.ImportFrom):
                    for alias in node.names:
                        if name in (alias.asname, alias.name):
                            return self._join("." * node.level + (node.module or ""), alias.name)
                elif isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
                    own = f"{self.module}.{node.value.id}" if node.value.id in self.scope.bindings else ""
                    return self.imported.get(node.value.id, own)
        return ""

    def read_lazy_loader(self, value: ast.expr) -> None:
        """`lazy_loader.attach(__name__, submodules={...}, submod_attrs={...})` and `attach_stub` (SPEC 1)."""
        if not isinstance(value, ast.Call):
            return
        self.served.from_stub = last_name(value) == "attach_stub"
        given: dict[str, ast.expr] = dict(zip(("", "submodules", "submod_attrs"), value.args, strict=False))
        given.update({each.arg or "": each.value for each in value.keywords})
        for name, table in given.items():
            held = self._constant(table) if name else None
            if isinstance(held, dict):
                for submodule, names in held.items():
                    for each in names:
                        self.served.add(str(each), f"{self.package}.{submodule}.{each}")
            elif isinstance(held, list | tuple | set):
                for each in sorted(map(str, held)):
                    self.served.add(each, f"{self.package}.{each}")

    def read_module_replacement(self, body: Iterable[ast.stmt]) -> bool:
        """`sys.modules[__name__] = LazyModule(..., TABLE)`: the table is what the module will answer."""
        handed = replacement(body, self.scope)
        for name, target in (each for argument in handed or () for each in self._table(argument)):
            self.served.add(name, target)
        return handed is not None


def _is_none_test(node: ast.AST) -> bool:
    """`TABLE.get(name) is None` is true for the names that are not in the table."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or not isinstance(node.ops[0], ast.Is):
        return False
    right = node.comparators[0]
    return isinstance(right, ast.Constant) and right.value is None


def _refuses(statement: ast.stmt) -> bool:
    """`raise AttributeError(name)`; an ImportError tells what to install for the name, or that it is gone."""
    error = statement.exc if isinstance(statement, ast.Raise) else None
    if not isinstance(statement, ast.Raise) or error is None or last_name(error) != "ImportError":
        return isinstance(statement, ast.Raise)
    return " removed " in ast.unparse(error)


def _heads(statement: ast.stmt) -> list[ast.AST]:
    """What a compound statement evaluates before its body."""
    if isinstance(statement, ast.For):
        return [statement.iter]
    return [item.context_expr for item in statement.items] if isinstance(statement, ast.With) else []
