"""An index that fails for a moment is asked again, a bounded number of times; what breaks off is never half read."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.sources.index import transport
from stability_checker.sources.index.configuration import read_configuration
from stability_checker.sources.index.transport import NotThere, Response, Transport, Unreachable
from stability_checker.sources.pypi import Release
from tests.stability_checker.trees import wheel

Answer = Callable[["Handler", bytes], None]


class Handler(BaseHTTPRequestHandler):
    """Plays one of the server's answers after the other, the last one for good."""

    server: "Registry"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        found = self.server.files.get(self.path)
        if found is None:
            self.send_error(404)
        else:
            left = self.server.answers
            (left.pop(0) if left else whole)(self, found)

    def log_message(self, *_: object) -> None:
        """Says nothing on stderr."""


class Registry(ThreadingHTTPServer):
    """`files` by path; `answers` are played before the files are given as they are."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.answers: list[Answer] = []
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


def whole(handler: Handler, content: bytes) -> None:
    begin(handler, len(content))
    handler.wfile.write(content)


def begin(handler: Handler, size: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(size))
    handler.end_headers()


def half(handler: Handler, content: bytes) -> None:
    begin(handler, len(content))
    handler.wfile.write(content[: len(content) // 2])


def bad_gateway(handler: Handler, content: bytes) -> None:
    handler.send_error(502)


def too_many(handler: Handler, content: bytes) -> None:
    handler.send_error(429)


def nothing(handler: Handler, content: bytes) -> None:
    """The connection is closed without a word."""


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    monkeypatch.setattr(transport, "_PAUSES", (0.0,) * len(transport._PAUSES))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Registry() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def text(registry: Registry, path: str = "/page") -> bytes:
    def read(response: Response) -> bytes:
        pieces = iter(lambda: response.body.read(1000), b"")
        return b"".join(pieces)

    return Transport(read_configuration({"PIP_CONFIG_FILE": "/dev/null"})).read(registry.address + path, read)


@pytest.mark.parametrize("failure", [bad_gateway, too_many, nothing, half])
def test_a_failure_that_passes_is_not_seen(registry: Registry, failure: Answer) -> None:
    registry.files["/page"] = bytes(range(256)) * 20
    registry.answers = [failure] * 4
    assert text(registry) == registry.files["/page"]
    assert len(registry.asked) == 5


@pytest.mark.parametrize(
    ("failure", "said"),
    [(bad_gateway, "answered 502"), (nothing, "cannot be reached"), (half, "cannot be reached")],
)
def test_a_failure_that_stays_is_told_in_the_end(registry: Registry, failure: Answer, said: str) -> None:
    registry.files["/page"] = b"text" * 2000
    registry.answers = [failure] * 100
    with pytest.raises(Unreachable, match=said):
        text(registry)
    assert len(registry.asked) == 5


def test_what_is_not_there_is_asked_for_once(registry: Registry) -> None:
    with pytest.raises(NotThere):
        text(registry)
    assert registry.asked == ["/page"]


def test_a_page_and_a_file_that_break_off_are_read_anew(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = wheel(tmp_path, "pkg", "1.0", {"pkg/__init__.py": "x = 1\n" * 1000})
    registry.files["/simple/pkg/"] = f'<a href="/{made.name}">{made.name}</a>'.encode()
    registry.files[f"/{made.name}"] = made.read_bytes()
    registry.answers = [half, whole, half, bad_gateway]
    monkeypatch.setenv("PIP_INDEX_URL", f"{registry.address}/simple")
    path = Release.parse("pkg==1.0").path
    assert path.read_bytes() == made.read_bytes()
    assert registry.asked == ["/simple/pkg/"] * 2 + [f"/{made.name}"] * 3


def test_content_that_is_not_as_promised_is_not_asked_for_again(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = wheel(tmp_path, "pkg", "1.0", {"pkg/__init__.py": ""})
    registry.files["/simple/pkg/"] = f'<a href="/{made.name}#sha256={"0" * 64}">{made.name}</a>'.encode()
    registry.files[f"/{made.name}"] = made.read_bytes()
    monkeypatch.setenv("PIP_INDEX_URL", f"{registry.address}/simple")
    with pytest.raises(CheckerError, match="lacks the sha256"):
        _ = Release.parse("pkg==1.0").path
    assert len(registry.asked) == 2
