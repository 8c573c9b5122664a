"""Path patterns: the text `/users/{id:int}` to its parts, its regular expression and its format, and back to a path."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.convertors import CONVERTOR_TYPES, Convertor

# The names under which other packages know the two forms of a parameter in a path: as it is written, and in
# `path_format`.
PARAM_REGEX = re.compile("{([a-zA-Z_][a-zA-Z0-9_]*)(:[a-zA-Z_][a-zA-Z0-9_]*)?}")
PARAM_FORMAT_REGEX = re.compile("{([a-zA-Z_][a-zA-Z0-9_]*)}")

_PARAMETER = re.compile(r"\{([a-zA-Z_][a-zA-Z0-9_]*)(?::([a-zA-Z_][a-zA-Z0-9_]*))?\}")
_PORT = re.compile(r":[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A placeholder of a pattern: the name under which its value is passed on, and what its text may be."""

    name: str
    convertor: Convertor[Any]


Part = str | Parameter


def parse(pattern: str) -> list[Part]:
    """The literal texts and the parameters of a pattern, in order.

    A brace that opens no well-formed placeholder is literal text. Raises `AssertionError` for a convertor that is not
    registered and `ValueError` for a name that occurs twice.
    """
    parts: list[Part] = []
    end = 0
    for match in _PARAMETER.finditer(pattern):
        if match.start() > end:
            parts.append(pattern[end : match.start()])
        parts.append(Parameter(match[1], _convertor(match[2] or "str")))
        end = match.end()
    if end < len(pattern):
        parts.append(pattern[end:])
    _refuse_repeated_names(pattern, (part.name for part in parts if isinstance(part, Parameter)))
    return parts


def _convertor(key: str) -> Convertor[Any]:
    assert key in CONVERTOR_TYPES, f"Unknown path convertor '{key}'"
    return CONVERTOR_TYPES[key]


def _refuse_repeated_names(pattern: str, names: Iterable[str]) -> None:
    repeated = sorted(name for name, count in Counter(names).items() if count > 1)
    if repeated:
        plural = "s" if len(repeated) > 1 else ""
        raise ValueError(f"Duplicated param name{plural} {', '.join(repeated)} at path {pattern}")


def compile_path(path: str) -> tuple[re.Pattern[str], str, dict[str, Convertor[Any]]]:
    """The regular expression, the format and the convertors of a path pattern such as `/users/{id:int}`.

    The expression captures each parameter under its name; the format holds `{id}` for it. A pattern that does not
    begin with a slash is a host: its expression ignores case (RFC 9110 section 4.2.3) and leaves the port out, while
    its format keeps the port. Raises what `parse` raises.
    """
    is_host = not path.startswith("/")
    parts = parse(path)
    expression = "".join(map(_as_expression, _without_port(parts) if is_host else parts))
    return (
        # \Z, for $ would also match in front of a last line break.
        re.compile(rf"^{expression}\Z", re.IGNORECASE if is_host else 0),
        "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in parts),
        {part.name: part.convertor for part in parts if isinstance(part, Parameter)},
    )


def _as_expression(part: Part) -> str:
    return re.escape(part) if isinstance(part, str) else f"(?P<{part.name}>{part.convertor.regex})"


def _without_port(parts: list[Part]) -> list[Part]:
    if parts and isinstance(parts[-1], str):
        return [*parts[:-1], _PORT.sub("", parts[-1])]
    return parts


def replace_params(
    path: str, param_convertors: Mapping[str, Convertor[Any]], path_params: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Fills values into a path format; gives the path and the values that it had no place for.

    Each placeholder is visited once, so that a value that looks like another placeholder stays as it is. Placeholders
    without a value stay too. Raises `AssertionError` for a value that the convertor refuses.
    """
    unused = dict(path_params)

    def fill(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name not in param_convertors or name not in unused:
            return placeholder[0]
        return param_convertors[name].to_string(unused.pop(name))

    return _PARAMETER.sub(fill, path), unused
