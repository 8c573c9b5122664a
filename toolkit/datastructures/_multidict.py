"""Dictionaries that keep every value of a repeated key: query parameters, form fields."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeVar, overload
from urllib.parse import urlencode

from toolkit._http import urlencoded

_KeyType = TypeVar("_KeyType")
_CovariantValueType = TypeVar("_CovariantValueType", covariant=True)
_Default = TypeVar("_Default")


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    if type(value) is list:  # nearly always, and far sooner than to ask an abstract class
        return value[:]
    if isinstance(value, ImmutableMultiDict):
        return value._list[:]
    if hasattr(value, "items"):
        return list(value.items())
    return list(value or ())


class ImmutableMultiDict(Mapping[_KeyType, _CovariantValueType]):
    """A mapping from each key to its last value, which knows the earlier ones too, in order.

    Made of pairs, a mapping or another multi-dict, and of keyword arguments after it. Two are equal where they have the
    same keys with the same values in the same order; the order between different keys does not count.
    """

    _dict: dict[_KeyType, _CovariantValueType]
    _list: list[tuple[Any, Any]]

    def __init__(
        self,
        *args: ImmutableMultiDict[_KeyType, _CovariantValueType]
        | Mapping[_KeyType, _CovariantValueType]
        | Iterable[tuple[_KeyType, _CovariantValueType]],
        **kwargs: Any,
    ) -> None:
        assert len(args) < 2, "Too many arguments."
        pairs = _pairs(args[0]) if args else []
        if kwargs:
            pairs += kwargs.items()
        self._list = pairs
        self._dict = dict(pairs)

    def getlist(self, key: Any) -> list[_CovariantValueType]:
        """Every value of the key, in order; none is an empty list."""
        return [value for name, value in self._list if name == key]

    def keys(self) -> KeysView[_KeyType]:
        return self._dict.keys()

    def values(self) -> ValuesView[_CovariantValueType]:
        return self._dict.values()

    def items(self) -> ItemsView[_KeyType, _CovariantValueType]:
        return self._dict.items()

    def multi_items(self) -> list[tuple[_KeyType, _CovariantValueType]]:
        """Every (key, value) pair, in order."""
        return list(self._list)

    @overload
    def get(self, key: _KeyType, default: None = None) -> _CovariantValueType | None: ...
    @overload
    def get(self, key: _KeyType, default: _CovariantValueType) -> _CovariantValueType: ...  # type: ignore[misc]
    @overload
    def get(self, key: _KeyType, default: _Default) -> _CovariantValueType | _Default: ...
    def get(self, key: Any, default: Any = None) -> Any:
        return self._dict.get(key, default)

    def __getitem__(self, key: _KeyType) -> _CovariantValueType:
        return self._dict[key]

    def __contains__(self, key: Any) -> bool:
        return key in self._dict

    def __iter__(self) -> Iterator[_KeyType]:
        return iter(self._dict)

    def __len__(self) -> int:
        return len(self._dict)

    def __eq__(self, other: Any) -> bool:
        # The types must agree: a form is no query.
        if not isinstance(other, type(self)):
            return False
        return self._values_by_key() == other._values_by_key()

    def _values_by_key(self) -> dict[Any, list[Any]]:
        values: dict[Any, list[Any]] = {}
        for key, value in self._list:
            values.setdefault(key, []).append(value)
        return values

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._list!r})"


class MultiDict(ImmutableMultiDict[Any, Any]):
    """A multi-dict that can be changed."""

    def __setitem__(self, key: Any, value: Any) -> None:
        """Gives the key this one value, at the end."""
        self.setlist(key, [value])

    def __delitem__(self, key: Any) -> None:
        del self._dict[key]
        self._forget(key)

    def _forget(self, key: Any) -> None:
        self._list = [pair for pair in self._list if pair[0] != key]

    def pop(self, key: Any, default: Any = None) -> Any:
        """Removes the key and returns its last value."""
        self._forget(key)
        return self._dict.pop(key, default)

    def popitem(self) -> tuple[Any, Any]:
        """Removes the key that came last, and returns it with its last value."""
        key, value = self._dict.popitem()
        self._forget(key)
        return key, value

    def poplist(self, key: Any) -> list[Any]:
        """Removes the key and returns all of its values."""
        values = self.getlist(key)
        self.pop(key)
        return values

    def clear(self) -> None:
        self._dict.clear()
        self._list.clear()

    def setdefault(self, key: Any, default: Any = None) -> Any:
        if key not in self._dict:
            self.append(key, default)
        return self._dict[key]

    def setlist(self, key: Any, values: list[Any]) -> None:
        """Gives the key exactly these values, in order; an empty list removes it."""
        self.pop(key)
        for value in values:
            self.append(key, value)

    def append(self, key: Any, value: Any) -> None:
        """Adds a value and keeps those that are there."""
        self._list.append((key, value))
        self._dict[key] = value

    def update(self, *args: MultiDict | Mapping[Any, Any] | list[tuple[Any, Any]], **kwargs: Any) -> None:
        """Replaces the values of every key that the arguments hold."""
        newer = MultiDict(*args, **kwargs)
        self._list = [pair for pair in self._list if pair[0] not in newer] + newer._list
        self._dict.update(newer._dict)


class QueryParams(ImmutableMultiDict[str, str]):
    """The parameters of a URL's query, made of its text (bytes are Latin-1) or of anything a multi-dict is made of.

    Names and values are text: what is given as something else is passed through `str`.
    """

    def __init__(
        self,
        *args: ImmutableMultiDict[Any, Any] | Mapping[Any, Any] | list[tuple[Any, Any]] | str | bytes,
        **kwargs: Any,
    ) -> None:
        query: Any = args[0] if args else ""
        if type(query) is bytes and len(args) == 1 and not kwargs:  # what every request has
            self._list = pairs = urlencoded.parse(query.decode("latin-1"))
            self._dict = dict(pairs)
            return
        if isinstance(query, bytes):
            query = query.decode("latin-1")
        pairs = urlencoded.parse(query) if isinstance(query, str) else query
        if pairs is query or kwargs or len(args) > 1:
            others: Any = args[1:]
            super().__init__(pairs, *others, **kwargs)
            pairs = [(str(key), str(value)) for key, value in self._list]
        self._list = pairs
        self._dict = dict(pairs)

    def __str__(self) -> str:
        return urlencode(self._list)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"
