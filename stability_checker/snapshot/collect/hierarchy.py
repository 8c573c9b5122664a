"""The classes of a library: their bodies, their bases, and the order in which Python looks members up (C3, PEP 253)."""

import ast
from collections.abc import Iterable

from msgspec import Struct, field

from stability_checker.snapshot.collect.constants import NotConstant, dotted_name
from stability_checker.snapshot.collect.library import BUILTINS, Library, ModuleScope
from stability_checker.snapshot.collect.scopes import Binding, Scope, ScopeReader, last_name
from stability_checker.snapshot.collect.spellings import one_spelling
from stability_checker.snapshot.collect.standard_library import standard_ancestors

_DEEPEST = 100


class ClassSource(Struct):
    """A class of the library where it is defined; `call` instead of `node` for `X = namedtuple("X", ...)`."""

    path: str
    module: ModuleScope
    binding: Binding
    node: ast.ClassDef | None = None
    call: ast.Call | None = None
    scope: Scope = field(default_factory=Scope)
    stub: Scope | None = None
    outer: "ClassSource | None" = None


class Hierarchy(Struct):
    """Finds classes by path and linearises their ancestors; every answer is kept."""

    library: Library
    _sources: dict[str, ClassSource | None] = field(default_factory=dict)
    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _bases: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def forget(self) -> None:
        """Drop every class that was found, and the syntax trees with them."""
        self._sources.clear()

    def source(self, path: str) -> ClassSource | None:
        """The class defined at `path`, None for anything else."""
        if path not in self._sources:
            self._sources[path] = None
            self._sources[path] = self._find(path)
        return self._sources[path]

    def _find(self, path: str) -> ClassSource | None:
        if not self.library.is_own(path):
            return None
        found = self.library.find(path)
        if found is not None:
            return self._from_binding(path, *found, outer=None)
        owner, _, name = path.rpartition(".")
        outer = self.source(owner) if owner and not self.library.is_module(owner) else None
        if outer is None or name not in outer.scope.bindings:
            return None
        return self._from_binding(path, outer.module, outer.scope.bindings[name], outer)

    def _from_binding(
        self, path: str, module: ModuleScope, binding: Binding, outer: ClassSource | None
    ) -> ClassSource | None:
        node = binding.node
        if isinstance(node, ast.ClassDef):
            scope = ScopeReader(module.package, of_class=True).read(node.body)
            return ClassSource(path, module, binding, node=node, scope=scope, stub=_stub(module, node), outer=outer)
        value = binding.value
        if isinstance(value, ast.Call) and self._makes_class(module, value):
            return ClassSource(path, module, binding, call=value, outer=outer)
        return None

    def _makes_class(self, module: ModuleScope, call: ast.Call) -> bool:
        if len(call.args) < 2 and not call.keywords:
            return False
        return self.name_in(module, call.func) in FACTORIES

    def name_in(self, module: ModuleScope, node: ast.expr, outer: ClassSource | None = None) -> str:
        """The definition that a dotted expression means inside a module or a class of it; "" for other shapes."""
        try:
            name = dotted_name(node)
        except NotConstant:
            return ""
        return one_spelling(self.resolve(module, name, outer))

    def resolve(self, module: ModuleScope, name: str, outer: ClassSource | None) -> str:
        """As `Library.resolve`, with the names of the classes around it first."""
        first = name.partition(".")[0]
        while outer is not None:
            if first in outer.scope.bindings and outer.scope.bindings[first].kind == "class":
                return f"{outer.path}.{name}"
            outer = outer.outer
        return self.library.resolve(module, name)

    def base_expressions(self, source: ClassSource) -> list[ast.expr]:
        """The bases as written; `with_metaclass(Meta, Base)` counts as its bases."""
        if source.node is None:
            return []
        found: list[ast.expr] = []
        for base in source.node.bases:
            if isinstance(base, ast.Call) and last_name(base) == "with_metaclass":
                found.extend(base.args[1:])
            else:
                found.append(base)
        return found

    def bases(self, path: str) -> tuple[str, ...]:
        """The definitions of the direct bases, subscripts left out; those that cannot be read are skipped."""
        if path not in self._bases:
            self._bases[path] = tuple(self._read_bases(path))
        return self._bases[path]

    def _read_bases(self, path: str) -> Iterable[str]:
        source = self.source(path)
        if source is None:
            return
        if source.call is not None:
            yield FACTORIES[self.name_in(source.module, source.call.func)]
            return
        for base in self.base_expressions(source):
            target = base.value if isinstance(base, ast.Subscript) else base
            if isinstance(base, ast.Call):
                name = self._made_by(source, base)
            else:
                name = self.name_in(source.module, target, source.outer)
            if name and name != path and (("." in name) or name in BUILTINS):
                yield name

    def _made_by(self, source: ClassSource, call: ast.Call) -> str:
        """The base that a call makes: `namedtuple(...)`, or `Base.derived(...)`, which gives a subclass of Base."""
        made = FACTORIES.get(self.name_in(source.module, call.func, source.outer), "")
        if not made and isinstance(call.func, ast.Attribute):
            owner = self.name_in(source.module, call.func.value, source.outer)
            return owner if owner and self.source(owner) is not None else ""
        return made

    def ancestors(self, path: str) -> tuple[str, ...]:
        """The definitions of all ancestors in lookup order, the class itself and `object` left out."""
        return self._line(path, 0)[1:]

    def _line(self, path: str, depth: int) -> tuple[str, ...]:
        known = self._lines.get(path)
        if known is not None:
            return known
        self._lines[path] = (path,)  # a class that is its own ancestor is a circle through names we misread
        if self.source(path) is None:
            line = (path, *standard_ancestors(path))
        elif depth > _DEEPEST:
            line = (path,)
        else:
            bases = [base for base in self.bases(path) if base != "object"]
            line = (path, *_linearised([self._line(base, depth + 1) for base in bases], bases))
        self._lines[path] = tuple(dict.fromkeys(each for each in line if each != "object"))
        return self._lines[path]


def _stub(module: ModuleScope, node: ast.ClassDef) -> Scope | None:
    """The body that a stub beside the module declares for the class."""
    bound = module.stub.scope.bindings.get(node.name) if module.stub else None
    if bound is None or not isinstance(bound.node, ast.ClassDef):
        return None
    return ScopeReader(module.package, of_class=True).read(bound.node.body)


FACTORIES = {
    "collections.namedtuple": "tuple",
    "typing.NamedTuple": "tuple",
    "typing.TypedDict": "typing.TypedDict",
    "enum.Enum": "enum.Enum",
    "enum.IntEnum": "enum.IntEnum",
    "enum.StrEnum": "enum.StrEnum",
    "enum.Flag": "enum.Flag",
    "enum.IntFlag": "enum.IntFlag",
    "dataclasses.make_dataclass": "object",
}


def _linearised(lines: list[tuple[str, ...]], bases: list[str]) -> list[str]:
    """C3: merge the bases' lines so that no class comes before its heirs; where there is no such order, in turn."""
    pending = [list(line) for line in (*lines, bases) if line]
    merged: list[str] = []
    while pending:
        head = _next_head(pending)
        if head is None:
            return list(dict.fromkeys([*merged, *(each for line in pending for each in line)]))
        merged.append(head)
        pending = [rest for line in pending if (rest := [each for each in line if each != head])]
    return merged


def _next_head(pending: list[list[str]]) -> str | None:
    for line in pending:
        if not any(line[0] in other[1:] for other in pending):
            return line[0]
    return None
