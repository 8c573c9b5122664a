"""What runs around the life of an application: the lifespan protocol, and the older shapes of a lifespan function."""

import inspect
import traceback
import warnings
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from types import CodeType
from typing import Any

from toolkit.exceptions import ToolkitDeprecationWarning
from toolkit.types import Receive, Scope, Send

LifespanContext = Callable[[Any], AbstractAsyncContextManager[Mapping[str, Any] | None]]


async def run_lifespan(context: LifespanContext, scope: Scope, receive: Receive, send: Send) -> None:
    """Speak the lifespan protocol around `context(app)`: enter it at startup, leave it at shutdown.

    A mapping that it yields is added to the server's state. What it raises is reported to the server and raised again.
    """
    started = False
    await receive()
    try:
        async with context(scope.get("app")) as state:
            if state is not None:
                _share(state, scope)
            await send({"type": "lifespan.startup.complete"})
            started = True
            await receive()
    except BaseException:
        stage = "shutdown" if started else "startup"
        await send({"type": f"lifespan.{stage}.failed", "message": traceback.format_exc()})
        raise
    await send({"type": "lifespan.shutdown.complete"})


def _share(state: Mapping[str, Any], scope: Scope) -> None:
    if "state" not in scope:
        raise RuntimeError('The server does not support "state" in the lifespan scope.')
    scope["state"].update(state)


@asynccontextmanager
async def no_lifespan(app: Any) -> AsyncIterator[None]:
    """The lifespan of an application that needs none."""
    yield


def as_lifespan_context(lifespan: Callable[[Any], Any]) -> LifespanContext:
    """The lifespan as a function that gives an async context manager. Generator functions are deprecated."""
    if inspect.isasyncgenfunction(lifespan):
        _warn_of_generator(lifespan.__code__, "async generator")
        return asynccontextmanager(lifespan)
    if inspect.isgeneratorfunction(lifespan):
        _warn_of_generator(lifespan.__code__, "generator")
        return _in_async(contextmanager(lifespan))
    return lifespan


def _warn_of_generator(code: CodeType, kind: str) -> None:
    """Warn at the function that is to be changed, which `stacklevel` cannot point to."""
    message = f"{kind} function lifespans are deprecated, use an @contextlib.asynccontextmanager function instead"
    warnings.warn_explicit(
        message, ToolkitDeprecationWarning, code.co_filename, code.co_firstlineno, module=__package__
    )


def _in_async(lifespan: Callable[[Any], AbstractContextManager[Any]]) -> LifespanContext:
    @asynccontextmanager
    async def context(app: Any) -> AsyncIterator[Any]:
        with lifespan(app) as state:
            yield state

    return context
