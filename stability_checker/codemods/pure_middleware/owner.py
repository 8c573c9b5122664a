"""The class around `dispatch`: its constructor, its decorators, and who else knows it."""

import ast
from collections.abc import Iterator

from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.layout import remove_decorator
from stability_checker.codemods.frame.source import is_function, last_name
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import UNKNOWN, Module
from stability_checker.codemods.pure_middleware import bases
from stability_checker.codemods.pure_middleware.anatomy import Obstacles
from stability_checker.codemods.pure_middleware.dispatch import Dispatch, parameters_of
from stability_checker.codemods.pure_middleware.layout import indented, start_of, text_of
from stability_checker.codemods.pure_middleware.names import Words

APART = (
    "let each inherit from BaseHTTPMiddleware itself, with what they share in functions or in a class without that base"
)
_INSTEAD = "make a class of the function that is given there, with a dispatch of its own, and run this again"
_HARMLESS_DECORATORS = frozenset({"override", "staticmethod"})


def direct(module: Module, node: ast.ClassDef, base: str) -> bool:
    return any(module.refers_to(one) == base for one in node.bases)


def inherits(module: Module, node: ast.ClassDef, base: str) -> bool:
    return module.is_subclass(f"{module.key}:{module.qualified(node)}", [base])


def indirect(node: ast.ClassDef) -> str:
    """What to do with a class that has its own `dispatch` and takes the rest from another one of the project."""
    above = ", ".join(ast.unparse(one) for one in node.bases)
    return f"has a dispatch of its own below that of {above}; {APART}, and run this again"


def method(node: ast.ClassDef, name: str) -> "ast.FunctionDef | ast.AsyncFunctionDef | None":
    return next((one for one in node.body if is_function(one) and one.name == name), None)


def obstacles(module: Module, node: ast.ClassDef, dispatch: Dispatch, base: str) -> Obstacles:
    """What stands against the rewrite outside the body of `dispatch`."""
    found = Obstacles()
    if told := bases.beside(module, node, base):
        found.manual.append(told)
    if method(node, "__call__"):
        found.manual.append("the class has a __call__ of its own; merge the two by hand")
    if named := [name for name in ("dispatch_func", "dispatch") if _mentions(node, name)]:
        found.manual.append(
            f"the class uses .{named[0]} itself, which is no more; move what it is used for into a method of its own, "
            "and run this again"
        )
    if dispatch.function.decorator_list and _decorators(dispatch):
        listed = ", ".join(f"@{ast.unparse(one)}" for one in _decorators(dispatch))
        found.review.append(f"{listed} around dispatch now gets scope, receive and send, of a function named __call__")
    for one in node.decorator_list:
        found.review.append(_of_decorator(module, one))
    found += _of_constructor(node)
    found += _of_others(module, node, base)
    return found


def _of_decorator(module: Module, decorator: ast.expr) -> str:
    """What a decorator of the class may ask for that goes."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    found = module.definition(module.refers_to(called) or "")
    inner = [node for node in ast.walk(found[1]) if isinstance(node, ast.Attribute)] if found else []
    asked = next((ast.unparse(node) for node in inner if node.attr in ("dispatch", "dispatch_func")), None)
    if asked is not None:
        return f"@{ast.unparse(decorator)} uses `{asked}`, which is no more: give it what it needs in another way first"
    return f"@{ast.unparse(decorator)} may ask for the base or the dispatch that go"


def _decorators(dispatch: Dispatch) -> list[ast.expr]:
    names = ((one, last_name(one)) for one in dispatch.function.decorator_list)
    return [one for one, name in names if name not in _HARMLESS_DECORATORS]


def is_static(function: ast.AsyncFunctionDef) -> bool:
    return any(getattr(one, "id", "") == "staticmethod" for one in function.decorator_list)


def _mentions(node: ast.AST, attribute: str) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr == attribute for one in ast.walk(node))


def _of_constructor(node: ast.ClassDef) -> Obstacles:
    constructor = method(node, "__init__")
    if constructor is None:
        return Obstacles()
    calls = list(_super_calls(constructor))
    if len(calls) != 1:
        return Obstacles(manual=["__init__ does not hand the application on exactly once; do that first"])
    call = calls[0]
    words = {word.arg for word in call.keywords}
    handed = [word.value for word in call.keywords if word.arg == "dispatch"]
    handed += [arg for arg in call.args[1:2] if not isinstance(arg, ast.Starred)]
    if handed and not _is_optional(constructor, handed[0]):
        told = ast.unparse(handed[0])
        return Obstacles(manual=[f"__init__ gives the base `{told}` as dispatch; {_INSTEAD}"])
    if handed:
        told = "a function that is given to __init__ as dispatch no longer takes the place of the method: it is ignored"
        return Obstacles(review=[told])
    if _application(constructor, call) is None:
        return Obstacles(manual=["__init__ hides what it passes on as the application; name it first"])
    if any(isinstance(arg, ast.expr) and not isinstance(arg, ast.Starred) for arg in call.args[1:]) or words - {
        "app",
        None,
    }:
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


def _of_others(module: Module, node: ast.ClassDef, base: str) -> Obstacles:
    """Subclasses, calls of `dispatch` and constructions with `dispatch=` in the files that know the library."""
    found, reference = Obstacles(), f"{module.key}:{module.qualified(node)}"
    heirs = list(_heirs(module, node, {reference}))
    if own := [other.name for other in heirs if method(other, "dispatch")]:
        listed = ", ".join(own[:3]) + (f" and {len(own) - 3} more" if len(own) > 3 else "")
        found.manual.append(f"its dispatch is overridden in {listed}; {APART}")
    for other in heirs:
        if not method(other, "dispatch") and not _takes_all_over(other):
            found.review.append(f"{other.name} inherits from the class, and from others or with a __call__ of its own")
    for there in module.world.users(base.rpartition(".")[2], module):
        if told := _asks_for(there, base):
            place = f"{there.source.path.name} says `{told}`"
            found.review.append(f"{place}: where it is asked of this class or of an object of it, the answer is now no")
    for there in module.world.users(node.name, module):
        uses = (one for one in there.source.nodes(ast.Attribute) if _may_be_dispatch(there, one, reference))
        if (use := next(uses, None)) is not None:
            place = f"{there.source.path.name}, line {use.lineno}, uses `{ast.unparse(use)}`"
            found.review.append(f"{place}: where that is this class's, it is no more, and what asks for it fails")
        if any(_is_given_dispatch(there, call, reference) for call in there.source.calls):
            found.manual.append(f"{there.source.path.name} constructs the class with dispatch=; {_INSTEAD}")
    return found


def _heirs(module: Module, node: ast.ClassDef, known: "set[str]") -> Iterator[ast.ClassDef]:
    """The classes of the project that inherit from a class, through others too."""
    reference = f"{module.key}:{module.qualified(node)}"
    for there in module.world.users(node.name, module):
        for other in there.source.nodes(ast.ClassDef):
            inherits_here = any(there.refers_to(bases.unsubscripted(base)) == reference for base in other.bases)
            if inherits_here and (own := f"{there.key}:{there.qualified(other)}") not in known:
                known.add(own)
                yield other
                yield from _heirs(there, other, known)


def _takes_all_over(heir: ast.ClassDef) -> bool:
    """Whether a class without a `dispatch` of its own is served by the `__call__` that it inherits."""
    plain = len(heir.bases) == 1 and not heir.keywords and not heir.decorator_list
    return plain and not (method(heir, "__call__") or _mentions(heir, "dispatch") or _mentions(heir, "dispatch_func"))


def _asks_for(there: Module, base: str) -> str:
    """The call in a file that says `isinstance(one, BaseHTTPMiddleware)`, or `issubclass`; or nothing."""
    asking = [call for call in there.source.calls if getattr(call.func, "id", "") in ("isinstance", "issubclass")]
    parts = ((call, part) for call in asking for arg in call.args[1:] for part in ast.walk(arg))
    found = (
        call for call, part in parts if isinstance(part, ast.Name | ast.Attribute) and there.refers_to(part) == base
    )
    return next((ast.unparse(call) for call in found), "")


def _may_be_dispatch(there: Module, one: ast.Attribute, reference: str) -> bool:
    """Whether `something.dispatch` may be that of the class; its own uses are looked at elsewhere."""
    if one.attr != "dispatch" or (isinstance(one.value, ast.Call) and getattr(one.value.func, "id", "") == "super"):
        return False
    named = there.refers_to(one.value)
    found = {named} if named is not None else there.classes_of(one.value)
    above = set(there.world.ancestors(reference))
    return not found or UNKNOWN in found or bool(above & found)


def _is_given_dispatch(there: Module, call: ast.Call, reference: str) -> bool:
    if not any(word.arg == "dispatch" for word in call.keywords):
        return False
    return any(there.refers_to(part) == reference for part in (call.func, *call.args[:1]))


def edits(dispatch: Dispatch, words: Words) -> list[Edit]:
    """The class without its base, and a constructor that keeps the application."""
    return [*edits_around(dispatch, words), *_override(dispatch)]


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
    return told and call is not None and plain and len(supers) == len(inits) and not _mentions(node, "dispatch_func")


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


def _override(dispatch: Dispatch) -> Iterator[Edit]:
    """`__call__` overrides nothing any more."""
    for one in dispatch.function.decorator_list:
        if one not in _decorators(dispatch):
            yield remove_decorator(dispatch.module.source, one)
