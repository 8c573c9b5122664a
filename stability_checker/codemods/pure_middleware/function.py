"""A function that is given as `dispatch=`, as the class that it would be: nothing else may use it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from stability_checker.codemods.frame.edits import Change, Edit, spliced
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.frame.spelling import fresh
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware.dispatch import parameters_of
from stability_checker.codemods.pure_middleware.layout import end_of, indented, lines_of, start_of, text_of

THIS = "self"
BY_HAND = "make a pure ASGI class of it by hand"


@dataclass(frozen=True)
class Given:
    """A call that is given `BaseHTTPMiddleware`, spelled as `base`, and a function as its `dispatch`.

    The call is `add_middleware(BaseHTTPMiddleware, dispatch=f)`, `Middleware(BaseHTTPMiddleware, dispatch=f)` or
    `BaseHTTPMiddleware(app, dispatch=f)`.
    """

    module: Module
    call: ast.Call
    base: ast.expr
    dispatch: ast.expr

    @property
    def function(self) -> ast.AsyncFunctionDef | None:
        """The function of this file that the name stands for."""
        if not isinstance(self.dispatch, ast.Name):
            return None
        bindings = self.module.every_binding(self.dispatch)
        nodes = [binding.node for binding in bindings]
        return nodes[0] if len(nodes) == 1 and isinstance(nodes[0], ast.AsyncFunctionDef) else None

    @property
    def name(self) -> str:
        """A name for the class that is free in the whole file."""
        assert self.function is not None
        words = self.function.name.strip("_").split("_")
        return fresh(self.module, "".join(word[:1].upper() + word[1:] for word in words) or "Dispatch")


def given(module: Module, base: str) -> Iterator[Given]:
    """The calls of the file that give `base` a `dispatch`."""
    for call in module.source.calls:
        dispatch = next((word.value for word in call.keywords if word.arg == "dispatch"), None)
        if module.refers_to(call.func) == base:
            if dispatch is None and len(call.args) == 2 and not isinstance(call.args[1], ast.Starred):
                dispatch = call.args[1]
            spelled = call.func
        elif call.args and module.refers_to(call.args[0]) == base:
            spelled = call.args[0]
        else:
            continue
        if dispatch is not None:
            yield Given(module, call, spelled, dispatch)


def obstacle(one: Given) -> str:
    """Why the function cannot become a class, or nothing."""
    function = one.function
    if function is None:
        return (
            f"`{ast.unparse(one.dispatch)}` is given as dispatch=, and is no function that this file defines once; "
            "write a pure ASGI class where it is defined, and add that instead"
        )
    if others := _others(one.module, function):
        return f"{function.name} is named {others} too; give BaseHTTPMiddleware a function of its own, or {BY_HAND}"
    if not _is_plain(one.module.source, function):
        return (
            f"{function.name} has a decorator, takes more than (request, call_next), or has its body on the same line; "
            f"change that first, or {BY_HAND}"
        )
    if not _stands_in_class(function):
        return f"{function.name} uses names that mean something else within a class (self, __name); rename them first"
    return ""


def _others(module: Module, function: ast.AsyncFunctionDef) -> str:
    """Where else the function is named: in this file beside the call, or in another one."""
    source, name = module.source, function.name
    if sum(node.id == name for node in source.nodes(ast.Name)) != 1:
        return "in this file"
    if any(node.value == name for node in source.nodes(ast.Constant)):
        return "in a string of this file"
    for there in module.world.users(name, module):
        imported = (alias.name for node in there.source.nodes(ast.ImportFrom) for alias in node.names)
        reached = (node.attr for node in there.source.nodes(ast.Attribute))
        if there is not module and name in {*imported, *reached}:
            return f"in {there.source.path.name}"
    return ""


def _is_plain(source: Source, function: ast.AsyncFunctionDef) -> bool:
    rest = function.args
    more = (rest.vararg, rest.kwarg, *rest.kwonlyargs, *rest.defaults, *rest.posonlyargs, *function.decorator_list)
    on_own_lines = function.body[0].lineno > function.lineno and source.stands_alone(function)
    return len(parameters_of(function)) == 2 and not any(more) and on_own_lines


def _stands_in_class(function: ast.AsyncFunctionDef) -> bool:
    """Whether no name is mangled within a class, is the instance's, or is that of the class's own scope."""
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    names |= {arg.arg for arg in ast.walk(function) if isinstance(arg, ast.arg)}
    return THIS not in names and not any(name.startswith("__") and not name.endswith("__") for name in names)


def as_class(one: Given) -> tuple[Module, ast.ClassDef]:
    """A module that differs from the real one in the class that stands in the place of the function."""
    function, source = one.function, one.module.source
    assert function is not None
    start, end = _span(source, function)
    text = source.text[:start] + _class_text(one, function) + source.text[end:]
    there = Module(Source(text, source.path), one.module.world)
    return there, next(node for node in there.source.nodes(ast.ClassDef) if node.name == one.name)


def _span(source: Source, function: ast.AsyncFunctionDef) -> tuple[int, int]:
    return start_of(source, function), end_of(source, function)


def _class_text(one: Given, function: ast.AsyncFunctionDef) -> str:
    """The class, which takes over the docstring: so its lines keep their indentation."""
    source = one.module.source
    first, name_at = source.span(function.args.args[0])[0], source.span(function)[0]
    named = source.text.index(function.name, name_at)
    edits = [Edit(first, first, f"{THIS}, "), Edit(named, named + len(function.name), "dispatch")]
    lines = [f"class {one.name}({ast.unparse(one.base)}):"]
    if ast.get_docstring(function) is not None and len(function.body) > 1:
        told = function.body[0]
        edits.append(Edit(source.line_start(source.span(told)[0]), end_of(source, told), ""))
        lines += [*indented(lines_of(source, [told])), ""]
    lines += indented(lines_of(source, [function], edits))
    return text_of(indented(lines, source.indent(function)), source.newline(function))


def change(one: Given, there: Module, node: ast.ClassDef, inner: Change) -> Change:
    """The rewrite of the class `node` (`inner`, which is about `there`) as one of the real file."""
    function, source = one.function, one.module.source
    assert function is not None
    start, end = _span(source, function)
    last = end_of(there.source, node)
    text = spliced(there.source.text[start:last], inner.edits, start)
    edits = (Edit(start, end, text), _called(one))
    dropped = (*inner.dropped, *(part.id for part in ast.walk(one.base) if isinstance(part, ast.Name)))
    return Change(edits, inner.imports, tuple(dict.fromkeys(dropped)), inner.creates, alone=True)


def _called(one: Given) -> Edit:
    """The call with the class in the place of the base, and without the function."""
    source, call = one.module.source, one.call
    if one.base is not call.func:
        kept = [one.name, *(source.segment(arg) for arg in call.args[1:])]
        return Edit(source.span(call.args[0])[0], source.span(call)[1] - 1, ", ".join([*kept, *_words(one)]))
    kept = [source.segment(arg) for arg in call.args if arg is not one.dispatch]
    return source.replace(call, f"{one.name}({', '.join([*kept, *_words(one)])})")


def _words(one: Given) -> Iterator[str]:
    for word in one.call.keywords:
        if word.value is not one.dispatch:
            yield one.module.source.segment(word)
