"""Uploads and static files: a form whose files are stored, a body that is streamed, downloads with ranges.

    uvicorn examples.files.app:app
    open http://localhost:8000, or: curl --data-binary @big.iso localhost:8000/measure

`UPLOAD_FOLDER` in the environment names the folder of the uploads.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from pathlib import Path

import anyio

from toolkit.applications import Toolkit
from toolkit.config import Config
from toolkit.datastructures import UploadFile
from toolkit.exceptions import HTTPException
from toolkit.requests import Request
from toolkit.responses import FileResponse, JSONResponse, Response
from toolkit.routing import Mount, Route
from toolkit.staticfiles import StaticFiles

STATIC = Path(__file__).with_name("static")
CHUNK = 64 * 1024
LARGEST_BODY = 16 * 1024 * 1024


async def page(request: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def upload(request: Request) -> Response:
    """Stores every file of the form under a name of our own: the client's is for people, and no path."""
    async with request.form(max_files=10, max_fields=10) as form:
        uploads = [value for value in form.getlist("file") if isinstance(value, UploadFile) and value.filename]
        if not uploads:
            raise HTTPException(400, "Send at least one file in the field 'file'.")
        stored = [await store(request, file) for file in uploads]
    return JSONResponse(stored, 201)


async def store(request: Request, file: UploadFile) -> dict[str, object]:
    key = secrets.token_hex(16)
    folder: Path = request.app.state.folder
    async with await anyio.open_file(folder / key, "xb") as target:
        while chunk := await file.read(CHUNK):
            await target.write(chunk)
    request.app.state.names[key] = file.filename
    return {"name": file.filename, "size": file.size, "url": str(request.url_for("download", key=key))}


async def download(request: Request) -> Response:
    """As an attachment: a page that somebody uploaded must not run as one of ours."""
    key = request.path_params["key"]
    if key not in request.app.state.names:
        raise HTTPException(404)
    return FileResponse(
        request.app.state.folder / key, filename=request.app.state.names[key], media_type="application/octet-stream"
    )


async def measure(request: Request) -> Response:
    """Reads a body of any kind in chunks: no more than one of them is in memory."""
    size, digest = 0, hashlib.sha256()
    async for chunk in request.stream():
        size += len(chunk)
        digest.update(chunk)
    return JSONResponse({"size": size, "sha256": digest.hexdigest()})


def create_app(folder: Path) -> Toolkit:
    """The application that stores uploads in `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    app = Toolkit(
        routes=[
            Route("/", page),
            Route("/uploads", upload, methods=["POST"]),
            Route("/uploads/{key}", download, name="download"),
            Route("/measure", measure, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        max_body_size=LARGEST_BODY,
    )
    app.state.folder, app.state.names = folder, {}
    return app


app = create_app(Config()("UPLOAD_FOLDER", cast=Path, default=Path(tempfile.gettempdir(), "toolkit-uploads")))
