"""The test client itself: an HTTP client whose server is an application in the same process."""

import warnings
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import urljoin

import anyio.from_thread

from toolkit.exceptions import ToolkitDeprecationWarning
from toolkit.testclient._asgi2 import ASGI2App, ASGI3App, as_asgi3
from toolkit.testclient._httpx import httpx
from toolkit.testclient._lifespan import Lifespan
from toolkit.testclient._transport import ApplicationTransport, Upgrade
from toolkit.testclient._websocket import WebSocketTestSession

if TYPE_CHECKING:
    from httpx2._client import UseClientDefault
    from httpx2._types import (
        AuthTypes,
        CookieTypes,
        HeaderTypes,
        QueryParamTypes,
        RequestContent,
        RequestFiles,
        TimeoutTypes,
        URLTypes,
    )

_RequestData = Mapping[str, str | Iterable[str] | bytes]

# RFC 6455, section 4.1: what a client asks for in its handshake. The key is as Starlette's client sends it.
_HANDSHAKE = {"connection": "upgrade", "sec-websocket-key": "testserver==", "sec-websocket-version": "13"}


class TestClient(httpx.Client):
    """Requests to an ASGI application, with the interface of an httpx client.

    Used as a context manager it runs the application's lifespan, and all requests share one event loop; otherwise
    each request runs in an event loop of its own. `backend` is "asyncio" or "trio", `backend_options` go to
    `anyio.run`. What the application raises is raised from the request, unless `raise_server_exceptions` is False:
    then the response is a 500. `root_path` and `client` (host and port) are what the application sees in its scope.
    """

    __test__ = False
    task: Future[None]
    portal: anyio.from_thread.BlockingPortal | None = None

    def __init__(
        self,
        app: ASGI2App | ASGI3App,
        base_url: str = "http://testserver",
        raise_server_exceptions: bool = True,
        root_path: str = "",
        backend: Literal["asyncio", "trio"] = "asyncio",
        backend_options: dict[str, Any] | None = None,
        cookies: "CookieTypes | None" = None,
        headers: dict[str, str] | None = None,
        follow_redirects: bool = True,
        client: tuple[str, int] = ("testclient", 50000),
    ) -> None:
        self.app = as_asgi3(app)
        self.app_state: dict[str, Any] = {}
        self.async_backend = {"backend": backend, "backend_options": backend_options or {}}
        self._start_portal = partial(anyio.from_thread.start_blocking_portal, backend, backend_options or {})
        self._application = ApplicationTransport(
            self.app, self._portal_factory, raise_server_exceptions, root_path, client, self.app_state
        )
        super().__init__(
            base_url=base_url,
            headers={"user-agent": "testclient"} | {name.lower(): value for name, value in (headers or {}).items()},
            transport=self._application,
            follow_redirects=follow_redirects,
            cookies=cookies,
        )

    @contextmanager
    def _portal_factory(self) -> Generator[anyio.from_thread.BlockingPortal, None, None]:
        if self.portal is not None:
            yield self.portal
        else:
            with self._start_portal() as portal:
                yield portal

    def request(
        self,
        method: str,
        url: "URLTypes",
        *,
        content: "RequestContent | None" = None,
        data: _RequestData | None = None,
        files: "RequestFiles | None" = None,
        json: Any = None,
        params: "QueryParamTypes | None" = None,
        headers: "HeaderTypes | None" = None,
        cookies: "CookieTypes | None" = None,
        auth: "AuthTypes | UseClientDefault | None" = httpx.USE_CLIENT_DEFAULT,
        follow_redirects: "bool | UseClientDefault" = httpx.USE_CLIENT_DEFAULT,
        timeout: "TimeoutTypes | UseClientDefault" = httpx.USE_CLIENT_DEFAULT,
        extensions: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """Send a request to the application; the parameters are httpx's, of which `timeout` has no effect."""
        if timeout is not httpx.USE_CLIENT_DEFAULT:
            warnings.warn(
                "You should not use the 'timeout' argument with the TestClient. It has no effect; leave it out.",
                ToolkitDeprecationWarning,
                stacklevel=2,
            )
        return super().request(
            method,
            url,
            params=params,
            headers=headers,
            cookies=cookies,
            content=content,
            data=data,
            json=json,
            files=files,
            auth=auth,
            timeout=timeout,
            follow_redirects=follow_redirects,
            extensions=extensions,
        )

    def websocket_connect(
        self, url: str, subprotocols: Sequence[str] | None = None, **kwargs: Any
    ) -> WebSocketTestSession:
        """A WebSocket to the application, connected on entering it; `kwargs` are those of a request."""
        headers = _HANDSHAKE | dict(kwargs.pop("headers", None) or {})
        if subprotocols is not None:
            headers.setdefault("sec-websocket-protocol", ", ".join(subprotocols))
        try:
            super().request("GET", urljoin("ws://testserver", url), headers=headers, **kwargs)
        except Upgrade as upgrade:
            return upgrade.session
        raise RuntimeError(f"{url!r} is no WebSocket URL; give a path, or one that starts with ws:// or wss://.")

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.portal = stack.enter_context(self._start_portal())
            stack.callback(self._forget_portal)
            self._lifespan = Lifespan(self.app, self.app_state)
            stack.callback(self._lifespan.close)
            self.task = self.portal.start_task_soon(self.lifespan)
            stack.callback(self._end_lifespan)
            self.portal.call(self.wait_startup)
            stack.callback(self.portal.call, self.wait_shutdown)
            stack.callback(self._application.close)
            self.exit_stack = stack.pop_all()
        return self

    def __exit__(self, *args: Any) -> None:
        self.exit_stack.close()

    def _forget_portal(self) -> None:
        self.portal = None

    def _end_lifespan(self) -> None:
        self.task.cancel()
        with suppress(BaseException):  # has been raised where the phase was waited for
            self.task.result()

    async def lifespan(self) -> None:
        """Run the application's lifespan, from startup to shutdown."""
        await self._lifespan.run()

    async def wait_startup(self) -> None:
        """Return when the application has started up; raises what it raised."""
        await self._lifespan.start()

    async def wait_shutdown(self) -> None:
        """Return when the application has shut down; raises what it raised."""
        await self._lifespan.stop()
