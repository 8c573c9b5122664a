"""The lifespan protocol from the server's side: the application starts up, and later shuts down, in one task."""

from math import inf
from typing import Any, Literal

import anyio

from toolkit.testclient._asgi2 import ASGI3App
from toolkit.types import Message


class Lifespan:
    """Runs the lifespan of `app`; what it raises is raised from `run` and from whichever phase waits for it."""

    def __init__(self, app: ASGI3App, state: dict[str, Any]) -> None:
        self._app = app
        self._scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
        self._to_app, self._at_app = anyio.create_memory_object_stream[Message](inf)
        self._from_app, self._answers = anyio.create_memory_object_stream[Message | None](inf)
        self._error: BaseException | None = None

    async def run(self) -> None:
        """Call the application; its end is the last answer."""
        try:
            await self._app(self._scope, self._at_app.receive, self._from_app.send)
        except BaseException as error:
            self._error = error
            raise
        finally:
            self._from_app.send_nowait(None)

    async def start(self) -> None:
        """Ask the application to start up, and wait until it has."""
        await self._to_app.send({"type": "lifespan.startup"})
        await self._wait_for("startup")

    async def stop(self) -> None:
        """Ask the application to shut down, and wait for its end."""
        await self._to_app.send({"type": "lifespan.shutdown"})
        if await self._wait_for("shutdown"):
            await self._wait_for_end()

    def close(self) -> None:
        """Release the channels."""
        for stream in (self._to_app, self._at_app, self._from_app, self._answers):
            stream.close()

    async def _wait_for(self, phase: Literal["startup", "shutdown"]) -> bool:
        answer = await self._answers.receive()
        if answer is None:
            self._raise_error()
            return False
        expected = (f"lifespan.{phase}.complete", f"lifespan.{phase}.failed")
        assert answer["type"] in expected, f"Expected one of {expected}, but got {answer['type']!r}."
        if answer["type"] == f"lifespan.{phase}.failed":
            await self._wait_for_end()
        return True

    async def _wait_for_end(self) -> None:
        while await self._answers.receive() is not None:
            pass
        self._raise_error()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error
