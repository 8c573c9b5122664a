"""Turns a step of a recipe into the codemod that takes it, with its settings checked against the codemod's fields."""

import dataclasses
import typing
from collections.abc import Mapping
from types import NoneType
from typing import Any

from stability_checker.codemods import Codemod, find_codemod
from stability_checker.errors import CheckerError
from stability_checker.model.recipe import Safety, Step


def build(step: Step, safety: Safety | None = None) -> Codemod:
    """The codemod of `step`; raises CheckerError for a setting that is unknown, missing or of the wrong type."""
    kind = find_codemod(step.codemod)
    fields = configured(kind, step.fields)
    return kind(**fields, safety=safety or step.safety, reason=step.reason)


def configured(kind: type[Codemod], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as the constructor of `kind` takes them: lists are tuples there."""
    hints = typing.get_type_hints(kind)
    known = {field.name: field for field in dataclasses.fields(kind) if field.name not in ("safety", "reason")}
    for name in settings.keys() - known.keys():
        raise CheckerError(f"The codemod {kind.id} has no setting {name!r}; it has {', '.join(sorted(known))}.")
    for name, field in known.items():
        if (
            field.default is dataclasses.MISSING
            and field.default_factory is dataclasses.MISSING
            and name not in settings
        ):
            raise CheckerError(f"The codemod {kind.id} needs the setting {name!r}; add it to the step.")
    return {name: _converted(kind, name, value, hints[name]) for name, value in settings.items()}


def _converted(kind: type[Codemod], name: str, value: Any, hint: Any) -> Any:
    for option in typing.get_args(hint) if NoneType in typing.get_args(hint) else (hint,):
        origin = typing.get_origin(option) or option
        if origin is tuple and isinstance(value, list | tuple):
            return tuple(tuple(part) if isinstance(part, list) else part for part in value)
        if isinstance(origin, type) and isinstance(value, origin) and not (origin is int and isinstance(value, bool)):
            return value
    raise CheckerError(f"The setting {name!r} of the codemod {kind.id} has the wrong type; it is declared as {hint}.")
