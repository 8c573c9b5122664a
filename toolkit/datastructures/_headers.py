"""HTTP header fields: a case-insensitive multi-dict over the pairs of bytes that ASGI carries."""

from collections.abc import Iterator, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, TypeVar, overload

RawHeaders = list[tuple[bytes, bytes]]
_Default = TypeVar("_Default")


def _encode(headers: Mapping[str, str]) -> RawHeaders:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


@lru_cache(maxsize=1024)
def _field_name(key: str) -> bytes:
    """The name as it stands in a message: an application asks for the same few again and again."""
    return key.lower().encode("latin-1")


class Headers(Mapping[str, str]):
    """Header fields, read-only; names are case-insensitive, text is Latin-1 (RFC 9110 section 5.5), nothing is copied.

    Made of exactly one of: `headers`, a mapping; `raw`, pairs of bytes with lower-case names; `scope`, an ASGI scope or
    message whose "headers" are those pairs. A lookup compares bytes and decodes the one value it returns. Where a name
    occurs several times, `h[name]` is the first value and `getlist` gives all.
    """

    _list: RawHeaders = []  # noqa: RUF012 - what an instance has whose __init__ did not run; never written to

    def __init__(
        self,
        headers: Mapping[str, str] | None = None,
        raw: RawHeaders | None = None,
        scope: MutableMapping[str, Any] | None = None,
    ) -> None:
        if scope is not None:
            assert headers is None, 'Cannot set both "headers" and "scope".'
            assert raw is None, 'Cannot set both "raw" and "scope".'
            found = scope["headers"]
            if not isinstance(found, list):  # ASGI allows any iterable, even one that can be read once only
                found = scope["headers"] = list(found)
            self._list = found
        elif raw is not None:
            assert headers is None, 'Cannot set both "headers" and "raw".'
            self._list = raw
        else:
            self._list = _encode(headers) if headers else []

    @property
    def raw(self) -> RawHeaders:
        """The pairs of bytes, in the order of the message."""
        return self._list

    def keys(self) -> list[str]:  # type: ignore[override]
        return [name.decode("latin-1") for name, _ in self._list]

    def values(self) -> list[str]:  # type: ignore[override]
        return [value.decode("latin-1") for _, value in self._list]

    def items(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._list]

    def getlist(self, key: str) -> list[str]:
        """Every value of the field, in order; none is an empty list."""
        wanted = _field_name(key)
        return [value.decode("latin-1") for name, value in self._list if name == wanted]

    def mutablecopy(self) -> "MutableHeaders":
        """A copy that can be changed and leaves this one as it is."""
        return MutableHeaders(raw=self._list[:])

    @overload
    def get(self, key: str, default: None = None) -> str | None: ...
    @overload
    def get(self, key: str, default: str) -> str: ...
    @overload
    def get(self, key: str, default: _Default) -> str | _Default: ...
    def get(self, key: str, default: Any = None) -> Any:
        # The method of Mapping would raise and catch a KeyError for each header that a client did not send.
        wanted = _field_name(key)
        for name, value in self._list:
            if name == wanted:
                return value.decode("latin-1")
        return default

    def __getitem__(self, key: str) -> str:
        wanted = _field_name(key)
        for name, value in self._list:
            if name == wanted:
                return value.decode("latin-1")
        raise KeyError(key)

    def __contains__(self, key: Any) -> bool:
        wanted = _field_name(key)
        for name, _ in self._list:  # noqa: SIM110 - a generator costs more than the whole search
            if name == wanted:
                return True
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self._list)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Headers) and sorted(self._list) == sorted(other._list)

    def __repr__(self) -> str:
        items = self.items()
        unique = dict(items)
        shown = repr(unique) if len(unique) == len(items) else f"raw={self._list!r}"
        return f"{type(self).__name__}({shown})"


class MutableHeaders(Headers):
    """Header fields that can be changed; made of a `scope`, the changes go into its "headers", a list of its own."""

    def __init__(
        self,
        headers: Mapping[str, str] | None = None,
        raw: RawHeaders | None = None,
        scope: MutableMapping[str, Any] | None = None,
    ) -> None:
        super().__init__(headers, raw, scope)
        if scope is not None:
            # A copy, since a response that is sent twice puts the same list into both messages.
            self._list = scope["headers"] = list(self._list)

    def __setitem__(self, key: str, value: str) -> None:
        """Sets the field to one value, in the place of its first one or at the end."""
        name = key.lower().encode("latin-1")
        field = (name, value.encode("latin-1"))
        places = [place for place, (found, _) in enumerate(self._list) if found == name]
        if not places:
            self._list.append(field)
            return
        for place in reversed(places[1:]):
            del self._list[place]
        self._list[places[0]] = field

    def __delitem__(self, key: str) -> None:
        """Removes every value of the field; a field that is not there is no error."""
        name = key.lower().encode("latin-1")
        self._list[:] = [field for field in self._list if field[0] != name]

    def __ior__(self, other: Mapping[str, str]) -> "MutableHeaders":
        if not isinstance(other, Mapping):
            raise TypeError(f"Expected a mapping but got {type(other).__name__}")
        self.update(other)
        return self

    def __or__(self, other: Mapping[str, str]) -> "MutableHeaders":
        if not isinstance(other, Mapping):
            raise TypeError(f"Expected a mapping but got {type(other).__name__}")
        merged = self.mutablecopy()
        merged.update(other)
        return merged

    def setdefault(self, key: str, value: str) -> str:
        """The field's first value, after setting it to `value` if there was none."""
        found: str | None = self.get(key)
        if found is not None:
            return found
        self.append(key, value)
        return value

    def update(self, other: Mapping[str, str]) -> None:
        """Sets each field of `other`."""
        for key, value in other.items():
            self[key] = value

    def append(self, key: str, value: str) -> None:
        """Adds a value and keeps those that are there."""
        self._list.append((key.lower().encode("latin-1"), value.encode("latin-1")))

    def add_vary_header(self, vary: str) -> None:
        """Adds to the Vary field what `vary` names, unless it is there (RFC 9110 section 12.5.5)."""
        fields = self.getlist("vary")
        present = {name.strip().lower() for field in fields for name in field.split(",")}
        missing = [name for name in map(str.strip, vary.split(",")) if name.lower() not in present]
        if missing and "*" not in present:
            self["vary"] = ", ".join([*fields, *missing])
