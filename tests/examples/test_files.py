"""Uploads and downloads: what was sent comes back whole or in ranges, and under no name that the client chose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.files.app import LARGEST_BODY, create_app
from tests.toolkit.conftest import TestClientFactory
from toolkit.testclient import TestClient

CONTENT = bytes(range(256)) * 400


@pytest.fixture
def files(test_client_factory: TestClientFactory, tmp_path: Path) -> Iterator[TestClient]:
    with test_client_factory(create_app(tmp_path / "uploads")) as client:
        yield client


def test_uploads_come_back(files: TestClient) -> None:
    sent = [("file", ("a.bin", CONTENT)), ("file", ("../../evil.html", b"<script>"))]
    stored = files.post("/uploads", files=sent).json()
    assert [(file["name"], file["size"]) for file in stored] == [("a.bin", len(CONTENT)), ("../../evil.html", 8)]
    whole = files.get(stored[0]["url"])
    assert whole.content == CONTENT
    page = files.get(stored[1]["url"])
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"].startswith("attachment;")


def test_names_stay_out_of_the_folder(files: TestClient, tmp_path: Path) -> None:
    files.post("/uploads", files={"file": ("../evil.html", b"x")})
    assert [path.name for path in tmp_path.iterdir()] == ["uploads"]
    assert all(path.name.isalnum() for path in (tmp_path / "uploads").iterdir())


@pytest.mark.parametrize(
    ("wanted", "status", "content"),
    [
        ("bytes=0-9", 206, CONTENT[:10]),
        ("bytes=-5", 206, CONTENT[-5:]),
        (f"bytes={len(CONTENT)}-", 416, b""),
        ("bytes=9-0", 400, None),
        ("pages=1-2", 400, None),
    ],
)
def test_downloads_in_ranges(files: TestClient, wanted: str, status: int, content: bytes | None) -> None:
    (stored,) = files.post("/uploads", files={"file": ("a.bin", CONTENT)}).json()
    response = files.get(stored["url"], headers={"range": wanted})
    assert response.status_code == status
    assert content is None or response.content == content


def test_a_body_is_measured_without_being_kept(files: TestClient) -> None:
    measured = files.post("/measure", content=iter([CONTENT, CONTENT])).json()
    assert measured == {"size": 2 * len(CONTENT), "sha256": hashlib.sha256(CONTENT * 2).hexdigest()}


def test_what_is_too_large_is_refused(files: TestClient) -> None:
    assert files.post("/measure", content=b"x" * (LARGEST_BODY + 1)).status_code == 413


@pytest.mark.parametrize("form", [{"data": {"file": "text"}}, {"files": {"other": ("a", b"")}}, {"content": b"x"}])
def test_a_form_without_files_is_refused(files: TestClient, form: dict[str, object]) -> None:
    response = files.post("/uploads", **form)  # type: ignore[arg-type]
    assert response.status_code == 400


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/static/style.css", 200), ("/uploads/" + "0" * 32, 404)])
def test_pages(files: TestClient, path: str, status: int) -> None:
    assert files.get(path).status_code == status
