"""API schemas (OpenAPI) collected from the docstrings of the endpoints."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from toolkit.requests import Request
from toolkit.responses import Response
from toolkit.routing import BaseRoute, Host, Mount, Route

__all__ = ["BaseSchemaGenerator", "EndpointInfo", "OpenAPIResponse", "SchemaGenerator"]

_CONVERTOR = re.compile(r":\w+}")
_METHODS = ("get", "post", "put", "patch", "delete", "options", "query")


def _yaml() -> Any:
    # Imported late: an application may import this module and never make a schema.
    try:
        return importlib.import_module("yaml")
    except ModuleNotFoundError:
        raise AssertionError("`pyyaml` must be installed to use schemas: pip install pyyaml") from None


class OpenAPIResponse(Response):
    """A response that holds a schema as YAML."""

    media_type = "application/vnd.oai.openapi"

    def render(self, content: Any) -> bytes:
        """The schema, a dictionary, as a YAML document."""
        if not isinstance(content, dict):
            raise AssertionError("The schema passed to OpenAPIResponse should be a dictionary.")
        document: str = _yaml().dump(content, default_flow_style=False)
        return document.encode("utf-8")


class EndpointInfo(NamedTuple):
    """One operation: its path, its method in lower case, and the function that answers it."""

    path: str
    http_method: str
    func: Callable[..., Any]


class BaseSchemaGenerator:
    """Walks the routes; subclass it and write `get_schema` for a schema of your own kind."""

    def get_schema(self, routes: list[BaseRoute]) -> dict[str, Any]:
        """The schema of the routes."""
        raise NotImplementedError

    def get_endpoints(self, routes: list[BaseRoute]) -> list[EndpointInfo]:
        """The operations of the routes and of what is mounted below them, HEAD left out."""
        return [endpoint for route in routes for endpoint in self._endpoints_of(route)]

    def _endpoints_of(self, route: BaseRoute) -> Iterator[EndpointInfo]:
        if isinstance(route, (Mount, Host)):
            prefix = self._remove_converter(route.path) if isinstance(route, Mount) else ""
            for inner in self.get_endpoints(list(route.routes or [])):
                yield inner._replace(path=prefix + inner.path)
        elif isinstance(route, Route) and route.include_in_schema:
            path = self._remove_converter(route.path)
            for method, func in _operations(route):
                yield EndpointInfo(path, method, func)

    def _remove_converter(self, path: str) -> str:
        """The path without the convertors: `/users/{id:int}` is `/users/{id}` in a schema."""
        return _CONVERTOR.sub("}", path)

    def parse_docstring(self, func_or_method: Callable[..., Any]) -> dict[str, Any]:
        """The YAML mapping in a docstring: all of it, or what follows its last `---`; empty where there is none."""
        docstring = func_or_method.__doc__
        if not docstring:
            return {}
        parsed = _yaml().safe_load(docstring.split("---")[-1])
        # A docstring of plain words is a YAML text.
        return parsed if isinstance(parsed, dict) else {}

    def OpenAPIResponse(self, request: Request) -> Response:
        """The schema of the application that the request came to, as a response."""
        return OpenAPIResponse(self.get_schema(routes=request.app.routes))


def _operations(route: Route) -> Iterator[tuple[str, Callable[..., Any]]]:
    endpoint = route.endpoint
    if inspect.isfunction(endpoint) or inspect.ismethod(endpoint):
        for method in route.methods or ["GET"]:
            if method != "HEAD":
                yield method.lower(), endpoint
    else:
        for method in _METHODS:
            if hasattr(endpoint, method):
                yield method, getattr(endpoint, method)


class SchemaGenerator(BaseSchemaGenerator):
    """OpenAPI from docstrings; `base_schema` holds what no endpoint says: `openapi`, `info`..."""

    def __init__(self, base_schema: dict[str, Any]) -> None:
        self.base_schema = base_schema

    def get_schema(self, routes: list[BaseRoute]) -> dict[str, Any]:
        """The base schema with the `paths` of the routes that document themselves."""
        paths: dict[str, dict[str, Any]] = {
            path: dict(item) for path, item in self.base_schema.get("paths", {}).items()
        }
        for endpoint in self.get_endpoints(routes):
            if endpoint.http_method == "query" and not self._knows_query():
                continue
            operation = self.parse_docstring(endpoint.func)
            if operation:
                paths.setdefault(endpoint.path, {})[endpoint.http_method] = operation
        return {**self.base_schema, "paths": paths}

    def _knows_query(self) -> bool:
        """OpenAPI 3.2 is the first whose path items may hold a QUERY operation."""
        numbers = re.findall(r"\d+", str(self.base_schema.get("openapi", "")))
        return tuple(int(number) for number in numbers[:2]) >= (3, 2)
