"""What a witness is written about: a finding, the two versions, and how users reach the object in the old one."""

from msgspec import Struct

from stability_checker.compare.context import Context
from stability_checker.compare.index import Index
from stability_checker.compare.signatures import Callee, constructor
from stability_checker.model.api import Binding, Class, Function, Module, Object
from stability_checker.model.finding import Finding
from stability_checker.witness.evidence import Witness

CONSTRUCTORS = ("__init__", "__new__")


class Reach(Struct, frozen=True):
    """The import that a user writes for an object, and the expression that then gives it."""

    line: str
    expression: str


class Case(Struct, frozen=True):
    """One finding and the two versions that it lies between."""

    finding: Finding
    context: Context

    @property
    def old(self) -> Index:
        return self.context.old

    @property
    def new(self) -> Index:
        return self.context.new

    @property
    def symbol(self) -> str:
        return self.finding.symbol

    @property
    def member(self) -> str:
        return self.finding.member or ""

    @property
    def before(self) -> Object | None:
        """The old object: what the symbol leads to, or the definition where only that is known."""
        return self.old.find(self.symbol) or self.old.find(self.finding.path or "")

    @property
    def after(self) -> Object | None:
        return self.new.find(self.symbol)

    @property
    def holder(self) -> str:
        """The path of what the object stands in."""
        return self.symbol.rpartition(".")[0]

    @property
    def name(self) -> str:
        return self.symbol.rpartition(".")[2]

    @property
    def in_class(self) -> bool:
        return isinstance(self.old.find(self.holder), Class)

    @property
    def builds(self) -> bool:
        """Whether the finding is about calling a class."""
        return self.name in CONSTRUCTORS and self.in_class

    @property
    def distribution(self) -> str | None:
        return self.old.package.metadata.name

    def reach(self, symbol: str | None = None) -> Reach:
        """How users get at `symbol` (the finding's own where it is not given)."""
        return reach(self.symbol if symbol is None else symbol, self.old)

    def witness(self, *lines: str, symbol: str | None = None) -> Witness:
        """A program that imports the object and says `lines`, in which `{}` stands for it."""
        found = self.reach(symbol)
        return Witness("\n".join([found.line, "", *(line.replace("{}", found.expression) for line in lines)]) + "\n")

    def functions(self) -> tuple[Function, Function] | None:
        """The callables of both versions; for a class, what calling it runs."""
        found = [self._function(self.old), self._function(self.new)]
        if isinstance(found[0], Function) and isinstance(found[1], Function):
            return found[0], found[1]
        return None

    def _function(self, index: Index) -> Object | None:
        found = index.find(self.symbol)
        owner = index.find(self.holder)
        if self.builds and isinstance(owner, Class):
            return constructor(owner, index)
        return constructor(found, index) if isinstance(found, Class) else found

    def callees(self) -> tuple[Callee, Callee] | None:
        """What both callables accept from their callers."""
        found = self.functions()
        if found is None:
            return None
        before, after = self.context.callees
        return before.of(found[0]), after.of(found[1])

    @property
    def target(self) -> Reach:
        """What is called: the object, or for a constructor its class."""
        return self.reach(self.holder) if self.builds else self.reach()

    @property
    def gives_receiver(self) -> bool:
        """Whether the target is a plain function that takes the instance first."""
        value = self.before
        method = isinstance(value, Function) and value.binding is Binding.METHOD
        return method and self.in_class and not self.builds


def reach(symbol: str, index: Index) -> Reach:
    """The import and the expression for a public path: modules are imported, all else is taken from its module."""
    parts = symbol.split(".")
    depth = next((count for count in range(len(parts), 0, -1) if _is_module(".".join(parts[:count]), index)), 1)
    module = ".".join(parts[:depth])
    if depth == len(parts):
        return Reach(f"import {module}", module)
    return Reach(f"from {module} import {parts[depth]}", ".".join(parts[depth:]))


def _is_module(path: str, index: Index) -> bool:
    found = index.find(path)
    return isinstance(found, Module) and found.path == path
