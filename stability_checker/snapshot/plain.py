"""The model's objects as plain JSON values and back; fields that have their default are left out."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import NODEFAULT as MISSING
from msgspec.structs import FieldInfo, fields

from stability_checker.model.api import (
    Alias,
    Attribute,
    Binding,
    Class,
    Command,
    Deprecation,
    Family,
    Flavour,
    Function,
    Location,
    Metadata,
    Module,
    Object,
    Option,
    Parameter,
    ParameterKind,
    Property,
    Signature,
)

_KIND_NAMES: dict[type[Object], str] = {
    kind: str(kind.__struct_config__.tag) for kind in (Alias, Module, Function, Property, Attribute, Class)
}
KINDS = {name: kind for kind, name in _KIND_NAMES.items()}
_PARAMETER_KINDS = {kind: kind.name.lower().replace("_", " ") for kind in ParameterKind}
_PARAMETER_KINDS_BY_NAME = {name: kind for kind, name in _PARAMETER_KINDS.items()}

Plain = dict[str, Any]


def _default(field: FieldInfo) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def _defaults(kind: type[Any]) -> list[tuple[str, Any]]:
    """The fields that a line shows, in order, with their defaults."""
    return [(each.name, _default(each)) for each in fields(kind) if each.name not in ("path", "location")]


_FIELDS: dict[type[Object], list[tuple[str, Any]]] = {kind: _defaults(kind) for kind in KINDS.values()}


def plain_object(found: Object) -> Plain:
    """One object as its line shows it: kind, then the fields that say something."""
    kind = type(found)
    plain: Plain = {"is": _KIND_NAMES[kind]}
    for name, default in _FIELDS[kind]:
        value = getattr(found, name)
        if value != default:
            plain[name] = _ENCODERS[name](value) if name in _ENCODERS else _listed(value)
    if plain.get("symbol") == found.path:
        del plain["symbol"]
    if found.names == (found.path,):
        plain["names"] = 1
    return plain


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def plain_parameter(parameter: Parameter) -> Plain:
    plain: Plain = {"name": parameter.name}
    if parameter.kind is not ParameterKind.POSITIONAL_OR_KEYWORD:
        plain["kind"] = _PARAMETER_KINDS[parameter.kind]
    for name in ("annotation", "default", "value"):
        value = getattr(parameter, name)
        if value is not None:
            plain[name] = value
    if "value" in plain and plain["value"] == plain.get("default"):
        plain["value"] = 1
    if parameter.deprecated is not None:
        plain["deprecated"] = plain_deprecation(parameter.deprecated)
    return plain


def plain_signature(signature: Signature) -> Plain:
    plain: Plain = {}
    if signature.parameters:
        plain["parameters"] = [plain_parameter(each) for each in signature.parameters]
    if signature.returns is not None:
        plain["returns"] = signature.returns
    if signature.deprecated is not None:
        plain["deprecated"] = plain_deprecation(signature.deprecated)
    return plain


def plain_deprecation(found: Deprecation) -> Plain:
    values = {"how": found.how, "message": found.message, "since": found.since}
    return {name: value for name, value in values.items() if value is not None}


def plain_metadata(metadata: Metadata) -> Plain:
    """The metadata with names sorted; what is not declared is left out."""
    plain: Plain = {}
    for name, default in _defaults(Metadata):
        value = getattr(metadata, name)
        if value != default:
            plain[name] = _sorted_mapping(value) if isinstance(value, Mapping) else _listed(value)
    return plain


def _sorted_mapping(value: Mapping[str, Any]) -> Plain:
    return {
        key: _sorted_mapping(value[key]) if isinstance(value[key], Mapping) else _listed(value[key])
        for key in sorted(value)
    }


def plain_command(command: Command) -> Plain:
    plain: Plain = {"hidden": True} if command.hidden else {}
    plain["options"] = [_plain_option(option) for option in command.options]
    return plain


def _plain_option(option: Option) -> Plain:
    plain: Plain = {}
    for name, default in _defaults(Option):
        value = getattr(option, name)
        if value != default:
            plain[name] = _listed(value)
    return plain


_ENCODERS: dict[str, Callable[[Any], Any]] = {
    "deprecated": plain_deprecation,
    "signature": plain_signature,
    "runtime": plain_signature,
    "overloads": lambda value: [plain_signature(each) for each in value],
    "fields": lambda value: [plain_parameter(each) for each in value],
    "options": lambda value: {name: value[name] for name in sorted(value)},
    "binding": str,
    "flavour": str,
    "family": str,
}


def from_plain(kind: type[Object], path: str, plain: Plain, location: Location | None) -> Object:
    """The object that a line describes."""
    values: Plain = {"path": path, "symbol": path, "location": location}
    for name, value in plain.items():
        if name in _DECODERS:
            values[name] = _DECODERS[name](value)
        elif name == "names" and value == 1:
            values[name] = (path,)
        elif name != "is":
            values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)


def parameter_from_plain(plain: Plain) -> Parameter:
    kind = plain.get("kind")
    default, value = plain.get("default"), plain.get("value")
    deprecated = plain.get("deprecated")
    return Parameter(
        plain["name"],
        ParameterKind.POSITIONAL_OR_KEYWORD if kind is None else _PARAMETER_KINDS_BY_NAME[kind],
        plain.get("annotation"),
        default,
        default if value == 1 else value,
        None if deprecated is None else deprecation_from_plain(deprecated),
    )


def signature_from_plain(plain: Plain) -> Signature:
    deprecated = plain.get("deprecated")
    return Signature(
        tuple(parameter_from_plain(each) for each in plain.get("parameters", ())),
        plain.get("returns"),
        None if deprecated is None else deprecation_from_plain(deprecated),
    )


def deprecation_from_plain(plain: Plain) -> Deprecation:
    return Deprecation(plain["how"], plain.get("message"), plain.get("since"))


def metadata_from_plain(plain: Plain) -> Metadata:
    values: Plain = {name: tuple(each) if isinstance(each, list) else each for name, each in plain.items()}
    if "extras" in values:
        values["extras"] = {name: tuple(each) for name, each in plain["extras"].items()}
    return Metadata(**values)


def command_from_plain(name: str, plain: Plain, location: Location | None) -> Command:
    options = tuple(_option_from_plain(each) for each in plain.get("options", ()))
    return Command(name, options, plain.get("hidden", False), location)


def _option_from_plain(plain: Plain) -> Option:
    values: Plain = {name: tuple(each) if isinstance(each, list) else each for name, each in plain.items()}
    return Option(**values)


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "deprecated": deprecation_from_plain,
    "signature": signature_from_plain,
    "runtime": signature_from_plain,
    "overloads": lambda value: tuple(signature_from_plain(each) for each in value),
    "fields": lambda value: tuple(parameter_from_plain(each) for each in value),
    "binding": Binding,
    "flavour": Flavour,
    "family": Family,
}
