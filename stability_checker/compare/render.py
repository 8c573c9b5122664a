"""Objects shown as source text: what a finding prints for its two sides."""

from collections.abc import Iterator, Sequence

from stability_checker.model.api import (
    Alias,
    Attribute,
    Binding,
    Class,
    Function,
    Module,
    Object,
    Parameter,
    ParameterKind,
    Property,
    Signature,
)

_STARS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


def show(value: Object) -> str:
    """The head of a definition, on one line."""
    match value:
        case Function():
            return show_function(value)
        case Class():
            return f"class {value.name}({', '.join(value.bases)})" if value.bases else f"class {value.name}"
        case Property():
            return f"property {value.name}{_annotation(value.annotation)}"
        case Attribute():
            return show_attribute(value)
        case Alias():
            return f"{value.name}: {value.target}"
        case Module():
            return f"module {value.path}"
    return value.name


def show_function(value: Function) -> str:
    keyword = "async def" if value.flavour.startswith("async") else "def"
    mark = f"@{value.binding} " if value.binding in (Binding.CLASSMETHOD, Binding.STATICMETHOD) else ""
    return f"{mark}{keyword} {value.name}{show_signature(value.signature)}"


def show_signature(value: Signature) -> str:
    returns = f" -> {value.returns}" if value.returns else ""
    return f"({', '.join(_listed(value.parameters))}){returns}"


def _listed(parameters: tuple[Parameter, ...]) -> Iterator[str]:
    """The parameters with the marks `/` and `*` where the kinds ask for them (PEP 570, PEP 3102)."""
    previous = None
    for each in parameters:
        if previous is ParameterKind.POSITIONAL_ONLY and each.kind is not previous:
            yield "/"
        if each.kind is ParameterKind.KEYWORD_ONLY and previous not in (
            ParameterKind.KEYWORD_ONLY,
            ParameterKind.VAR_POSITIONAL,
        ):
            yield "*"
        yield show_parameter(each)
        previous = each.kind
    if previous is ParameterKind.POSITIONAL_ONLY:
        yield "/"


def show_parameter(value: Parameter) -> str:
    text = f"{_STARS.get(value.kind, '')}{value.name}{_annotation(value.annotation)}"
    if value.default is None:
        return text
    return f"{text} = {value.default}" if value.annotation else f"{text}={value.default}"


def show_attribute(value: Attribute) -> str:
    default = "" if value.default is None else f" = {value.default}"
    return f"{value.name}{_annotation(value.annotation)}{default}"


def _annotation(text: str | None) -> str:
    return f": {text}" if text else ""


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: `a`, `b` and `c`."""
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
