"""What the body of a function tells beyond its signature: yields, errors, use of `**kwargs`, warnings, attributes."""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from stability_checker.model.api import Deprecation
from stability_checker.snapshot.collect.constants import NotConstant, dotted_name
from stability_checker.snapshot.collect.deprecations import by_warning, is_deprecation_warning
from stability_checker.snapshot.collect.nodes import nodes_below, walk
from stability_checker.snapshot.collect.scopes import FunctionNode, last_name
from stability_checker.snapshot.collect.wording import Wording

_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# What looks at a dictionary, or copies it, without taking anything out of it for itself.
_LOOKERS = frozenset({"bool", "dict", "isinstance", "iter", "len", "list", "repr", "set", "sorted", "str", "tuple"})
# Where statements hold others, those of the same function; an `except` and a `case` stand between.
_BRANCHES: dict[type[ast.AST], tuple[str, ...]] = {
    **dict.fromkeys((ast.If, ast.For, ast.AsyncFor, ast.While), ("body", "orelse")),
    **dict.fromkeys((ast.With, ast.AsyncWith, ast.ExceptHandler, ast.match_case), ("body",)),
    **dict.fromkeys((ast.Try, ast.TryStar), ("body", "orelse", "finalbody", "handlers")),
    ast.Match: ("cases",),
}
_TRIVIAL = re.compile(r"(?:pass|\.\.\.|return(?:None|NotImplemented)?|raiseNotImplementedError(?:\(.*\))?)?;?")


class BodyFacts(Struct):
    """The findings of one body; `attributes` are the assignments to attributes of the first parameter."""

    yields: bool = False
    absorbs: tuple[str, ...] = ()
    rejects_unknown: bool = False
    forwards: tuple[str, ...] = ()
    keeps_keywords: bool = False
    raises: tuple[str, ...] = ()
    attributes: list[tuple[str, ast.Assign | ast.AnnAssign]] = field(default_factory=list)
    deprecated_parameters: dict[str, Deprecation] = field(default_factory=dict)


def read_body(node: FunctionNode, text: str, wording: Wording) -> BodyFacts:
    """The facts of `node`, whose source text is `text`: what the text cannot contain is not searched for."""
    facts = BodyFacts()
    arguments = node.args
    if "yield" in text:
        facts.yields = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in _own_nodes(node.body))
    if arguments.kwarg or arguments.vararg:
        _read_forwarding(facts, node)
    if node.name != "__init__" and "super" in text and _calls_overridden(node):
        facts.forwards = tuple(sorted({*facts.forwards, f"super().{node.name}"}))
    first = next(iter([*arguments.posonlyargs, *arguments.args]), None)
    owner = first.arg if first and (f"{first.arg}." in text or "__setattr__(" in text) else ""
    warns = "warn" in text or "deprecat" in text
    if owner or warns or "raise " in text:
        _read_statements(facts, node, owner, wording if warns else None)
    return facts


def docstring_of(node: ast.AST) -> str | None:
    """The text that documents a module, class or function, as it stands in the source."""
    body = getattr(node, "body", None)
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value.value
    return None


def fingerprint(node: FunctionNode, lines: list[str]) -> str | None:
    """A digest of the body without spaces, docstring and the function's own name; None where it says nothing."""
    body = node.body[1:] if docstring_of(node) is not None else node.body
    if not body:
        return None
    text = "".join("".join(lines[body[0].lineno - 1 : body[-1].end_lineno]).split())
    if len(text) < 60 and _TRIVIAL.fullmatch(text):
        return None
    text = text.replace(f"{node.name}(", "(")
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes below `body` that run when the function itself does."""
    stack = list(body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _NESTED):
            stack.extend(nodes_below(node))


def _read_forwarding(facts: BodyFacts, node: FunctionNode) -> None:
    keywords = node.args.kwarg.arg if node.args.kwarg else ""
    positional = node.args.vararg.arg if node.args.vararg else ""
    absorbs: set[str] = set()
    forwards: set[str] = set()
    uses = explained = 0
    for each in _closure_nodes(node.body, keywords):
        if isinstance(each, ast.Call):
            given = sum(keyword.arg is None and _is_name(keyword.value, keywords) for keyword in each.keywords)
            if given or _spreads(each, positional, keywords):
                forwards.add(_callee(each.func))
            if _takes_as_dict(each, keywords):
                forwards.add(f"{_callee(each.func)}({keywords})")
                given += 1
            picked = list(_taken_by_call(each, keywords))
            absorbs.update(picked)
            explained += given + len(picked)
        elif isinstance(each, ast.Subscript) and _is_name(each.value, keywords):
            absorbs.update(words := list(_words(each.slice)))
            explained += len(words)
        elif isinstance(each, ast.Compare) and any(_is_name(right, keywords) for right in each.comparators):
            absorbs.update(words := list(_words(each.left)))
            explained += len(words)
        elif isinstance(each, ast.If) and _is_name(each.test, keywords):
            facts.rejects_unknown = facts.rejects_unknown or any(isinstance(inner, ast.Raise) for inner in each.body)
            explained += 1
        elif isinstance(each, ast.Name) and _is_name(each, keywords):
            uses += 1
    facts.absorbs = tuple(sorted(absorbs))
    facts.forwards = tuple(sorted(forwards))
    facts.keeps_keywords = bool(keywords) and (uses > explained or _only_declares(node))


def _only_declares(node: FunctionNode) -> bool:
    """`def f(**kwargs): ...` promises what its signature says: to collect them."""
    last = node.body[-1]
    return isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant) and last.value.value is ...


def _closure_nodes(body: Iterable[ast.AST], name: str) -> Iterator[ast.AST]:
    """All nodes below `body` but those of functions inside it that give `name` another meaning."""
    stack = list(body)
    while stack:
        node = stack.pop()
        yield node
        arguments = getattr(node, "args", None)
        own = arguments.kwarg if isinstance(arguments, ast.arguments) else None
        if own is None or own.arg != name:
            stack.extend(nodes_below(node))


def _calls_overridden(node: FunctionNode) -> bool:
    """Whether a method calls the one that it overrides, and so tells that a base has it."""
    calls = (each.func for each in _own_nodes(node.body) if isinstance(each, ast.Call))
    return any(isinstance(each, ast.Attribute) and _callee(each) == f"super().{node.name}" for each in calls)


def _is_name(node: ast.expr, name: str) -> bool:
    return bool(name) and isinstance(node, ast.Name) and node.id == name


def _spreads(call: ast.Call, positional: str, keywords: str) -> bool:
    """`f(*args)`, or `f(**{**defaults, **kwargs})`, which hands the keywords on among others."""
    if any(isinstance(each, ast.Starred) and _is_name(each.value, positional) for each in call.args):
        return True
    spread = (each.value for each in call.keywords if each.arg is None)
    made = (each for each in spread if isinstance(each, ast.Dict) or last_name(each) == "dict")
    return any(isinstance(inner, ast.Name) and _is_name(inner, keywords) for each in made for inner in walk(each))


def _takes_as_dict(call: ast.Call, keywords: str) -> bool:
    """`self._setup(kwargs)`: what the callable takes out of them is its own business; `len(kwargs)` takes nothing."""
    if isinstance(call.func, ast.Name) and call.func.id in _LOOKERS:
        return False
    return any(_is_name(each, keywords) for each in (*call.args, *(each.value for each in call.keywords if each.arg)))


def _taken_by_call(call: ast.Call, keywords: str) -> Iterator[str]:
    """`kwargs.pop("x")`, `kwargs.get("x")`, `kwargs.setdefault("x", ...)`."""
    function = call.func
    if not isinstance(function, ast.Attribute) or not _is_name(function.value, keywords) or not call.args:
        return
    if function.attr in ("pop", "get", "setdefault"):
        yield from _words(call.args[0])


def _words(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _callee(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call) and _is_name(node.value.func, "super"):
        return f"super().{node.attr}"
    try:
        return dotted_name(node)
    except NotConstant:
        return f"?.{node.attr}" if isinstance(node, ast.Attribute) else "?"


def _read_statements(facts: BodyFacts, node: FunctionNode, owner: str, wording: Wording | None) -> None:
    """Assignments to attributes, errors and, with `wording`, the parameters whose use is warned of."""
    raises: set[str] = set()
    for statement in _own_statements(node.body):
        if isinstance(statement, ast.Raise):
            raises.update(_raised(statement))
        elif owner and isinstance(statement, ast.Assign):
            for target in statement.targets:
                facts.attributes.extend((name, statement) for name in _attributes(target, owner))
        elif owner and isinstance(statement, ast.Expr):
            facts.attributes.extend(_set_past_the_guard(statement, owner))
        elif owner and isinstance(statement, ast.AnnAssign):
            facts.attributes.extend((name, statement) for name in _attributes(statement.target, owner))
        elif wording is not None and isinstance(statement, ast.If):
            _read_deprecated_parameters(facts, node, statement, wording)
    facts.raises = tuple(sorted(raises))


def _own_statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The statements of a body and of the branches in it, each before those inside it; no function's or class's own."""
    for statement in body:
        yield statement
        for part in _BRANCHES.get(type(statement), ()):
            yield from _own_statements(getattr(statement, part))


def _raised(statement: ast.Raise) -> Iterator[str]:
    error = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    if error is None:
        return
    try:
        name = dotted_name(error)
    except NotConstant:
        return
    if name.rpartition(".")[2][:1].isupper():  # a variable that holds an error says nothing
        yield name


def _attributes(target: ast.expr, owner: str) -> Iterator[str]:
    if isinstance(target, ast.Attribute):
        if isinstance(target.value, ast.Name) and target.value.id == owner:
            yield target.attr
    elif isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _attributes(each, owner)


def _set_past_the_guard(statement: ast.Expr, owner: str) -> Iterator[tuple[str, ast.Assign]]:
    """`object.__setattr__(self, "name", value)` assigns where the class forbids assignments."""
    call = statement.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or len(call.args) != 3:
        return
    receiver, name, value = call.args
    if call.func.attr == "__setattr__" and _is_name(receiver, owner) and isinstance(name, ast.Constant):
        target = ast.Attribute(receiver, str(name.value))
        yield target.attr, ast.copy_location(ast.Assign([target], value), statement)


def parameter_names(node: FunctionNode) -> set[str]:
    arguments = node.args
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return {each.arg for each in (*named, arguments.vararg, arguments.kwarg) if each is not None}


def _read_deprecated_parameters(facts: BodyFacts, node: FunctionNode, statement: ast.If, wording: Wording) -> None:
    """`if old is not None: warnings.warn(..., DeprecationWarning)` deprecates the parameter `old`."""
    for name in asked_parameters(statement.test, parameter_names(node)):
        for inner in statement.body:
            if (
                isinstance(inner, ast.Expr)
                and isinstance(inner.value, ast.Call)
                and is_deprecation_warning(inner.value)
            ):
                facts.deprecated_parameters.setdefault(name, by_warning(inner.value, wording.inside(node.body)))


def asked_parameters(test: ast.expr, parameters: set[str]) -> set[str]:
    """The parameters each of which can make a test true by itself; none where it asks for several together."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return set().union(*(asked_parameters(each, parameters) for each in test.values))
    asked = {each.id for each in walk(test) if isinstance(each, ast.Name) and each.id in parameters}
    return asked if len(asked) == 1 else set()
