"""Schemas: which endpoints are found, what is read from their docstrings, and the response."""

from typing import Any

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.endpoints import HTTPEndpoint
from toolkit.requests import Request
from toolkit.responses import Response
from toolkit.routing import Host, Mount, Route, Router, WebSocketRoute
from toolkit.schemas import BaseSchemaGenerator, SchemaGenerator

pytest.importorskip("yaml")


def documented(request: Request) -> Response:
    """For people.

    ---
    summary: documented
    """
    raise NotImplementedError


def undocumented(request: Request) -> Response:
    raise NotImplementedError


def in_words(request: Request) -> Response:
    """Only words."""
    raise NotImplementedError


class Things(HTTPEndpoint):
    def get(self, request: Request) -> Response:
        """summary: get"""
        raise NotImplementedError

    def query(self, request: Request) -> Response:
        """summary: query"""
        raise NotImplementedError


async def websocket(websocket: Any) -> None:
    """summary: not HTTP"""


def schema(request: Request) -> Response:
    return SchemaGenerator({"openapi": "3.2.0"}).OpenAPIResponse(request=request)


ROUTES = [
    Route("/plain/{id:int}", documented, methods=["GET", "POST"]),
    Route("/undocumented", undocumented),
    Route("/words", in_words),
    Route("/hidden", documented, include_in_schema=False),
    Route("/schema", schema, include_in_schema=False),
    WebSocketRoute("/ws", websocket),
    Mount("/mount/{tenant:str}", routes=[Route("/things", Things)]),
    Host("x.org", app=Router(routes=[Route("/hosted", documented)])),
]
PATHS = {
    "/plain/{id}": {"get": {"summary": "documented"}, "post": {"summary": "documented"}},
    "/mount/{tenant}/things": {"get": {"summary": "get"}, "query": {"summary": "query"}},
    "/hosted": {"get": {"summary": "documented"}},
}


def test_paths_of_every_kind_of_route() -> None:
    base = {"openapi": "3.2.0", "info": {"title": "T"}}
    generator = SchemaGenerator(base)
    for _ in range(2):  # the base is not written to
        assert generator.get_schema(ROUTES) == {**base, "paths": PATHS}
    assert "paths" not in base


@pytest.mark.parametrize(("version", "known"), [("3.1.2", False), ("3.2.0", True), ("4", True), ("", False)])
def test_query_is_as_old_as_openapi_3_2(version: str, known: bool) -> None:
    paths = SchemaGenerator({"openapi": version}).get_schema(ROUTES)["paths"]
    assert ("query" in paths["/mount/{tenant}/things"]) is known


def test_the_response_is_yaml(test_client_factory: TestClientFactory) -> None:
    import yaml

    response = test_client_factory(Toolkit(routes=ROUTES)).get("/schema")
    assert response.headers["content-type"] == "application/vnd.oai.openapi"
    assert yaml.safe_load(response.text) == {"openapi": "3.2.0", "paths": PATHS}


def test_a_generator_of_ones_own() -> None:
    class Names(BaseSchemaGenerator):
        def get_schema(self, routes: list[Any]) -> dict[str, Any]:
            return {f"{e.http_method} {e.path}": e.func.__name__ for e in self.get_endpoints(routes)}

    assert Names().get_schema(ROUTES[:1]) == {"get /plain/{id}": "documented", "post /plain/{id}": "documented"}
