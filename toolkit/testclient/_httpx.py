"""The room of the HTTP client library under the test client: httpx2, or httpx where that is not installed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2 as httpx
else:
    try:
        import httpx2 as httpx
    except ModuleNotFoundError:
        try:
            import httpx
        except ModuleNotFoundError:
            raise RuntimeError(
                "toolkit.testclient needs httpx2 or httpx; install one of them, for example with 'pip install httpx2'."
            ) from None

__all__ = ["httpx"]
