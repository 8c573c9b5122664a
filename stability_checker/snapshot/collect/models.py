"""The class models whose members have semantics of their own: which family a class is of, its fields and switches."""

import ast
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from stability_checker.model.api import Family, Parameter, ParameterKind
from stability_checker.snapshot.collect.constants import NotConstant, fold
from stability_checker.snapshot.collect.expressions import annotation_text, constant_text, default_text
from stability_checker.snapshot.collect.functions import Context
from stability_checker.snapshot.collect.hierarchy import ClassSource
from stability_checker.snapshot.collect.scopes import Binding, last_name
from stability_checker.snapshot.collect.values import declared

_DATACLASS = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass"})
_ATTRS_CLASSIC = frozenset({"attr.s", "attr.attrs", "attr.attributes", "attr.dataclass"})
_ATTRS_MODERN = frozenset(
    f"{package}.{name}" for package in ("attr", "attrs") for name in ("define", "mutable", "frozen")
)
_PYDANTIC = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic_settings.BaseSettings"})
_ATTRS_FIELDS = frozenset({"ib", "attrib", "field"})
_SWITCHES = ("frozen", "eq", "order", "kw_only", "slots", "init", "unsafe_hash", "match_args", "total")
_DEFAULTS = {"eq": True, "init": True, "match_args": True, "total": True}


class ClassModel(Struct, frozen=True):
    """The family of a class, its own fields and its switches where they differ from what the family does by default."""

    family: Family
    fields: tuple[Parameter, ...]
    options: dict[str, bool]


def read_model(
    source: ClassSource, decorators: tuple[str, ...], ancestors: tuple[str, ...], context: Context
) -> ClassModel:
    """The model of one class by its decorators and ancestors (paths as shown)."""
    bases = set(ancestors)
    family, options = _decorated(source, decorators)
    if family is Family.PLAIN:
        family = _inherited_family(source, bases)
        options = _keywords(source)
    if family is Family.PROTOCOL:
        options = {"runtime": True} if "typing.runtime_checkable" in decorators else {}
    if family is Family.PYDANTIC:
        options.update(_pydantic_options(source))
    options = {name: each for name, each in options.items() if each != _DEFAULTS.get(name, False)}
    return ClassModel(family, tuple(_own_fields(source, family, options, decorators, context)), options)


def _inherited_family(source: ClassSource, bases: set[str]) -> Family:
    if "enum.Enum" in bases:
        return Family.ENUM
    if "typing.TypedDict" in bases:
        return Family.TYPEDDICT
    if "typing.NamedTuple" in bases or ("tuple" in bases and (source.call or _base_call(source))):
        return Family.NAMEDTUPLE
    if bases & _PYDANTIC:
        return Family.PYDANTIC
    direct = source.node.bases if source.node else []
    if any(last_name(each.value if isinstance(each, ast.Subscript) else each) == "Protocol" for each in direct):
        return Family.PROTOCOL
    return Family.PLAIN


def _base_call(source: ClassSource) -> ast.Call | None:
    """`class X(namedtuple("X", "a b"))`."""
    bases = source.node.bases if source.node else []
    called = (base for base in bases if isinstance(base, ast.Call))
    return next((call for call in called if last_name(call).lower() == "namedtuple"), None)


def _decorated(source: ClassSource, decorators: tuple[str, ...]) -> tuple[Family, dict[str, bool]]:
    nodes = source.node.decorator_list if source.node else []
    for name, node in zip(decorators, nodes, strict=False):
        given = _switches(node.keywords) if isinstance(node, ast.Call) else {}
        if name in _DATACLASS:
            return Family.DATACLASS, given
        if name in _ATTRS_MODERN:
            return Family.ATTRS, {"slots": True, "frozen": name.endswith("frozen"), **given}
        if name in _ATTRS_CLASSIC:
            return Family.ATTRS, {"order": given.get("eq", True), **given}
    return Family.PLAIN, {}


def _keywords(source: ClassSource) -> dict[str, bool]:
    """Switches given as class keywords: `class T(TypedDict, total=False)`, `class M(BaseModel, frozen=True)`."""
    given = source.node.keywords if source.node else source.call.keywords if source.call else []
    return _switches(given)


def _switches(keywords: list[ast.keyword]) -> dict[str, bool]:
    found = {}
    for each in keywords:
        if each.arg in _SWITCHES and isinstance(each.value, ast.Constant):
            found[each.arg] = bool(each.value.value)
    return found


def _pydantic_options(source: ClassSource) -> dict[str, bool]:
    """`model_config = ConfigDict(frozen=True)`, and `class Config: allow_mutation = False` of version 1."""
    config = source.scope.bindings.get("model_config")
    if config is not None and isinstance(config.value, ast.Call):
        return _switches(config.value.keywords)
    return {}


def _own_fields(
    source: ClassSource, family: Family, options: dict[str, bool], decorators: tuple[str, ...], context: Context
) -> Iterator[Parameter]:
    call = source.call or _base_call(source)
    if call is not None:
        return _called_fields(call, family, options, context)
    if family is Family.DATACLASS:
        return _dataclass_fields(source, options, context)
    if family is Family.ATTRS:
        return _attrs_fields(source, options, decorators, context)
    if family in (Family.PYDANTIC, Family.NAMEDTUPLE, Family.TYPEDDICT):
        return _annotated_fields(source, family, options, context)
    return iter(())


def _annotated(source: ClassSource) -> Iterator[tuple[Binding, ast.expr | None]]:
    """The annotated names of a class body in order, those that are class variables left out."""
    for binding in source.scope.bindings.values():
        if binding.kind != "value" or binding.annotation is None or binding.typing_only:
            continue
        found = declared(binding.annotation)
        if "ClassVar" not in found.qualifiers:
            yield binding, found.inner


def _dataclass_fields(source: ClassSource, options: dict[str, bool], context: Context) -> Iterator[Parameter]:
    keyword_only = options.get("kw_only", False)
    for binding, inner in _annotated(source):
        if inner is not None and last_name(inner) == "KW_ONLY" and not isinstance(inner, ast.Call):
            keyword_only = True
            continue
        field = _field(binding.name, inner, binding.value, keyword_only, context)
        if field is not None:
            yield field


def _attrs_fields(
    source: ClassSource, options: dict[str, bool], decorators: tuple[str, ...], context: Context
) -> Iterator[Parameter]:
    bindings = [each for each in source.scope.bindings.values() if each.kind == "value" and not each.typing_only]
    called = [each for each in bindings if isinstance(each.value, ast.Call) and last_name(each.value) in _ATTRS_FIELDS]
    annotated = {binding.name for binding, _ in _annotated(source)}
    automatic = bool(annotated) and _collects_annotations(source, decorators, [each.name for each in called], annotated)
    for binding in bindings:
        if binding in called or (automatic and binding.name in annotated):
            inner = declared(binding.annotation).inner
            field = _field(binding.name, inner, binding.value, options.get("kw_only", False), context)
            if field is not None:
                yield replace(field, name=field.name.lstrip("_") if field.name == binding.name else field.name)


def _collects_annotations(
    source: ClassSource, decorators: tuple[str, ...], called: list[str], annotated: set[str]
) -> bool:
    nodes = source.node.decorator_list if source.node else []
    for name, node in zip(decorators, nodes, strict=False):
        given = {each.arg: each.value for each in node.keywords} if isinstance(node, ast.Call) else {}
        chosen = given.get("auto_attribs")
        if isinstance(chosen, ast.Constant) and chosen.value is not None:
            return bool(chosen.value)
        if name == "attr.dataclass":
            return True
        if name in _ATTRS_MODERN:
            return all(each in annotated for each in called)
    return False


def _annotated_fields(
    source: ClassSource, family: Family, options: dict[str, bool], context: Context
) -> Iterator[Parameter]:
    kind = ParameterKind.POSITIONAL_OR_KEYWORD if family is Family.NAMEDTUPLE else ParameterKind.KEYWORD_ONLY
    for binding, inner in _annotated(source):
        if binding.name.startswith("_") or binding.name == "model_config":
            continue
        if family is Family.TYPEDDICT:
            yield _key(binding.name, binding.annotation, options.get("total", True), context)
        else:
            field = _field(binding.name, inner, binding.value, False, context)
            if field is not None:
                yield replace(field, kind=kind)


def _key(name: str, annotation: ast.expr | None, total: bool, context: Context) -> Parameter:
    found = declared(annotation)
    required = "Required" in found.qualifiers or (total and "NotRequired" not in found.qualifiers)
    text = annotation_text(found.inner, context.shown)
    return Parameter(name, ParameterKind.KEYWORD_ONLY, text, None if required else "...")


def _field(
    name: str, annotation: ast.expr | None, value: ast.expr | None, keyword_only: bool, context: Context
) -> Parameter | None:
    """The constructor's parameter for a field; None where the constructor does not take it."""
    default = value
    if isinstance(value, ast.Call) and last_name(value).lower() in {*_ATTRS_FIELDS, "privateattr"}:
        given = {each.arg: each.value for each in value.keywords}
        if _is_false(given.get("init")) or last_name(value) == "PrivateAttr":
            return None
        first = value.args[0] if value.args else None
        default = given.get("default", given.get("default_factory", given.get("factory", first)))
        keyword_only = _is_true(given.get("kw_only")) if "kw_only" in given else keyword_only
        name = _constant_word(given.get("alias")) or name
    if (isinstance(default, ast.Constant) and default.value is Ellipsis) or _is_nothing(default):
        default = None
    kind = ParameterKind.KEYWORD_ONLY if keyword_only else ParameterKind.POSITIONAL_OR_KEYWORD
    text = annotation_text(annotation, context.shown)
    if default is None:
        return Parameter(name, kind, text)
    return Parameter(name, kind, text, default_text(default), constant_text(default, context.lookup))


def _is_nothing(node: ast.expr | None) -> bool:
    return node is not None and last_name(node) in ("NOTHING", "PydanticUndefined", "MISSING")


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _constant_word(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _called_fields(call: ast.Call, family: Family, options: dict[str, bool], context: Context) -> Iterator[Parameter]:
    """The fields of `namedtuple("X", "a b")`, `NamedTuple("X", [("a", int)])` and `TypedDict("X", {"a": int})`."""
    described = call.args[1] if len(call.args) > 1 else None
    if isinstance(described, ast.Dict) and family is Family.TYPEDDICT:
        for key, value in zip(described.keys, described.values, strict=True):
            if isinstance(key, ast.Constant):
                yield _key(str(key.value), value, options.get("total", True), context)
        return
    if family is not Family.NAMEDTUPLE or described is None:
        return
    given = {each.arg: each.value for each in call.keywords}
    names = list(_named(described, context))
    defaults = given.get("defaults")
    count = len(defaults.elts) if isinstance(defaults, ast.Tuple | ast.List) else 0
    for index, (name, annotation) in enumerate(names):
        default = "..." if index >= len(names) - count else None
        yield Parameter(name, ParameterKind.POSITIONAL_OR_KEYWORD, annotation, default)


def _named(described: ast.expr, context: Context) -> Iterator[tuple[str, str | None]]:
    if isinstance(described, ast.List | ast.Tuple) and all(isinstance(each, ast.Tuple) for each in described.elts):
        for each in described.elts:
            if isinstance(each, ast.Tuple) and len(each.elts) == 2 and isinstance(each.elts[0], ast.Constant):
                yield str(each.elts[0].value), annotation_text(each.elts[1], context.shown)
        return
    try:
        found = fold(described, context.lookup)
    except NotConstant:
        return
    words = found.replace(",", " ").split() if isinstance(found, str) else found
    yield from ((str(word), None) for word in words)
