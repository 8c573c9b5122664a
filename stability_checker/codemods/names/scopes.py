"""Which bindings a name has: Python's scoping rules over one `ast`, with the order of statements where it decides."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from stability_checker.codemods.frame.source import BLOCKS

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One way in which a name gets its value.

    `node` is the statement, parameter or import alias that binds; `value` the expression that is bound, where there
    is one; `entered` says that a `with` block binds what entering `value` gives. Where the expression `whole` is
    unpacked, `index` is the position in it that the name gets.
    """

    name: str
    node: ast.AST
    value: ast.expr | None = None
    annotation: ast.expr | None = None
    entered: bool = False
    statement: ast.AST | None = None
    whole: ast.expr | None = None
    index: int = 0

    @property
    def position(self) -> tuple[int, int]:
        return getattr(self.node, "lineno", 0), getattr(self.node, "col_offset", 0)


@dataclass(eq=False)
class Names:
    """The names that one scope binds, and those that it hands to an outer one."""

    node: ast.AST
    outer: "Names | None" = None
    bindings: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[str, str] = field(default_factory=dict)  # name -> "global" or "nonlocal"

    @property
    def module(self) -> "Names":
        return self if self.outer is None else self.outer.module

    def home(self, name: str) -> "Names":
        """The scope in which an assignment made here lands."""
        outer = {"global": self.module, "nonlocal": self.outer}
        return outer.get(self.elsewhere.get(name, ""), self) or self

    def find(self, name: str, inside: bool = False) -> "tuple[Names, list[Binding]] | None":
        """The scope that gives `name` its meaning here, and its bindings; `inside` leaves class bodies out."""
        if self.elsewhere.get(name) == "global":
            return self.module.find(name)
        hidden = inside and isinstance(self.node, ast.ClassDef)
        if not hidden and name in self.bindings and name not in self.elsewhere:
            return self, self.bindings[name]
        return self.outer.find(name, inside=True) if self.outer else None


class Scopes(ast.NodeVisitor):
    """Collects the bindings of a whole tree; `of[node]` are the names of the scope that `node` opens."""

    def __init__(self, tree: ast.Module) -> None:
        self.of: dict[ast.AST, Names] = {tree: Names(tree)}
        self.stars: list[ast.ImportFrom] = []
        self._here = self.of[tree]
        self._statement: ast.AST = tree
        self.generic_visit(tree)

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt):
            self._statement = node
        super().visit(node)

    def _bind(self, name: str, node: ast.AST, value: ast.expr | None = None, **more: object) -> None:
        binding = Binding(name, node, value, statement=self._statement, **more)  # type: ignore[arg-type]
        self._here.home(name).bindings[name].append(binding)

    def _open(self, node: ast.AST, children: Iterator[ast.AST]) -> None:
        self._here = self.of[node] = Names(node, self._here)
        for child in children:
            self.visit(child)
        assert self._here.outer is not None
        self._here = self._here.outer

    def _visit_all(self, nodes: list[ast.expr]) -> None:
        for node in nodes:
            self.visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name, node)
        self._visit_all(node.decorator_list)
        outside = [*node.args.defaults, *[default for default in node.args.kw_defaults if default]]
        self._visit_all(outside)
        self._visit_all([arg.annotation for arg in parameters(node.args) if arg.annotation])
        if node.returns:
            self.visit(node.returns)
        self._open(node, iter([*parameters(node.args), *node.body]))

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_all([*node.args.defaults, *[default for default in node.args.kw_defaults if default]])
        self._open(node, iter([*parameters(node.args), node.body]))

    def visit_arg(self, node: ast.arg) -> None:
        self._bind(node.arg, node, annotation=node.annotation)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name, node)
        self._visit_all([*node.decorator_list, *node.bases, *[keyword.value for keyword in node.keywords]])
        self._open(node, iter(node.body))

    def visit_comprehension_scope(self, node: Comprehension) -> None:
        self._open(node, ast.iter_child_nodes(node))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_scope

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0], alias)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(node)
            else:
                self._bind(alias.asname or alias.name, alias)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._assign(target, node.value)
        self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._bind(node.target.id, node, node.value, annotation=node.annotation)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._assign(node.target, node.value)
        self.visit(node.value)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, target, value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for part, piece in zip(target.elts, value.elts, strict=True):
                self._assign(part, piece)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value)
        else:
            self.visit(target)

    def _unpack(self, targets: list[ast.expr], whole: ast.expr) -> None:
        """Bind each name to its place; behind a starred one the places are not known."""
        known = next((at for at, part in enumerate(targets) if isinstance(part, ast.Starred)), len(targets))
        for index, part in enumerate(targets):
            if isinstance(part, ast.Name) and index < known:
                self._bind(part.id, part, whole=whole, index=index)
            else:
                self.visit(part)

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load) and not self._is_bound_by(node):
            self._bind(node.id, node)

    def _is_bound_by(self, node: ast.Name) -> bool:
        return any(binding.node in (node, self._statement) for binding in self._here.bindings.get(node.id, ()))

    def visit_withitem(self, node: ast.withitem) -> None:
        self.visit(node.context_expr)
        if isinstance(node.optional_vars, ast.Name):
            self._bind(node.optional_vars.id, node.optional_vars, node.context_expr, entered=True)
        elif isinstance(node.optional_vars, ast.Tuple | ast.List):
            self._unpack(node.optional_vars.elts, node.context_expr)
        elif node.optional_vars:
            self.visit(node.optional_vars)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name, node)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._bind(node.name, node)
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global) -> None:
        if self._here.outer is not None:  # in the module's own scope, where Python allows it too, it says nothing
            self._here.elsewhere.update(dict.fromkeys(node.names, "global"))

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self._here.elsewhere.update(dict.fromkeys(node.names, "nonlocal"))


def parameters(args: ast.arguments) -> list[ast.arg]:
    every = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    return [arg for arg in every if arg is not None]


def default_of(arguments: ast.arguments, parameter: ast.arg) -> ast.expr | None:
    """The default value of a parameter, where it has one."""
    positional = [*arguments.posonlyargs, *arguments.args]
    if parameter in positional:
        index = positional.index(parameter) - len(positional) + len(arguments.defaults)
        return arguments.defaults[index] if index >= 0 else None
    if parameter in arguments.kwonlyargs:
        return arguments.kw_defaults[arguments.kwonlyargs.index(parameter)]
    return None


def reaching(bindings: list[Binding], use: ast.AST, above: list[ast.AST]) -> list[Binding]:
    """The bindings that a use in the same scope can see: the last one that surely ran, and those that may have since.

    `above` are the ancestors of `use`. Where every binding comes later (a loop, a method), all of them count.
    """
    here = getattr(use, "lineno", 0), getattr(use, "col_offset", 0)
    before = [binding for binding in bindings if _ends_before(binding, here)]
    if not before:
        return bindings
    last = max((at for at, binding in enumerate(before) if _surely_ran(binding, above)), default=0)
    return before[last:]


def _ends_before(binding: Binding, here: tuple[int, int]) -> bool:
    statement = binding.statement
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return (statement.end_lineno or 0, statement.end_col_offset or 0) <= here
    return binding.position < here


def _surely_ran(binding: Binding, above: list[ast.AST]) -> bool:
    """Whether the statement stands in a block that the use is in too."""
    if isinstance(binding.node, ast.arg):
        return True
    return any(binding.statement in _statements(parent, above) for parent in above)


def _statements(parent: ast.AST, above: list[ast.AST]) -> list[ast.AST]:
    for name in BLOCKS:
        block = getattr(parent, name, None)
        if isinstance(block, list) and any(statement in above for statement in block):
            return block
    return []
