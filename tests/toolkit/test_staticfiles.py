"""Static files: what is found, what the client has already, HTML mode, and the ways out that are barred."""

import os
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.exceptions import HTTPException
from toolkit.responses import FileResponse, Response
from toolkit.staticfiles import StaticFiles
from toolkit.types import Message, Scope
from toolkit.websockets import WebSocketDisconnect


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a file beside it that nobody may read."""
    root = tmp_path / "site"
    (root / "docs").mkdir(parents=True)
    (root / "a.txt").write_text("<a>")
    (root / "docs" / "index.html").write_text("<index>")
    (root / "404.html").write_text("<missing>")
    (root / "large.bin").write_bytes(b"x" * (FileResponse.chunk_size + 1))
    (tmp_path / "secret.txt").write_text("<secret>")
    (tmp_path / "site-private").mkdir()
    (tmp_path / "site-private" / "a.txt").write_text("<secret>")
    return root


def get(app: StaticFiles, path: str, **scope: Any) -> int:
    """The status for a path that an HTTP client would tidy up first."""
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], **scope}

    async def respond() -> int:
        try:
            response = await app.get_response(app.get_path(scope), scope)
        except HTTPException as error:
            return error.status_code
        return response.status_code

    return anyio.run(respond)


@pytest.mark.parametrize(("path", "size"), [("/a.txt", 3), ("/docs/index.html", 7), ("/large.bin", 65537)])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_files_are_served(
    test_client_factory: TestClientFactory, site: Path, method: str, path: str, size: int
) -> None:
    response = test_client_factory(StaticFiles(directory=site)).request(method, path)
    assert response.status_code == 200
    assert response.headers["content-length"] == str(size)
    assert len(response.content) == (size if method == "GET" else 0)


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/docs/../../secret.txt",
        "//etc/passwd",
        "/../site-private/a.txt",
        "/..",
        "/a.txt\0",
        "/a.txt\0.html",
        "/a.txt/",
        "/a.txt/b",
        "/docs",
        "/missing",
        "/" + "a" * 5000,
        "/C:\\Windows\\win.ini",
        "/\\\\server\\share",
        "/..\\secret.txt",
        "/\ud800",
    ],
)
@pytest.mark.parametrize("follow_symlink", [False, True])
def test_nothing_else_is_served(site: Path, path: str, follow_symlink: bool) -> None:
    expected = 200 if path == "/a.txt/" else 404  # the slash is tidied away
    assert get(StaticFiles(directory=site, follow_symlink=follow_symlink), path) == expected


@pytest.mark.parametrize(
    "path", ["%2e%2e/secret.txt", "..%2fsecret.txt", "%2fetc%2fpasswd", "docs%2f..%2f..%2fsecret.txt"]
)
def test_encoded_ways_out_are_barred(test_client_factory: TestClientFactory, site: Path, path: str) -> None:
    with pytest.raises(HTTPException) as error:
        test_client_factory(StaticFiles(directory=site)).get("/" + path)
    assert error.value.status_code == 404


@pytest.mark.parametrize(
    ("link", "target", "plain", "following"),
    [
        ("inside.txt", "a.txt", 200, 200),
        ("out.txt", "../secret.txt", 404, 200),
        ("out", "..", 404, 200),
        ("circle.txt", "circle.txt", 404, 404),
    ],
)
def test_links_lead_out_only_on_demand(site: Path, link: str, target: str, plain: int, following: int) -> None:
    (site / link).symlink_to(target)
    path = "/out/secret.txt" if link == "out" else "/" + link
    assert get(StaticFiles(directory=site), path) == plain
    assert get(StaticFiles(directory=site, follow_symlink=True), path) == following


def test_the_directory_itself_may_be_a_link_and_relative(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site.parent / "current").symlink_to(site)
    monkeypatch.chdir(site.parent)
    app = StaticFiles(directory="current")
    assert get(app, "/a.txt") == 200
    assert get(app, "/../secret.txt") == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_are_for_reading(test_client_factory: TestClientFactory, site: Path, method: str) -> None:
    with pytest.raises(HTTPException) as error:
        test_client_factory(StaticFiles(directory=site)).request(method, "/a.txt")
    assert (error.value.status_code, error.value.headers) == (405, {"Allow": "GET, HEAD"})


def test_what_the_client_has_is_not_sent_again(test_client_factory: TestClientFactory, site: Path) -> None:
    client = test_client_factory(StaticFiles(directory=site))
    headers = client.get("/a.txt").headers
    etag, date = headers["etag"], headers["last-modified"]
    for conditions, status in [
        ({"if-none-match": etag}, 304),
        ({"if-none-match": f'"x,y", W/{etag}'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"*"'}, 200),
        ({"if-none-match": '"other"', "if-modified-since": date}, 200),
        ({"if-modified-since": date}, 304),
        ({"if-modified-since": "Thu, 01 Jan 1998 00:00:00 GMT"}, 200),
        ({"if-modified-since": "yesterday"}, 200),
    ]:
        response = client.get("/a.txt", headers=conditions)
        assert (response.status_code, conditions) == (status, conditions)
        assert response.headers["etag"] == etag
        assert response.content == (b"" if status == 304 else b"<a>")


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/docs/", 200, "<index>"),
        ("/docs", 200, "<index>"),
        ("/a.txt", 200, "<a>"),
        ("/missing", 404, "<missing>"),
        ("/", 404, "<missing>"),
    ],
)
def test_html_mode(test_client_factory: TestClientFactory, site: Path, path: str, status: int, text: str) -> None:
    response = test_client_factory(StaticFiles(directory=site, html=True)).get(path)
    assert (response.status_code, response.text) == (status, text)
    assert response.url.path == ("/docs/" if path == "/docs" else path)


def test_packages(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = site.parent / "static_package"
    (package / "statics").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "statics" / "b.txt").write_text("b")
    monkeypatch.syspath_prepend(str(site.parent))
    app = StaticFiles(directory=site, packages=["static_package", ("static_package", "statics")])
    assert (get(app, "/a.txt"), get(app, "/b.txt")) == (200, 200)
    for wrong in ("no_such_package", ("static_package", "other")):
        with pytest.raises(AssertionError, match="could not be found"):
            StaticFiles(packages=[wrong])


def test_a_missing_directory_is_told(test_client_factory: TestClientFactory, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="does not exist"):
        StaticFiles(directory=tmp_path / "missing")
    for name, message in [("missing", "does not exist"), ("file", "is not a directory")]:
        (tmp_path / "file").touch()
        app = StaticFiles(directory=tmp_path / name, check_dir=False)
        with pytest.raises(RuntimeError, match=message):
            test_client_factory(app).get("/")


def test_a_websocket_is_closed(test_client_factory: TestClientFactory, site: Path) -> None:
    client = test_client_factory(StaticFiles(directory=site))
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/a.txt"):
        pass


def test_a_subclass_may_replace_the_lookup_and_the_response(test_client_factory: TestClientFactory, site: Path) -> None:
    class Own(StaticFiles):
        def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
            return super().lookup_path("a.txt")

        def file_response(self, *args: Any, **kwargs: Any) -> Response:
            response = super().file_response(*args, **kwargs)
            response.headers["cache-control"] = "max-age=60"
            return response

    response = test_client_factory(Own(directory=site)).get("/anything")
    assert (response.text, response.headers["cache-control"]) == ("<a>", "max-age=60")


@pytest.mark.anyio
async def test_a_small_file_costs_one_thread_call(
    anyio_backend: str, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []
    run_sync = anyio.to_thread.run_sync

    async def counting(function: Any, *args: Any, **kwargs: Any) -> Any:
        calls.append(function)
        return await run_sync(function, *args, **kwargs)

    async def receive() -> Message:
        raise NotImplementedError

    async def send(message: Message) -> None:
        pass

    app = StaticFiles(directory=site)
    scope: Scope = {"type": "http", "method": "GET", "path": "/a.txt", "headers": []}
    await app(scope, receive, send)  # checks the directory, once
    monkeypatch.setattr(anyio.to_thread, "run_sync", counting)
    await app(scope, receive, send)
    assert len(calls) == 1
