"""The application: a router, the middlewares around it, and the handlers of exceptions."""

from collections.abc import Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

from toolkit._tracking import TrackingSend
from toolkit.datastructures import State, URLPath
from toolkit.middleware import Middleware, _MiddlewareFactory
from toolkit.middleware.body_limit import RequestBodyLimitMiddleware
from toolkit.middleware.errors import ServerErrorMiddleware
from toolkit.middleware.exceptions import ExceptionMiddleware
from toolkit.routing import BaseRoute, Router
from toolkit.routing._routes import HTTPEndpointFunction
from toolkit.types import ASGIApp, ExceptionHandler, Lifespan, Receive, Scope, Send

__all__ = ["Toolkit"]

AppType = TypeVar("AppType", bound="Toolkit")
P = ParamSpec("P")

# Handlers under these keys answer what nothing else has answered.
_SERVER_ERROR_KEYS = (500, Exception)

# As it stands here: what a tool replaces is called instead.
_ANSWERS_ERRORS = ServerErrorMiddleware.__call__


class Toolkit:
    """An ASGI application.

    - `debug`: answer an uncaught exception with its traceback.
    - `routes`: tried in order for each request and WebSocket.
    - `middleware`: goes around every request, the first one outermost. Outside of them all stands
      `ServerErrorMiddleware`, inside `ExceptionMiddleware`.
    - `exception_handlers`: maps a status code or an exception class to a function `handler(request, exc)` that returns
      a response. `500` or `Exception` answers what nothing else has.
    - `lifespan`: a function of the application that gives an async context manager, entered before the first request
      and left after the last. A mapping that it yields is each request's `state`.
    - `max_body_size`: a limit for request bodies in bytes, which mounts and routes can replace; none by default.
    """

    # The built stack where its outermost layer is the usual one, whose work is then done in `__call__`.
    _outermost: Any = None

    def __init__(
        self: AppType,
        debug: bool = False,
        routes: Sequence[BaseRoute] | None = None,
        middleware: Sequence[Middleware] | None = None,
        exception_handlers: Mapping[Any, ExceptionHandler] | None = None,
        lifespan: Lifespan[AppType] | None = None,
        *,
        max_body_size: int | None = None,
    ) -> None:
        self.debug = debug
        self.state = State()
        self.router: Router = Router(routes, lifespan=lifespan)
        self.max_body_size = max_body_size
        self.exception_handlers = dict(exception_handlers or {})
        self.user_middleware = list(middleware or ())
        self.middleware_stack: ASGIApp | None = None

    def build_middleware_stack(self) -> ASGIApp:
        """The router inside its layers; called once, with the first message that the application gets.

        What the layers are is decided then: a `ServerErrorMiddleware.__call__` that is put on the class later is not
        seen by this application.
        """
        handlers = self.exception_handlers
        last_resorts = [handler for key, handler in handlers.items() if key in _SERVER_ERROR_KEYS]
        others = {key: handler for key, handler in handlers.items() if key not in _SERVER_ERROR_KEYS}
        app: ASGIApp = ExceptionMiddleware(self.router, handlers=others, debug=self.debug)
        for cls, args, kwargs in reversed(self.user_middleware):
            app = cls(app, *args, **kwargs)
        # FastAPI's applications set their attributes themselves, this one perhaps not.
        if (limit := getattr(self, "max_body_size", None)) is not None:
            app = RequestBodyLimitMiddleware(app, limit)
        return ServerErrorMiddleware(app, handler=last_resorts[-1] if last_resorts else None, debug=self.debug)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        stack: Any = self.middleware_stack or self._build()
        if stack is not self._outermost or scope["type"] != "http":
            # Named, an object's `__call__` is a plain method call, which the interpreter makes in half the time.
            await stack.__call__(scope, receive, send)
            return
        # From here on this is what `ServerErrorMiddleware` does, without a coroutine for it.
        tracked: Any = send if type(send) is TrackingSend else TrackingSend(send)
        try:
            await stack.app.__call__(scope, receive, tracked)
        except Exception as failure:
            await stack._answer(failure, scope, receive, tracked)
            raise

    def _build(self) -> ASGIApp:
        stack = self.middleware_stack = self.build_middleware_stack()
        is_known = type(stack) is ServerErrorMiddleware and type(stack).__call__ is _ANSWERS_ERRORS
        self._outermost = stack if is_known else None
        return stack

    def add_route(
        self,
        path: str,
        route: HTTPEndpointFunction,
        methods: list[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,
    ) -> None:
        """Append a `Route` with the endpoint `route`."""
        self.router.add_route(path, route, methods=methods, name=name, include_in_schema=include_in_schema)

    def add_middleware(self, middleware_class: _MiddlewareFactory[P], *args: P.args, **kwargs: P.kwargs) -> None:
        """Put a middleware around all others. Raises `RuntimeError` once the application has served a message."""
        if self.middleware_stack is not None:
            raise RuntimeError("Cannot add middleware after an application has started")
        self.user_middleware.insert(0, Middleware(middleware_class, *args, **kwargs))

    def add_exception_handler(self, exc_class_or_status_code: int | type[Exception], handler: ExceptionHandler) -> None:
        """Install a handler for a status code or an exception class."""
        self.exception_handlers[exc_class_or_status_code] = handler

    def host(self, host: str, app: ASGIApp, name: str | None = None) -> None:
        """Append a `Host`."""
        self.router.host(host, app, name)

    def mount(self, path: str, app: ASGIApp, name: str | None = None) -> None:
        """Append a `Mount`."""
        self.router.mount(path, app, name)

    @property
    def routes(self) -> list[BaseRoute]:
        """The router's routes; the list may be changed at any time."""
        return self.router.routes

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The path of the first route that has the name and takes the parameters. Raises `NoMatchFound`."""
        return self.router.url_path_for(name, **path_params)
