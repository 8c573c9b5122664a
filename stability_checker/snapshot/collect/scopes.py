"""What the statements of a module or class body bind, in which branch, and which of two bindings of a name counts."""

import ast
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any

from msgspec import Struct, field

from stability_checker.snapshot.collect.branches import Branch, asks_for_main, asks_for_typing, completes, condition
from stability_checker.snapshot.collect.listing import adds_exports, found_heirs

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_TypeAlias: type[ast.AST] | None = getattr(ast, "TypeAlias", None)
_TryStar: type[ast.AST] = getattr(ast, "TryStar", ast.Try)
_ACCESSORS = ("setter", "deleter", "getter")


class Binding(Struct):
    """One name and what it is bound to; `kind` is "function", "class", "value", "import" or "served".

    `target` is the dotted path of an import, `explicit` marks `import x as x`, `star` one that a wildcard brought,
    `early` one from the package itself (`from . import x as y`) while nothing in this body is called `x`.
    `overloads` and `accessors` are the `@overload` variants and the property setters that belong to it, `declared` is
    the function by which type checkers are shown another one that exists at run time.
    """

    name: str
    kind: str
    node: ast.AST
    target: str = ""
    explicit: bool = False
    star: bool = False
    early: bool = False
    typing_only: bool = False
    conditions: tuple[str, ...] = ()
    annotation: ast.expr | None = None
    overloads: list[FunctionNode] = field(default_factory=list)
    accessors: list[FunctionNode] = field(default_factory=list)
    declared: "Binding | None" = None

    @property
    def tests(self) -> tuple[str, ...]:
        """All conditions under which the name is there, that of type checkers included."""
        return (*self.conditions, "TYPE_CHECKING") if self.typing_only else self.conditions

    @property
    def line(self) -> int:
        return getattr(self.node, "lineno", 1)

    @property
    def value(self) -> ast.expr | None:
        """What an assignment assigns, where it assigns to this name alone."""
        node = self.node
        if isinstance(node, ast.Assign) and all(isinstance(each, ast.Name | ast.Attribute) for each in node.targets):
            return node.value
        return node.value if isinstance(node, ast.AnnAssign) else None


class Scope(Struct):
    """The bindings of one body; `exports` are the statements that build `__all__`, in order.

    `optional_stars` are the wildcards whose failing the code expects (`try: from extra import *`); `lent` says that a
    function was handed the `globals()`. `given` are the names that the body gives to other modules
    (`other.name = ...`), as written, `set_later` those that a function declares `global`.
    """

    bindings: dict[str, Binding] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    optional_stars: set[str] = field(default_factory=set)
    exports: list[tuple[str, ast.expr]] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    set_later: set[str] = field(default_factory=set)
    overloads: dict[str, list[FunctionNode]] = field(default_factory=dict)
    opaque: bool = False
    lent: bool = False
    facade: bool = True


class ScopeReader:
    """Reads one body into a `Scope`; `package` is the dotted package that relative imports start from.

    In a class nobody asks what its methods do to modules.
    """

    def __init__(self, package: str, of_class: bool = False) -> None:
        self.package = package
        self.of_class = of_class
        self.scope = Scope()

    def read(self, body: Iterable[ast.stmt]) -> Scope:
        self._visit_all(body, Branch())
        return self.scope

    def _visit_all(self, body: Iterable[ast.stmt], branch: Branch) -> None:
        for statement in body:
            visit = _VISITORS.get(type(statement))
            if visit is not None:
                visit(self, statement, branch)

    def _bind(self, new: Binding, branch: Branch) -> None:
        new.conditions, new.typing_only = branch.conditions, branch.typing_only
        bindings = self.scope.bindings
        old = bindings.get(new.name)
        if old is not None and old.typing_only and self._names_another(new):
            bindings[new.name] = new  # `else: isnot = is_not`: a second name, whatever type checkers are shown
        else:
            bindings[new.name] = new if old is None else merge(old, new)

    def _names_another(self, new: Binding) -> bool:
        if new.typing_only or not isinstance(new.value, ast.Name):
            return False
        named = self.scope.bindings.get(new.value.id)
        return named is not None and named.name != new.name and named.kind in ("function", "class")

    def _visit_function(self, node: FunctionNode, branch: Branch) -> None:
        self.scope.facade = self.scope.facade and node.name in ("__getattr__", "__dir__")
        for decorator in node.decorator_list:
            last = last_name(decorator)
            if last == "overload":
                self.scope.overloads.setdefault(node.name, []).append(node)
                return
            if last in _ACCESSORS and self._add_accessor(decorator, node):
                return
        new = Binding(node.name, "function", node, overloads=self.scope.overloads.pop(node.name, []))
        self._bind(new, branch)
        if not self.of_class:
            for statement in node.body:
                self._note_given(statement)

    def _note_given(self, statement: ast.stmt) -> None:
        """What running a function gives to modules: `global name` to its own, `other.name = ...` to one it imports."""
        if isinstance(statement, ast.Global):
            self.scope.set_later.update(statement.names)
        elif isinstance(statement, ast.If):
            for each in (*statement.body, *statement.orelse):
                self._note_assigned(each)
        else:
            self._note_assigned(statement)

    def _note_assigned(self, statement: ast.stmt) -> None:
        for target in statement.targets if isinstance(statement, ast.Assign) else ():
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id != "self":
                self.scope.given.append(f"{target.value.id}.{target.attr}")

    def _add_accessor(self, decorator: ast.expr, node: FunctionNode) -> bool:
        if not isinstance(decorator, ast.Attribute) or not isinstance(decorator.value, ast.Name):
            return False
        base = self.scope.bindings.get(decorator.value.id)
        if base is None or base.kind not in ("function", "value"):
            return False
        if base.name == node.name:
            base.accessors.append(node)
            return True
        if base.kind == "function":  # `@x.setter def y`: y is the property x with a setter of its own
            twin = Binding(node.name, "function", base.node, accessors=[*base.accessors, node])
            self.scope.bindings[node.name] = twin
        return base.kind == "function"

    def _visit_class(self, node: ast.ClassDef, branch: Branch) -> None:
        self.scope.facade = False
        self._bind(Binding(node.name, "class", node), branch)

    def _visit_import(self, node: ast.Import, branch: Branch) -> None:
        for name in node.names:
            bound, target = name.asname or name.name.partition(".")[0], name.name
            if not branch.typing_only:
                self.scope.loads.append(name.name)
            if name.asname is None:
                target = bound
            self._bind(Binding(bound, "import", node, target, explicit=name.asname == name.name), branch)

    def _visit_import_from(self, node: ast.ImportFrom, branch: Branch) -> None:
        source = self._absolute(node)
        for name in node.names if source != "__future__" else ():
            if not branch.typing_only:
                self.scope.loads.append(source if name.name == "*" else f"{source}.{name.name}")
            if name.name == "*":
                self.scope.stars.append(source)
                if branch.optional:
                    self.scope.optional_stars.add(source)
                continue
            new = Binding(name.asname or name.name, "import", node, f"{source}.{name.name}")
            new.explicit = name.asname == name.name
            new.early = source == self.package and name.name not in self.scope.bindings
            self._bind(new, branch)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        base = self.package.split(".")
        base = base[: len(base) - node.level + 1]
        return ".".join([*base, node.module] if node.module else base)

    def _visit_assign(self, node: ast.Assign, branch: Branch) -> None:
        self._note_assigned(node)
        for target in node.targets:
            for name in _target_names(target):
                self._bind_value(name, node, branch)
            if isinstance(target, ast.Name) and target.id == "__all__":
                self.scope.exports[:] = [("set", node.value)]

    def _visit_annotated(self, node: ast.AnnAssign, branch: Branch) -> None:
        if isinstance(node.target, ast.Name):
            if node.target.id == "__all__" and node.value is not None:
                self.scope.exports[:] = [("set", node.value)]
            self._bind_value(node.target.id, node, branch, node.annotation)

    def _bind_value(self, name: str, node: ast.stmt, branch: Branch, annotation: ast.expr | None = None) -> None:
        self.scope.facade = self.scope.facade and name.startswith("_")
        self._bind(Binding(name, "value", node, annotation=annotation), branch)

    def _visit_augmented(self, node: ast.AugAssign, branch: Branch) -> None:
        if isinstance(node.target, ast.Name) and node.target.id == "__all__":
            self.scope.exports.append(("add", node.value))

    def _visit_expression(self, node: ast.Expr, branch: Branch) -> None:
        """`__all__.extend(...)`, and what binds names that cannot be seen: `globals().update(...)`."""
        call = node.value
        if not isinstance(call, ast.Call):
            return
        # `lazy_import(globals(), ...)`: the module's names are lent to a function that binds some of them.
        self.scope.lent |= any(isinstance(each, ast.Call) and last_name(each.func) == "globals" for each in call.args)
        if not isinstance(call.func, ast.Attribute):
            self._note_export_helper(call)
            return
        owner, verb = call.func.value, call.func.attr
        if isinstance(owner, ast.Name) and owner.id == "__all__" and verb in ("extend", "append", "remove"):
            self.scope.exports.extend((verb, argument) for argument in call.args[:1])
        elif verb == "update" and isinstance(owner, ast.Call) and last_name(owner.func) in ("globals", "vars"):
            self.scope.opaque = True

    def _note_export_helper(self, call: ast.Call) -> None:
        """`extend_all(module)`, a function of this module that adds the other's `__all__` to its own; `add_all()`."""
        helper = self.scope.bindings.get(last_name(call.func))
        if helper is None or not isinstance(helper.node, FunctionNode) or not adds_exports(helper.node):
            return
        modules = [each for each in call.args if isinstance(each, ast.Name | ast.Attribute)]
        self.scope.exports.extend(("add", ast.Attribute(each, "__all__")) for each in modules)
        classes = {name: bound.node for name, bound in self.scope.bindings.items() if bound.kind == "class"}
        self.scope.exports.extend(("append", ast.Constant(name)) for name in found_heirs(helper.node, classes))

    def _visit_if(self, node: ast.If, branch: Branch) -> None:
        typing = asks_for_typing(node.test)
        if typing is not None:
            guarded, runtime = (node.body, node.orelse) if typing else (node.orelse, node.body)
            self._visit_all(guarded, Branch(branch.conditions, True))
            self._visit_all(runtime, branch)
            return
        if asks_for_main(node.test):
            return
        test = condition(node.test)
        self._visit_all(node.body, Branch((*branch.conditions, test), branch.typing_only))
        if node.orelse:
            self._visit_all(node.orelse, Branch((*branch.conditions, f"not ({test})"), branch.typing_only))

    def _visit_try(self, node: ast.Try, branch: Branch) -> None:
        optional = branch.optional or bool(node.handlers)
        self._visit_all(node.body, Branch(branch.conditions, branch.typing_only, optional))
        self._visit_all(node.orelse, branch)
        for handler in node.handlers:
            caught = f"except {condition(handler.type)}" if handler.type else "except"
            self._visit_all(handler.body, Branch((*branch.conditions, caught), branch.typing_only))
        self._visit_all(node.finalbody, branch)

    def _visit_with(self, node: ast.With | ast.AsyncWith, branch: Branch) -> None:
        self._visit_all(node.body, branch)

    def _visit_loop(self, node: ast.For | ast.While, branch: Branch) -> None:
        """The loop's own variable stays behind, but nobody means it as an attribute."""
        self._visit_all(node.body, branch)
        self._visit_all(node.orelse, branch)

    def _visit_match(self, node: ast.Match, branch: Branch) -> None:
        for case in node.cases:
            test = f"{condition(node.subject)} is {ast.unparse(case.pattern)}"
            self._visit_all(case.body, Branch((*branch.conditions, test), branch.typing_only))

    def _visit_delete(self, node: ast.Delete, branch: Branch) -> None:
        for target in node.targets:
            for name in _target_names(target):
                self.scope.bindings.pop(name, None)

    def _visit_type_alias(self, node: ast.stmt, branch: Branch) -> None:
        name = getattr(node, "name", None)
        if isinstance(name, ast.Name):
            self._bind_value(name.id, node, branch)


def merge(old: Binding, new: Binding) -> Binding:
    """The binding that counts when one scope binds a name twice.

    A runtime binding completes one for type checkers, which says more; a later statement replaces an earlier one
    unless only some runs reach it; `f = decorate(f)` leaves f what it was.
    """
    if old.typing_only != new.typing_only:
        return _exist_at_runtime(old, new)
    if new.kind == "value" and old.kind != "value" and _rewraps(new):
        return _decorated(old, new)
    if old.kind == "value" and new.kind == "import" and isinstance(new.node, ast.ImportFrom):
        return old  # `X = None` before `try: from y import X`: the module offers X either way
    if new.conditions[: len(old.conditions)] != old.conditions or len(new.conditions) > len(old.conditions):
        return _merge_branches(old, new)
    if new.kind == old.kind == "value":
        new.annotation = new.annotation or old.annotation
    return new


def _exist_at_runtime(old: Binding, new: Binding) -> Binding:
    """What exists is the runtime's; a declaration stands for what cannot be looked into, and gives a function types."""
    declared, existing = (old, new) if old.typing_only else (new, old)
    unseen = existing.kind == "value" or (existing.kind == "import" and declared.kind in ("class", "function"))
    if unseen or declared.kind == existing.kind == "class":
        declared.typing_only = False
        return declared
    if declared.kind == existing.kind == "function":
        existing.declared = declared
    return existing


def _merge_branches(old: Binding, new: Binding) -> Binding:
    if completes(old.conditions, new.conditions):
        old.conditions = old.conditions[:-1]
    if old.kind == "value" and new.kind != "value" and isinstance(old.value, ast.Constant) and not old.conditions:
        new.conditions = ()
        return new
    return old


def _decorated(old: Binding, new: Binding) -> Binding:
    """`f = decorate(f)` is `@decorate` written below, unless only some runs reach it."""
    call = new.value
    if isinstance(old.node, FunctionNode) and isinstance(call, ast.Call) and new.conditions == old.conditions:
        if len(call.args) == 1 and not call.keywords:
            node = copy(old.node)
            node.decorator_list = [call.func, *node.decorator_list]
            old.node = node
    return old


def _rewraps(binding: Binding) -> bool:
    value = binding.value
    if not isinstance(value, ast.Call) or last_name(value) == "property":
        return False
    return any(isinstance(each, ast.Name) and each.id == binding.name for each in value.args)


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name or of what is called: `overload` for `typing.overload`, "" for other shapes."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _target_names(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            yield from _target_names(element)
    elif isinstance(target, ast.Starred):
        yield from _target_names(target.value)


_VISITORS: dict[type[ast.AST], Callable[[ScopeReader, Any, Branch], None]] = {
    ast.FunctionDef: ScopeReader._visit_function,
    ast.AsyncFunctionDef: ScopeReader._visit_function,
    ast.ClassDef: ScopeReader._visit_class,
    ast.Import: ScopeReader._visit_import,
    ast.ImportFrom: ScopeReader._visit_import_from,
    ast.Assign: ScopeReader._visit_assign,
    ast.AnnAssign: ScopeReader._visit_annotated,
    ast.AugAssign: ScopeReader._visit_augmented,
    ast.Expr: ScopeReader._visit_expression,
    ast.If: ScopeReader._visit_if,
    ast.Try: ScopeReader._visit_try,
    _TryStar: ScopeReader._visit_try,
    ast.With: ScopeReader._visit_with,
    ast.AsyncWith: ScopeReader._visit_with,
    ast.For: ScopeReader._visit_loop,
    ast.While: ScopeReader._visit_loop,
    ast.Match: ScopeReader._visit_match,
    ast.Delete: ScopeReader._visit_delete,
}
if _TypeAlias is not None:
    _VISITORS[_TypeAlias] = ScopeReader._visit_type_alias
