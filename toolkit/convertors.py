"""What a path parameter may look like, and how its text becomes a value and back."""

import math
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

__all__ = [
    "CONVERTOR_TYPES",
    "Convertor",
    "FloatConvertor",
    "IntegerConvertor",
    "PathConvertor",
    "StringConvertor",
    "UUIDConvertor",
    "register_url_convertor",
]

T = TypeVar("T")


class Convertor(Generic[T]):
    """One type of path parameter: `{name:key}` matches `regex`, `convert` reads the text, `to_string` writes it.

    `to_string` refuses a value that `regex` would not match again, with an `AssertionError`.
    """

    regex: ClassVar[str] = ""

    def convert(self, value: str) -> T:
        """The value that the text of a URL stands for; raises `ValueError` for none, and the route does not match."""
        raise NotImplementedError

    def to_string(self, value: T) -> str:
        """The text of a URL that stands for the value."""
        raise NotImplementedError


class StringConvertor(Convertor[str]):
    """One path segment; the default."""

    regex = "[^/]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        text = str(value)
        assert "/" not in text, "May not contain path separators"
        assert text, "Must not be empty"
        return text


class PathConvertor(Convertor[str]):
    """Everything that is left of the path, slashes included."""

    regex = ".*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return str(value)


class IntegerConvertor(Convertor[int]):
    """A whole number without sign."""

    regex = "[0-9]+"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        number = int(value)
        assert number >= 0, "Negative integers are not supported"
        return str(number)


class FloatConvertor(Convertor[float]):
    """A decimal number without sign or exponent."""

    regex = r"[0-9]+(\.[0-9]+)?"

    def convert(self, value: str) -> float:
        return float(value)

    def to_string(self, value: float) -> str:
        number = float(value)
        assert not math.isnan(number), "NaN values are not supported"
        assert not math.isinf(number), "Infinite values are not supported"
        assert number >= 0.0, "Negative floats are not supported"
        whole, _, fraction = f"{number:.20f}".partition(".")
        fraction = fraction.rstrip("0")
        return f"{whole}.{fraction}" if fraction else whole


class UUIDConvertor(Convertor[UUID]):
    """A UUID, with or without its hyphens (RFC 9562 section 4)."""

    regex = "-?".join(f"[0-9a-fA-F]{{{digits}}}" for digits in (8, 4, 4, 4, 12))

    def convert(self, value: str) -> UUID:
        return UUID(value)

    def to_string(self, value: UUID) -> str:
        return str(value)


CONVERTOR_TYPES: dict[str, Convertor[Any]] = {
    "float": FloatConvertor(),
    "int": IntegerConvertor(),
    "path": PathConvertor(),
    "str": StringConvertor(),
    "uuid": UUIDConvertor(),
}


def register_url_convertor(key: str, convertor: Convertor[Any]) -> None:
    """Makes `{name:key}` in route paths use `convertor`. Routes that exist already keep what they have."""
    CONVERTOR_TYPES[key] = convertor
