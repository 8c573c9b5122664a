"""The toolkit's fixtures serve the examples too: both event loops, every message validated."""

from tests.toolkit.conftest import anyio_backend, test_client_factory

__all__ = ["anyio_backend", "test_client_factory"]
