"""The class around `dispatch`: its constructor, its decorators, and who else knows it."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.layout import remove_decorator
from stability_checker.codemods.frame.source import last_name
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.pure_middleware import bases, callers
from stability_checker.codemods.pure_middleware.anatomy import Obstacles
from stability_checker.codemods.pure_middleware.dispatch import Dispatch, mentions, method, parameters_of
from stability_checker.codemods.pure_middleware.layout import indented, start_of, text_of
from stability_checker.codemods.pure_middleware.names import Words

_HARMLESS_DECORATORS = frozenset({"override", "staticmethod"})


def direct(module: Module, node: ast.ClassDef, base: str) -> bool:
    return any(module.refers_to(one) == base for one in node.bases)


def inherits(module: Module, node: ast.ClassDef, base: str) -> bool:
    return module.is_subclass(f"{module.key}:{module.qualified(node)}", [base])


def obstacles(module: Module, node: ast.ClassDef, dispatch: Dispatch, base: str) -> Obstacles:
    """What stands against the rewrite outside the body of `dispatch`."""
    found = Obstacles()
    if told := bases.beside(module, node, base):
        found.manual.append(told)
    found += of_methods(node, dispatch)
    found += of_decorators(module, node)
    found += of_constructor(node)
    found.review += callers.questions(module, base)
    return found


def of_methods(node: ast.ClassDef, dispatch: Dispatch) -> Obstacles:
    """What the other methods of a class, and decorators of `dispatch`, ask of the method that goes."""
    found = Obstacles()
    if method(node, "__call__"):
        found.manual.append("the class has a __call__ of its own; merge the two by hand")
    if named := asks_itself(node):
        found.manual.append(
            f"the class uses .{named} itself, which is no more; move what it is used for into a method of its own, "
            "and run this again"
        )
    if listed := ", ".join(f"@{ast.unparse(one)}" for one in _decorators(dispatch)):
        found.review.append(f"{listed} around dispatch now gets scope, receive and send, of a function named __call__")
    return found


def asks_itself(node: ast.ClassDef) -> str:
    """Which of the attributes that go a class uses itself, but for the `dispatch` that it tells the base of."""
    constructor = method(node, "__init__")
    told = [given for call in _super_calls(constructor) for given in _handed(call)] if constructor else []
    uses = [one for one in ast.walk(node) if isinstance(one, ast.Attribute) and one not in told]
    return next((name for name in ("dispatch_func", "dispatch") if any(one.attr == name for one in uses)), "")


def _handed(call: ast.Call) -> list[ast.expr]:
    """What a constructor gives the base as `dispatch`."""
    named = [word.value for word in call.keywords if word.arg == "dispatch"]
    return [*named, *(arg for arg in call.args[1:2] if not isinstance(arg, ast.Starred))]


def is_own_dispatch(given: ast.expr) -> bool:
    """Whether it is `self.dispatch` that the base is given, which it would take anyway."""
    return isinstance(given, ast.Attribute) and given.attr == "dispatch" and getattr(given.value, "id", "") == "self"


def of_decorators(module: Module, node: ast.ClassDef) -> Obstacles:
    """What the decorators of a class may ask for that goes."""
    found = Obstacles()
    for one in node.decorator_list:
        if asked := _asked_by(module, one):
            found.manual.append(
                f"@{ast.unparse(one)} uses `{asked}`, which the rewrite would take away; {callers.ANOTHER_WAY}"
            )
        else:
            found.review.append(f"@{ast.unparse(one)} may ask for the base or the dispatch that go")
    return found


def _asked_by(module: Module, decorator: ast.expr) -> str:
    """Where the definition of a decorator uses a `dispatch`; or nothing."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    found = module.definition(module.refers_to(called) or "")
    inner = [node for node in ast.walk(found[1]) if isinstance(node, ast.Attribute)] if found else []
    return next((ast.unparse(node) for node in inner if node.attr in ("dispatch", "dispatch_func")), "")


def _decorators(dispatch: Dispatch) -> list[ast.expr]:
    names = ((one, last_name(one)) for one in dispatch.function.decorator_list)
    return [one for one, name in names if name not in _HARMLESS_DECORATORS]


def is_static(function: ast.AsyncFunctionDef) -> bool:
    return any(getattr(one, "id", "") == "staticmethod" for one in function.decorator_list)


def of_constructor(node: ast.ClassDef) -> Obstacles:
    """What stands against a constructor that keeps the application itself."""
    constructor = method(node, "__init__")
    if constructor is None:
        return Obstacles()
    calls = list(_super_calls(constructor))
    if len(calls) != 1:
        return Obstacles(manual=["__init__ does not hand the application on exactly once; do that first"])
    call = calls[0]
    words = {word.arg for word in call.keywords}
    handed = _handed(call)
    if handed and not is_own_dispatch(handed[0]) and not _is_optional(constructor, handed[0]):
        told = ast.unparse(handed[0])
        return Obstacles(manual=[f"__init__ gives the base `{told}` as dispatch; {callers.INSTEAD}"])
    if handed and not is_own_dispatch(handed[0]):
        told = "a function that is given to __init__ as dispatch no longer takes the place of the method: it is ignored"
        return Obstacles(review=[told])
    if _application(constructor, call) is None:
        return Obstacles(manual=["__init__ hides what it passes on as the application; name it first"])
    more = [arg for arg in call.args[1:] if not isinstance(arg, ast.Starred) and arg not in handed]
    if more or words - {"app", "dispatch", None}:
        return Obstacles(manual=["__init__ passes more than the application on; rewrite the class by hand"])
    return Obstacles()


def _is_optional(constructor: "ast.FunctionDef | ast.AsyncFunctionDef", given: ast.expr) -> bool:
    """Whether what is given is a parameter that is None by default and of no other use."""
    taken = constructor.args
    plain, named = [*taken.posonlyargs, *taken.args], list(zip(taken.kwonlyargs, taken.kw_defaults, strict=True))
    pairs = [*zip(reversed(plain), reversed(taken.defaults), strict=False), *named]
    name = given.id if isinstance(given, ast.Name) else ""
    uses = [one for one in ast.walk(constructor) if isinstance(one, ast.Name) and one.id == name]
    return len(uses) == 1 and any(
        arg.arg == name and isinstance(default, ast.Constant) and default.value is None for arg, default in pairs
    )


def _super_calls(constructor: ast.AST) -> Iterator[ast.Call]:
    """`super().__init__(...)`, `super(Class, self).__init__(...)`, as statements."""
    for one in ast.walk(constructor):
        call = one.value if isinstance(one, ast.Expr) else None
        func = call.func if isinstance(call, ast.Call) else None
        of = func.value if isinstance(func, ast.Attribute) and func.attr == "__init__" else None
        if isinstance(call, ast.Call) and isinstance(of, ast.Call) and getattr(of.func, "id", "") == "super":
            yield call


def _application(constructor: "ast.FunctionDef | ast.AsyncFunctionDef", call: ast.Call) -> str | None:
    """The text for the application that `__init__` hands on: a name, or the place that it has in `*args, **kwargs`."""
    named = next((word.value for word in call.keywords if word.arg == "app"), None)
    first = call.args[0] if call.args else None
    if named is not None or (first is not None and not isinstance(first, ast.Starred)):
        return ast.unparse(named or first)  # type: ignore[arg-type]
    given = isinstance(first, ast.Starred) and _same(first.value, constructor.args.vararg)
    words = [word.value for word in call.keywords if word.arg is None and _same(word.value, constructor.args.kwarg)]
    unpacked, mapped = getattr(constructor.args.vararg, "arg", ""), getattr(constructor.args.kwarg, "arg", "")
    if given and words:
        return f'{unpacked}[0] if {unpacked} else {mapped}["app"]'
    return f"{unpacked}[0]" if given else f'{mapped}["app"]' if words else None


def _same(node: ast.expr, parameter: ast.arg | None) -> bool:
    return parameter is not None and isinstance(node, ast.Name) and node.id == parameter.arg


def edits(dispatch: Dispatch, words: Words) -> list[Edit]:
    """The class without its base, and a constructor that keeps the application."""
    return [*edits_around(dispatch, words), *overriding(dispatch)]


def edits_around(dispatch: Dispatch, words: Words) -> list[Edit]:
    """The same, where the method `dispatch` stays as it is."""
    return [*without_base(dispatch.module, dispatch.owner, words.paths.base), *_added_constructor(dispatch, words)]


def is_pure(node: ast.ClassDef) -> bool:
    """Whether the class is called as ASGI applications are, and takes nothing of the base but its constructor."""
    constructor, call = method(node, "__init__"), method(node, "__call__")
    told = len(node.bases) == 1 and not node.keywords and not node.decorator_list
    supers = [one for one in ast.walk(node) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "super"]
    inits = list(_super_calls(constructor)) if constructor else []
    plain = constructor is None or (len(inits) == 1 and _application(constructor, inits[0]) is not None)
    return told and call is not None and plain and len(supers) == len(inits) and not mentions(node, "dispatch_func")


def constructor_for(module: Module, call: "ast.FunctionDef | ast.AsyncFunctionDef", types: str) -> Change:
    """An `__init__` in front of the `__call__` of a class that has none."""
    annotated = any(arg.annotation for arg in call.args.args)
    kind, imports = spell(module, f"{types}:ASGIApp") if annotated else ("", ())
    lines = [
        f"def __init__(self, app{f': {kind}' if kind else ''}){' -> None' if kind else ''}:",
        "    self.app = app",
        "",
    ]
    return Change((above(module, call, lines),), imports)


def without_base(module: Module, node: ast.ClassDef, base: str) -> Iterator[Edit]:
    source, constructor = module.source, method(node, "__init__")
    yield bases.without(module, node, base)
    for call in _super_calls(constructor) if constructor else ():
        assert constructor is not None
        this = parameters_of(constructor)[0].arg
        yield source.replace(call, f"{this}.app = {_application(constructor, call)}")


def _added_constructor(dispatch: Dispatch, words: Words) -> Iterator[Edit]:
    if method(dispatch.owner, "__init__") is None:
        head = f"def __init__(self, {words.typed('app', 'ASGIApp')}){words.arrow()}:"
        yield above(dispatch.module, dispatch.function, [head, "    self.app = app", ""])


def above(module: Module, function: ast.AST, lines: list[str]) -> Edit:
    source = module.source
    assert isinstance(function, ast.stmt)
    at = start_of(source, function)
    return Edit(at, at, text_of(indented(lines, source.indent(function)), source.newline(function)))


def overriding(dispatch: Dispatch) -> Iterator[Edit]:
    """`__call__` overrides nothing any more."""
    for one in dispatch.function.decorator_list:
        if one not in _decorators(dispatch):
            yield remove_decorator(dispatch.module.source, one)
