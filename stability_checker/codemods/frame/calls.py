"""Calls of a function, a class or a method of the library, found by what the callee really is."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from stability_checker.codemods.names.module import UNKNOWN, Module
from stability_checker.codemods.names.scopes import Binding


def calls_of(module: Module, callables: Sequence[str], besides: Sequence[str] = ()) -> Iterator[ast.Call]:
    """The calls whose callee is one of `callables`: `module.function`, `module.Class` or `module.Class.method`.

    A subclass in the project counts as its class as long as it does not override what is called; instances of the
    classes `besides`, and of their subclasses, do not count.
    """
    wanted = {path.rpartition(".")[2] for path in callables}
    methods = all(_is_class(path.rpartition(".")[0]) for path in callables)
    for call in module.source.calls:
        if methods and isinstance(call.func, ast.Attribute) and call.func.attr not in wanted:
            if _held(module, call.func) is None:
                continue
        if _is_one(module, call, callables, besides, wanted):
            yield call


def unresolved_calls(module: Module, method: str) -> Iterator[ast.Call]:
    """Calls of a method of that name on something of which nothing is known, or no more than its foreign class."""
    for call in module.source.calls:
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr == method and module.refers_to(func) is None:
            if all(_is_strange(module, one) for one in module.classes_of(func.value)):
                yield call


def _is_strange(module: Module, reference: str) -> bool:
    """Whether neither the project nor what is known of the library says what objects of a class can do."""
    return reference == UNKNOWN or (":" not in reference and not module.world.knowledge.covers(reference))


def _is_one(module: Module, call: ast.Call, callables: Sequence[str], besides: Sequence[str], wanted: set[str]) -> bool:
    reference = module.refers_to(call.func)
    if reference is not None:
        return reference in callables or any(_constructs(module, reference, path, besides) for path in callables)
    there, func = _bound_method(module, call.func)
    if not isinstance(func, ast.Attribute) or func.attr not in wanted:
        return _is_indirect(module, call, callables)
    owners = [owner for owner, _, method in map(_split, callables) if method == func.attr]
    return there.is_instance(func.value, owners, besides, func.attr)


def _bound_method(module: Module, node: ast.expr) -> tuple[Module, ast.expr]:
    """`templates.TemplateResponse` for a name that was given it, here or in the module that it is imported from."""
    found = _bindings(module, node)
    if found is None:
        return module, node
    there, bindings = found
    if len(bindings) == 1:
        there, bindings = there.origin(bindings[0])
    value = bindings[0].value if len(bindings) == 1 else None
    return (there, value) if isinstance(value, ast.Attribute) else (module, node)


def _bindings(module: Module, node: ast.expr) -> tuple[Module, list[Binding]] | None:
    if isinstance(node, ast.Attribute):
        return _held(module, node)
    if not isinstance(node, ast.Name):
        return None
    bindings = module.bindings(node)
    return (module, bindings) if bindings else module.starred(node.id)


def _held(module: Module, node: ast.Attribute) -> tuple[Module, list[Binding]] | None:
    """What binds `render` in the module of the project that `made.render` reads it from."""
    reference = module.refers_to(node.value) or ""
    there = module.world.module(reference[:-1]) if reference.endswith(":") else None
    found = there.globals.bindings.get(node.attr) if there else None
    return (there, found) if there and found else None


def _is_indirect(module: Module, call: ast.Call, callables: Sequence[str]) -> bool:
    """A fixture or a partial that stands for the class."""
    callee = module.world.callee(module, call.func)
    return callee is not None and callee in callables


def makes_one_with(module: Module, call: ast.Call, methods: Sequence[str]) -> bool:
    """Whether a call constructs an object of the project whose class has one of `methods` from the project too."""
    reference = module.refers_to(call.func)
    above = list(module.world.ancestors(reference)) if reference and methods else []
    found = [definition for one in above if (definition := module.definition(one)) is not None]
    return any(name in there.scopes.of[node].bindings for there, node in found for name in methods)


def _constructs(module: Module, reference: str, path: str, besides: Sequence[str]) -> bool:
    """Whether calling a class of the project runs the constructor of the library's class."""
    if not _is_class(path) or ":" not in reference:
        return False
    return module.is_subclass(reference, [path], besides, "__init__")


def _split(path: str) -> tuple[str, str, str]:
    return path.rpartition(".")


def spellings(paths: Iterable[str]) -> tuple[str, ...]:
    """What a file that uses one of the objects at `paths` holds: `.method` of a class, else the bare name."""
    return tuple({f".{name}" if _is_class(owner) else name for owner, _, name in map(_split, paths)})


def given_as(name: str) -> tuple[str, str]:
    """What a file that hands over the argument `name` by keyword holds."""
    return f"{name}=", f"{name} ="


def _is_class(path: str) -> bool:
    return path.rpartition(".")[2][:1].isupper()


def keyword(call: ast.Call, name: str) -> ast.keyword | None:
    return next((word for word in call.keywords if word.arg == name), None)


def has_unpacking(call: ast.Call) -> bool:
    """Whether `*args` or `**kwargs` hide what the call hands over."""
    return any(isinstance(arg, ast.Starred) for arg in call.args) or any(word.arg is None for word in call.keywords)


def parent_constructor(module: Module, call: ast.Call) -> str | None:
    """The library class whose constructor a `super().__init__(...)` call runs, or None."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "__init__":
        return None
    if not isinstance(function.value, ast.Call) or getattr(function.value.func, "id", "") != "super":
        return None
    owner = next((above for above in module.source.ancestors(call) if isinstance(above, ast.ClassDef)), None)
    if owner is None:
        return None
    above = list(module.world.ancestors(f"{module.key}:{module.qualified(owner)}"))[1:]
    for one in above:
        definition = module.definition(one)
        if definition is None:
            return one if module.world.knowledge.covers(one) else None
        if "__init__" in definition[0].scopes.of[definition[1]].bindings:
            return None
    return None
