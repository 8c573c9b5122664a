"""Responses rendered from Jinja2 templates."""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, overload

import jinja2
from jinja2 import pass_context

from toolkit.background import BackgroundTask
from toolkit.datastructures import URL
from toolkit.requests import Request
from toolkit.responses import HTMLResponse
from toolkit.types import Receive, Scope, Send

__all__ = ["Jinja2Templates", "pass_context"]

Directory = str | PathLike[str] | Sequence[str | PathLike[str]]
ContextProcessor = Callable[[Request], dict[str, Any]]


class _TemplateResponse(HTMLResponse):
    """The rendered template; tests see `template` and `context` through the debug extension."""

    def __init__(
        self,
        template: Any,
        context: dict[str, Any],
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        self.template = template
        self.context = context
        super().__init__(template.render(context), status_code, headers, media_type, background)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "http.response.debug" in scope.get("extensions", {}):
            info = {"template": self.template, "context": self.context}
            await send({"type": "http.response.debug", "info": info})
        await super().__call__(scope, receive, send)


class Jinja2Templates:
    """Templates from one or several directories, or from an environment of your own.

    With `directory`, values are escaped in templates named .html, .htm and .xml, and in those made from strings; an
    `env` keeps its own rules. Each of `context_processors` takes the request and returns a dictionary that is added to
    every template's context. `url_for` is a function in every template. Raises `AssertionError` unless exactly one of
    `directory` and `env` is given.
    """

    @overload
    def __init__(self, directory: Directory, *, context_processors: list[ContextProcessor] | None = None) -> None: ...
    @overload
    def __init__(
        self, *, env: jinja2.Environment, context_processors: list[ContextProcessor] | None = None
    ) -> None: ...
    def __init__(
        self,
        directory: Directory | None = None,
        *,
        context_processors: list[ContextProcessor] | None = None,
        env: jinja2.Environment | None = None,
    ) -> None:
        if (directory is None) == (env is None):
            raise AssertionError("either 'directory' or 'env' arguments must be passed, and not both")
        self.context_processors = context_processors or []
        self.env = env or _environment(directory or [])
        self.env.globals.setdefault("url_for", _url_for)

    def get_template(self, name: str) -> jinja2.Template:
        """The template of that name; raises `jinja2.TemplateNotFound`."""
        return self.env.get_template(name)

    def TemplateResponse(
        self,
        request: Request,
        name: str,
        context: dict[str, Any] | None = None,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
    ) -> _TemplateResponse:
        """The template rendered with `context`, in which `request` and the context processors' values are added."""
        context = {} if context is None else context
        context.setdefault("request", request)
        for processor in self.context_processors:
            context.update(processor(request))
        return _TemplateResponse(self.get_template(name), context, status_code, headers, media_type, background)


def _environment(directory: Directory) -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(directory), autoescape=jinja2.select_autoescape())


@pass_context
def _url_for(context: jinja2.runtime.Context, name: str, /, **path_params: Any) -> URL:
    request: Request = context["request"]
    return request.url_for(name, **path_params)
