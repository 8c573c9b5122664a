"""Fixtures of the toolkit's tests: both event loops, and a test client that validates every ASGI message."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from tests.toolkit.asgi_lint import AsgiLint
from toolkit.testclient import TestClient


class TestClientFactory(Protocol):
    """Builds a test client; keyword arguments are those of `TestClient`, and `lint=False` leaves the app bare."""

    __test__ = False

    def __call__(self, app: Any, *args: Any, lint: bool = True, **kwargs: Any) -> TestClient: ...


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Every test that touches an event loop runs on both."""
    backend: str = request.param
    return backend


@pytest.fixture
def test_client_factory(anyio_backend_name: str, anyio_backend_options: dict[str, Any]) -> TestClientFactory:
    """A `TestClient` on the backend under test, with the strict validator around the application."""

    def build(app: Any, *args: Any, lint: bool = True, **kwargs: Any) -> TestClient:
        served = AsgiLint(app) if lint else app
        return TestClient(served, *args, backend=anyio_backend_name, backend_options=anyio_backend_options, **kwargs)

    return build
