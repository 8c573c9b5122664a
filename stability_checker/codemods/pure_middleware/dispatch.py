"""The method `dispatch`, and the methods of its class that it hands `call_next` to."""

import ast
from dataclasses import dataclass
from itertools import islice, takewhile

from stability_checker.codemods.frame.source import Function, is_function
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, eq=False)
class Dispatch:
    """The method `dispatch(self, request, call_next)` of the class `owner`, with the names of its parameters."""

    module: Module
    owner: ast.ClassDef
    function: ast.AsyncFunctionDef
    this: str
    request: str
    call_next: str

    @property
    def body(self) -> list[ast.stmt]:
        """The statements without the docstring."""
        first = self.function.body[0]
        told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        return self.function.body[1:] if told else self.function.body

    def forwards(self) -> list[ast.Await]:
        """The places that await `call_next(...)`, or a method of the class that is handed `call_next`."""
        return [node for node in ast.walk(self.function) if self.is_forward(node)]  # type: ignore[misc]

    def is_forward(self, node: ast.AST | None) -> bool:
        return self.asks_itself(node) or self.handed_to(node) is not None

    def asks_itself(self, node: ast.AST | None) -> bool:
        """Whether `node` says `await call_next(...)`."""
        called = node.value if isinstance(node, ast.Await) else None
        return isinstance(called, ast.Call) and getattr(called.func, "id", None) == self.call_next

    def handed_to(self, node: ast.AST | None) -> "Dispatch | None":
        """The method of `await self._method(request, call_next, ...)`, where nothing else in the module names it."""
        call = node.value if isinstance(node, ast.Await) else None
        func = call.func if isinstance(call, ast.Call) else None
        if not isinstance(call, ast.Call) or not isinstance(func, ast.Attribute):
            return None
        named = [one for one in self.owner.body if is_function(one) and one.name == func.attr]
        is_own = isinstance(func.value, ast.Name) and func.value.id == self.this and func.attr.startswith("_")
        if not is_own or len(named) != 1 or not isinstance(named[0], ast.AsyncFunctionDef):
            return None
        return self._received(call, named[0]) if self._mentions(func.attr) == 1 else None

    def _mentions(self, name: str) -> int:
        return sum(node.attr == name for node in self.module.source.nodes(ast.Attribute))

    def _received(self, call: ast.Call, function: ast.AsyncFunctionDef) -> "Dispatch | None":
        takes = [arg.arg for arg in parameters_of(function)]
        plain = not (
            function.decorator_list or function.args.vararg or function.args.kwarg or function.args.posonlyargs
        )
        given = [arg.id if isinstance(arg, ast.Name) else "" for arg in call.args]
        names = dict(zip(given, takes[1:], strict=False))
        words = {word.value.id for word in call.keywords if isinstance(word.value, ast.Name)}
        once = given.count(self.call_next) == 1 and self.call_next not in words
        if not (plain and once and self.request in names and len(given) < len(takes)):
            return None
        return Dispatch(self.module, self.owner, function, takes[0], names[self.request], names[self.call_next])

    def let_go(self) -> tuple[str, ...]:
        """The names that the base and the annotations of the method may have been the last to use."""
        notes = [arg.annotation for arg in self.function.args.args if arg.annotation]
        notes += [self.function.returns] if self.function.returns else []
        awaiting = [self.module.source.statement(one) for one in self.forwards()]
        notes += [one.annotation for one in awaiting if isinstance(one, ast.AnnAssign)]
        nodes = (*self.owner.bases, *notes, *self.function.decorator_list)
        return tuple(sorted({part.id for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name)}))


def parameters_of(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args]


def method(node: ast.ClassDef, name: str) -> Function | None:
    """The method `name` that a class defines itself."""
    return next((one for one in node.body if is_function(one) and one.name == name), None)


def mentions(node: ast.AST, attribute: str) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr == attribute for one in ast.walk(node))


def definition(module: Module, call: ast.Call) -> "tuple[Module, Function] | None":
    """The function of the project that a call runs: a method of its class, or what the name refers to."""
    func = call.func
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in ("self", "cls"):
        owner = next((above for above in module.source.ancestors(call) if isinstance(above, ast.ClassDef)), None)
        return _inherited(module, owner, func.attr) if owner else None
    reference = module.refers_to(func) or ""
    is_own = reference.startswith(f"{module.key}:") and reference.partition(":")[2] in module.defined
    found = (module, module.defined[reference.partition(":")[2]]) if is_own else module.definition(reference)
    return (found[0], found[1]) if found and is_function(found[1]) else None


def _inherited(module: Module, owner: ast.ClassDef, name: str) -> "tuple[Module, Function] | None":
    """The method `name` of a class, or of the nearest one above it, as far as the project has those."""
    above = (module.definition(one) for one in module.world.ancestors(f"{module.key}:{module.qualified(owner)}"))
    known = takewhile(lambda found: found is not None, islice(above, 1, None))
    for there, node in ((module, owner), *(found for found in known if found is not None)):
        named = [one for one in getattr(node, "body", ()) if is_function(one) and one.name == name]
        if named:
            return (there, named[0]) if len(named) == 1 else None
    return None
