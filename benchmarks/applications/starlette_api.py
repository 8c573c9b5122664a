"""The applications of toolkit and of Starlette: the same lines, imported from either."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.workloads import CHUNK, CHUNKS, PAYLOAD, ROUTES_FEW, ROUTES_MANY, STATIC_FILE, WORKLOADS


class StarletteApi:
    """Builds each application from the modules of `package`, whose application class is `name`."""

    def __init__(self, package: str, name: str) -> None:
        self.package = package
        self.application = getattr(self.module("applications"), name)
        self.routing = self.module("routing")
        self.responses = self.module("responses")

    def module(self, name: str) -> Any:
        return import_module(f"{self.package}.{name}")

    def app(self, path: str, endpoint: Any, methods: list[str] | None = None, middleware: Any = ()) -> Any:
        return self.application(
            routes=[self.routing.Route(path, endpoint, methods=methods)], middleware=list(middleware)
        )

    def hello(self) -> Any:
        text = self.responses.PlainTextResponse

        async def hello(request: Any) -> Any:
            return text("Hello, World!")

        return hello

    def plain(self) -> Any:
        return self.app("/plain", self.hello())

    def json(self) -> Any:
        json_response = self.responses.JSONResponse

        async def answer(request: Any) -> Any:
            return json_response(PAYLOAD)

        return self.app("/json", answer)

    def parameters(self, count: int) -> Any:
        text = self.responses.PlainTextResponse

        async def answer(request: Any) -> Any:
            return text(request.path_params["id"])

        routes = [self.routing.Route(f"/r{number}/{{id}}/x", answer) for number in range(count)]
        return self.application(routes=routes)

    def params(self) -> Any:
        return self.parameters(ROUTES_FEW)

    def routes(self) -> Any:
        return self.parameters(ROUTES_MANY)

    def echo(self) -> Any:
        json_response = self.responses.JSONResponse

        async def answer(request: Any) -> Any:
            return json_response(await request.json())

        return self.app("/echo", answer, ["POST"])

    def access(self) -> Any:
        text = self.responses.PlainTextResponse

        async def answer(request: Any) -> Any:
            known = (
                request.headers["user-agent"],
                request.headers.get("accept"),
                request.query_params["a"],
                request.cookies["theme"],
                request.url.path,
            )
            return text("ok" if all(known) else "missing")

        return self.app("/access", answer)

    def form(self) -> Any:
        text = self.responses.PlainTextResponse

        async def answer(request: Any) -> Any:
            async with request.form() as form:
                return text(str(len(form)))

        return self.app("/form", answer, ["POST"])

    multipart = form

    def stream(self) -> Any:
        streaming = self.responses.StreamingResponse

        async def chunks() -> Any:
            for _ in range(CHUNKS):
                yield CHUNK

        async def answer(request: Any) -> Any:
            return streaming(chunks(), media_type="text/plain")

        return self.app("/stream", answer)

    def static(self) -> Any:
        folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
        atexit.register(shutil.rmtree, folder)
        (folder / "file.txt").write_bytes(STATIC_FILE)
        files = self.module("staticfiles").StaticFiles(directory=folder)
        return self.application(routes=[self.routing.Mount("/static", files)])

    def pure5(self) -> Any:
        return self.app("/plain", self.hello(), middleware=[self.module("middleware").Middleware(Pure)] * 5)

    def base1(self) -> Any:
        base = self.module("middleware.base").BaseHTTPMiddleware

        async def dispatch(request: Any, call_next: Any) -> Any:
            return await call_next(request)

        return self.app(
            "/plain", self.hello(), middleware=[self.module("middleware").Middleware(base, dispatch=dispatch)]
        )

    def corsgzip(self) -> Any:
        middleware = self.module("middleware").Middleware
        cors = middleware(self.module("middleware.cors").CORSMiddleware, allow_origins=["https://a.example"])
        gzip = middleware(self.module("middleware.gzip").GZipMiddleware)
        return self.app("/plain", self.hello(), middleware=[cors, gzip])

    def websocket(self) -> Any:
        disconnected = self.module("websockets").WebSocketDisconnect

        async def answer(websocket: Any) -> None:
            await websocket.accept()
            try:
                while True:
                    await websocket.send_text(await websocket.receive_text())
            except disconnected:
                pass

        return self.application(routes=[self.routing.WebSocketRoute("/ws", answer)])

    def mount3(self) -> Any:
        routes: Any = [self.routing.Route("/plain", self.hello())]
        for name in "cba":
            routes = [self.routing.Mount(f"/{name}", routes=routes)]
        return self.application(routes=routes)

    def sync(self) -> Any:
        text = self.responses.PlainTextResponse

        def hello(request: Any) -> Any:
            return text("Hello, World!")

        return self.app("/plain", hello)

    def background(self) -> Any:
        text = self.responses.PlainTextResponse
        task = self.module("background").BackgroundTask

        async def work() -> None:
            pass

        async def hello(request: Any) -> Any:
            return text("Hello, World!", background=task(work))

        return self.app("/plain", hello)


class Pure:
    """A middleware that looks at the scope and passes everything on."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self.app(scope, receive, send)


def applications(package: str, name: str) -> dict[str, Callable[[], Any]]:
    api = StarletteApi(package, name)
    keys = {workload.application for workload in WORKLOADS}
    return {key: getattr(api, key) for key in keys}
