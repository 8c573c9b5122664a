"""A middleware with its arguments, ready to be put around an application."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, ParamSpec, Protocol

from toolkit.types import Receive, Scope, Send

__all__ = ["Middleware"]

P = ParamSpec("P")

# Looser than `ASGIApp`: a middleware may annotate its scope and messages as it likes.
_ASGIApp = Callable[[Any, Receive, Send], Awaitable[None]] | Callable[[Scope, Any, Any], Awaitable[None]]


class _MiddlewareFactory(Protocol[P]):
    """A class, or a function, that takes an application and gives the application around it."""

    def __call__(self, app: Any, /, *args: P.args, **kwargs: P.kwargs) -> _ASGIApp: ...


class Middleware:
    """A middleware class, or a function of an application, and the arguments that it takes after the application.

    It unpacks to `(cls, args, kwargs)`, and `cls(app, *args, **kwargs)` is the application around `app`.
    """

    def __init__(self, cls: _MiddlewareFactory[P], *args: P.args, **kwargs: P.kwargs) -> None:
        self.cls = cls
        self.args = args
        self.kwargs = kwargs

    def __iter__(self) -> Iterator[Any]:
        return iter((self.cls, self.args, self.kwargs))

    def __repr__(self) -> str:
        arguments = [getattr(self.cls, "__name__", repr(self.cls)), *map(repr, self.args)]
        arguments += [f"{name}={value!r}" for name, value in self.kwargs.items()]
        return f"{type(self).__name__}({', '.join(arguments)})"
