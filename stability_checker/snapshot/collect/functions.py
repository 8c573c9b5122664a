"""From the syntax of a function to the model's Function or Property."""

import ast
from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from stability_checker.model.api import (
    Binding,
    Deprecation,
    Flavour,
    Function,
    Parameter,
    ParameterKind,
    Property,
    Signature,
)
from stability_checker.snapshot.collect import scopes
from stability_checker.snapshot.collect.bodies import BodyFacts, docstring_of, fingerprint, read_body
from stability_checker.snapshot.collect.constants import Lookup, NotConstant, dotted_name
from stability_checker.snapshot.collect.deprecations import by_decorator, of_function
from stability_checker.snapshot.collect.docstrings import documented_errors, documented_parameter_deprecations
from stability_checker.snapshot.collect.expressions import Resolve, annotation_text, constant_text, default_text
from stability_checker.snapshot.collect.scopes import FunctionNode
from stability_checker.snapshot.collect.warners import Warners
from stability_checker.snapshot.collect.wording import Wording

_PROPERTIES = frozenset(
    [
        "property",
        "functools.cached_property",
        "abc.abstractproperty",
        "cached_property.cached_property",
        "enum.property",
        "types.DynamicClassAttribute",
        "django.utils.functional.cached_property",
        "werkzeug.utils.cached_property",
    ]
)
_MANAGERS = {
    "contextlib.contextmanager": Flavour.CONTEXT_MANAGER,
    "contextlib.asynccontextmanager": Flavour.ASYNC_CONTEXT_MANAGER,
}
_BINDINGS = {"classmethod": Binding.CLASSMETHOD, "staticmethod": Binding.STATICMETHOD}
_ABSTRACT = ("abc.abstractmethod", "abc.abstractproperty", "abc.abstractclassmethod", "abc.abstractstaticmethod")
_IMPLICIT = {
    "__new__": Binding.STATICMETHOD,
    "__init_subclass__": Binding.CLASSMETHOD,
    "__class_getitem__": Binding.CLASSMETHOD,
}


class Context(Struct, frozen=True):
    """What names mean where the function stands: their path to show, their definition and the constant they hold."""

    shown: Resolve
    definition: Resolve
    lookup: Lookup
    wording: Wording
    lines: list[str]
    warners: Warners


def build_function(
    binding: scopes.Binding,
    context: Context,
    common: dict[str, Any],
    in_class: bool,
    stub: scopes.Binding | None = None,
    about: str | None = None,
) -> tuple[Function | Property, BodyFacts]:
    """The object for a `def`, with the facts of its body.

    `common` are the fields that all objects share, `stub` is what a stub file declares under the same name, `about`
    another docstring that describes the parameters.
    """
    node = binding.node
    assert isinstance(node, FunctionNode)
    docstring = docstring_of(node)
    decorators = decorator_names(node.decorator_list, context.shown)
    text = "".join(context.lines[node.lineno - 1 : node.end_lineno])
    facts = read_body(node, text, context.wording)
    common = {**common, "deprecated": of_function(node, docstring, context.wording) or common.get("deprecated")}
    if in_class and is_property(decorators):
        return _property(binding, node, context, common, decorators), facts
    described = {**documented_parameter_deprecations(about), **documented_parameter_deprecations(docstring)}
    told = {**described, **context.warners.deprecated_parameters(node, text)}
    signature = _deprecating(read_signature(node, context), {**told, **facts.deprecated_parameters})
    overloads, runtime = binding.overloads, None
    stub = stub or binding.declared
    if stub is not None and isinstance(stub.node, FunctionNode):
        declared = read_signature(stub.node, context)
        overloads = overloads or stub.overloads
        signature, runtime = _declared_over(declared, signature, bool(stub.overloads))
    function = Function(
        **common,
        signature=signature,
        runtime=runtime,
        overloads=tuple(_overload(each, context) for each in overloads),
        binding=_binding(node.name, decorators, in_class),
        flavour=_flavour(node, decorators, facts),
        decorators=tuple(each for each in decorators if each not in _BINDINGS and each not in _ABSTRACT),
        abstract=any(each in _ABSTRACT for each in decorators),
        final="typing.final" in decorators,
        absorbs=facts.absorbs,
        rejects_unknown=facts.rejects_unknown,
        keeps_keywords=facts.keeps_keywords,
        forwards=tuple(sorted({_callee(each, context) for each in facts.forwards})),
        raises=_errors([*facts.raises, *documented_errors(docstring)], context.shown),
        fingerprint=fingerprint(node, context.lines),
    )
    return function, facts


def decorator_names(decorators: Iterable[ast.expr], resolve: Resolve) -> tuple[str, ...]:
    """The resolved dotted names of decorators, arguments left out; other expressions as source text."""
    names = []
    for decorator in decorators:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        names.append(annotation_text(target, resolve) or "")
    return tuple(names)


def is_property(decorators: Iterable[str]) -> bool:
    """Whether one of the decorators makes a property: a known one, or one that is called so (`memoized_property`)."""
    return any(each in _PROPERTIES or each.lower().endswith("property") for each in decorators)


def read_signature(node: FunctionNode | ast.Lambda, context: Context) -> Signature:
    """The parameters in order, and what the callable returns."""
    returns = None if isinstance(node, ast.Lambda) else annotation_text(node.returns, context.shown)
    return Signature(tuple(_parameters(node.args, context)), returns)


def _parameters(arguments: ast.arguments, context: Context) -> Iterable[Parameter]:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    for index, (each, default) in enumerate(zip(positional, defaults, strict=True)):
        only = index < len(arguments.posonlyargs)
        kind = ParameterKind.POSITIONAL_ONLY if only else ParameterKind.POSITIONAL_OR_KEYWORD
        yield _parameter(each, kind, default, context)
    if arguments.vararg:
        yield _parameter(arguments.vararg, ParameterKind.VAR_POSITIONAL, None, context)
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(each, ParameterKind.KEYWORD_ONLY, default, context)
    if arguments.kwarg:
        yield _parameter(arguments.kwarg, ParameterKind.VAR_KEYWORD, None, context)


def _parameter(each: ast.arg, kind: ParameterKind, default: ast.expr | None, context: Context) -> Parameter:
    annotation = annotation_text(each.annotation, context.shown) if each.annotation is not None else None
    if default is None:
        return Parameter(each.arg, kind, annotation)
    return Parameter(each.arg, kind, annotation, default_text(default), constant_text(default, context.lookup))


def _deprecating(signature: Signature, warned: dict[str, Deprecation]) -> Signature:
    if not warned:
        return signature
    parameters = (replace(each, deprecated=warned.get(each.name)) for each in signature.parameters)
    return replace(signature, parameters=tuple(parameters))


def _declared_over(declared: Signature, written: Signature, overloaded: bool) -> tuple[Signature, Signature | None]:
    """The stub's signature with the source's defaults; the source's own too where the two take other arguments."""
    if overloaded:
        return written, None
    by_name = {each.name: each for each in written.parameters}
    parameters = []
    for each in declared.parameters:
        twin = by_name.get(each.name)
        if twin is not None and each.default == "..." and twin.default is not None:
            each = replace(each, default=twin.default, value=twin.value)
        parameters.append(each)
    alike = [(each.name, each.kind, each.required) for each in parameters] == [
        (each.name, each.kind, each.required) for each in written.parameters
    ]
    return replace(declared, parameters=tuple(parameters)), None if alike else written


def _overload(node: FunctionNode, context: Context) -> Signature:
    return replace(read_signature(node, context), deprecated=by_decorator(node.decorator_list, context.wording))


def _binding(name: str, decorators: tuple[str, ...], in_class: bool) -> Binding:
    if not in_class:
        return Binding.FUNCTION
    for decorator in decorators:
        if decorator in _BINDINGS:
            return _BINDINGS[decorator]
    return _IMPLICIT.get(name, Binding.METHOD)


def _flavour(node: FunctionNode, decorators: tuple[str, ...], facts: BodyFacts) -> Flavour:
    for decorator in decorators:
        if decorator in _MANAGERS:
            return _MANAGERS[decorator]
    if isinstance(node, ast.AsyncFunctionDef):
        return Flavour.ASYNC_GENERATOR if facts.yields else Flavour.ASYNC
    return Flavour.GENERATOR if facts.yields else Flavour.PLAIN


def _callee(name: str, context: Context) -> str:
    if name.startswith(("super().", "self.", "cls.", "?")) or name.endswith(")"):
        return name
    return context.shown(name)


def _errors(names: Iterable[str], resolve: Resolve) -> tuple[str, ...]:
    return tuple(sorted({annotation_text(_as_expression(name), resolve) or name for name in names}))


def _as_expression(name: str) -> ast.expr:
    first, *others = name.split(".")
    node: ast.expr = ast.Name(first)
    for each in others:
        node = ast.Attribute(node, each)
    return node


def _property(
    binding: scopes.Binding, node: FunctionNode, context: Context, common: dict[str, Any], decorators: tuple[str, ...]
) -> Property:
    verbs = {verb for each in binding.accessors for verb in _accessor_verbs(each)}
    cached = not any(each in ("property", "abc.abstractproperty", "enum.property") for each in decorators)
    return Property(
        **common,
        annotation=annotation_text(node.returns, context.shown),
        settable=cached or "setter" in verbs,
        deletable=cached or "deleter" in verbs,
        cached=cached,
        abstract=any(each in _ABSTRACT for each in decorators),
        final="typing.final" in decorators,
        classmethod="classmethod" in decorators,
    )


def _accessor_verbs(node: FunctionNode) -> Iterable[str]:
    for decorator in node.decorator_list:
        try:
            yield dotted_name(decorator).rpartition(".")[2]
        except NotConstant:
            continue
