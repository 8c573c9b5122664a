"""The lifespan under the test client: started on entering, ended on leaving, and its errors raised."""

import threading
from typing import Any

import anyio
import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.responses import JSONResponse, PlainTextResponse
from toolkit.types import Receive, Scope, Send


class Application:
    """Notes what happens to it; `fail` names the phase that goes wrong."""

    def __init__(self, fail: str = "", raises: bool = True) -> None:
        self.fail = fail
        self.raises = raises
        self.events: list[Any] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.phase("startup", receive, send)
            scope["state"]["n"] = 1
            await self.phase("shutdown", receive, send)
        else:
            self.events.append(threading.get_ident())
            scope["state"]["own"] = True
            await JSONResponse(scope["state"])(scope, receive, send)

    async def phase(self, phase: str, receive: Receive, send: Send) -> None:
        assert await receive() == {"type": f"lifespan.{phase}"}
        self.events.append(phase)
        if phase == self.fail:
            if not self.raises:
                await send({"type": f"lifespan.{phase}.failed", "message": "broken"})
            raise LookupError(phase)
        await send({"type": f"lifespan.{phase}.complete"})


def test_lifespan_runs_around_the_block_and_shares_its_state(test_client_factory: TestClientFactory) -> None:
    app = Application()
    client = test_client_factory(app)
    for _ in range(2):  # the client can be entered again
        with client:
            assert client.get("/").json() == {"n": 1, "own": True}
            assert client.get("/").json() == {"n": 1, "own": True}
    startup, first, second, shutdown = app.events[:4]
    assert (startup, shutdown) == ("startup", "shutdown")
    assert first == second


def test_requests_outside_the_block_run_no_lifespan(test_client_factory: TestClientFactory) -> None:
    app = Application()
    assert test_client_factory(app).get("/").json() == {"own": True}
    assert "startup" not in app.events


@pytest.mark.parametrize("phase", ["startup", "shutdown"])
@pytest.mark.parametrize("raises", [True, False])
def test_a_phase_that_fails_raises(test_client_factory: TestClientFactory, phase: str, raises: bool) -> None:
    app = Application(fail=phase, raises=raises)
    with pytest.raises(LookupError, match=phase), test_client_factory(app, lint=False):
        app.events.append("block")
    assert ("block" in app.events) is (phase == "shutdown")


def test_leaving_the_block_cancels_responses_that_nobody_closed(test_client_factory: TestClientFactory) -> None:
    cancelled = threading.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await Application()(scope, receive, send)
            return
        await PlainTextResponse("x")(scope, receive, send)
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.set()

    with test_client_factory(app) as client:
        response = client.send(client.build_request("GET", "/"), stream=True)
        body = response.iter_raw()
        assert next(body) == b"x"
    assert cancelled.wait(60)
