"""Attributes of an application or a connection that its code sets as it likes."""

from collections.abc import Iterator
from typing import Any


class State:
    """A dictionary whose keys are attributes too; writes go to the dictionary `state` that it was made with."""

    _state: dict[str, Any]

    def __init__(self, state: dict[str, Any] | None = None) -> None:
        self.__dict__["_state"] = {} if state is None else state

    def __getattr__(self, key: Any) -> Any:
        if key == "_state":  # __init__ did not run
            return self.__dict__.setdefault("_state", {})
        try:
            return self._state[key]
        except KeyError:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {key!r}") from None

    def __getitem__(self, key: Any) -> Any:
        return self._state[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._state[key] = value

    def __delitem__(self, key: Any) -> None:
        del self._state[key]

    # Written out, because type checkers see no assigned method here and would refuse `state.anything = value`.
    def __setattr__(self, key: Any, value: Any) -> None:
        self._state[key] = value

    def __delattr__(self, key: Any) -> None:
        del self._state[key]

    def __len__(self) -> int:
        return len(self._state)

    def __iter__(self) -> Iterator[str]:
        return iter(self._state)
