"""Files of one or several directories, served as they are and never from outside of them."""

import errno
import importlib.util
import os
import stat
from contextlib import suppress
from os import PathLike as _PathLike
from typing import NamedTuple

from toolkit._http import conditionals
from toolkit._threads import in_thread
from toolkit._utils import get_route_path
from toolkit.datastructures import URL, Headers
from toolkit.exceptions import HTTPException
from toolkit.responses import FileResponse, RedirectResponse, Response
from toolkit.responses._file_reading import read_whole
from toolkit.types import Receive, Scope, Send

__all__ = ["NotModifiedResponse", "PathLike", "StaticFiles"]

PathLike = str | _PathLike[str]

_CONDITIONS = ("if-none-match", "if-modified-since")
_RAW_CONDITIONS = tuple(name.encode("ascii") for name in _CONDITIONS)


class NotModifiedResponse(Response):
    """304: what the client has is still current (RFC 9110, section 15.4.5), with the headers that it may update."""

    NOT_MODIFIED_HEADERS = ("cache-control", "content-location", "date", "etag", "expires", "vary")

    def __init__(self, headers: Headers) -> None:
        kept = {name: value for name, value in headers.items() if name in self.NOT_MODIFIED_HEADERS}
        super().__init__(status_code=304, headers=kept)


class _Found(NamedTuple):
    """A file to answer with, and its content where one worker-thread call could bring it along."""

    path: str
    stat_result: os.stat_result
    content: bytes | None
    is_index: bool = False
    is_not_found_page: bool = False


class StaticFiles:
    """An ASGI application that serves the files below `directory` and below the directories of Python `packages`.

    A package is a name (its folder "statics" is served) or a pair of name and folder. With `html`, a directory is
    answered with its `index.html` and a missing file with `404.html`. Symbolic links are followed only inside the
    directory, unless `follow_symlink`. `check_dir` raises `RuntimeError` at once if the directory is missing, rather
    than at the first request.
    """

    def __init__(
        self,
        *,
        directory: PathLike | None = None,
        packages: list[str | tuple[str, str]] | None = None,
        html: bool = False,
        check_dir: bool = True,
        follow_symlink: bool = False,
    ) -> None:
        if check_dir and directory is not None and not os.path.isdir(directory):
            raise RuntimeError(f"Directory '{directory}' does not exist")
        self.html, self.follow_symlink = html, follow_symlink
        self.directory, self.packages = directory, packages
        self.all_directories = self.get_directories(directory, packages)
        self.config_checked = False

    def get_directories(
        self, directory: PathLike | None = None, packages: list[str | tuple[str, str]] | None = None
    ) -> list[PathLike]:
        """Every directory that is searched, in order."""
        directories: list[PathLike] = [] if directory is None else [directory]
        for package in packages or []:
            name, folder = (package, "statics") if isinstance(package, str) else package
            directories.append(_package_directory(name, folder))
        return directories

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000, "reason": ""})
            return
        if not self.config_checked:
            await self.check_config()
            self.config_checked = True
        response = await self.get_response(self.get_path(scope), scope)
        await response(scope, receive, send)

    def get_path(self, scope: Scope) -> str:
        """The path below the directory that the request asks for, in the platform's form."""
        return os.path.normpath(os.path.join(*get_route_path(scope).split("/")))

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The response for a path that `get_path` gave; raises `HTTPException` (401, 404, 405)."""
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(status_code=405, headers={"Allow": "GET, HEAD"})
        found = await self._search_in_thread(path, read=_will_send_content(scope))
        if found is None:
            raise HTTPException(status_code=404)
        if found.is_index and not scope["path"].endswith("/"):
            url = URL(scope=scope)
            return RedirectResponse(url=url.replace(path=url.path + "/"))
        if found.is_not_found_page:
            return _with_content(FileResponse(found.path, stat_result=found.stat_result, status_code=404), found)
        return _with_content(self.file_response(found.path, found.stat_result, scope), found)

    async def _search_in_thread(self, path: str, read: bool) -> _Found | None:
        try:
            return await in_thread(self._search, path, read)
        except PermissionError:
            raise HTTPException(status_code=401) from None
        except OSError as error:
            # A name longer than any file's, and links that lead in a circle, name no file.
            if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
                return None
            raise

    def _search(self, path: str, read: bool) -> _Found | None:
        """The whole search in one worker thread: the file, else in HTML mode the index, else the page for 404."""
        full_path, stat_result = self.lookup_path(path)
        if stat_result is None or not stat.S_ISREG(stat_result.st_mode):
            return self._search_page(path, stat_result, read) if self.html else None
        return _Found(full_path, stat_result, _small_content(full_path, stat_result, read))

    def _search_page(self, path: str, stat_result: os.stat_result | None, read: bool) -> _Found | None:
        if stat_result is not None and stat.S_ISDIR(stat_result.st_mode):
            index, stat_result = self.lookup_path(os.path.join(path, "index.html"))
            if stat_result is not None and stat.S_ISREG(stat_result.st_mode):
                return _Found(index, stat_result, _small_content(index, stat_result, read), is_index=True)
        page, stat_result = self.lookup_path("404.html")
        if stat_result is not None and stat.S_ISREG(stat_result.st_mode):
            return _Found(page, stat_result, _small_content(page, stat_result, read), is_not_found_page=True)
        return None

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The full path of a file or a directory and its `stat`, or "" and None; blocks, so call it in a thread."""
        path = os.path.normpath(path)
        if "\0" in path or os.path.isabs(path) or os.path.splitdrive(path)[0] or path.split(os.sep)[0] == os.pardir:
            return "", None
        look = _look_following_links if self.follow_symlink else _look_inside
        for directory in self.all_directories:
            with suppress(FileNotFoundError, NotADirectoryError, UnicodeEncodeError):
                full_path, found = look(os.path.abspath(directory), path)
                if found is not None:
                    return full_path, found
        return "", None

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file as a response, or 304 where the client's copy is current."""
        response = FileResponse(full_path, status_code=status_code, stat_result=stat_result)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    async def check_config(self) -> None:
        """Raise `RuntimeError` unless `directory` is one."""
        if self.directory is None:
            return
        try:
            found = await in_thread(os.stat, self.directory)
        except FileNotFoundError:
            raise RuntimeError(f"StaticFiles directory '{self.directory}' does not exist.") from None
        if not (stat.S_ISDIR(found.st_mode) or stat.S_ISLNK(found.st_mode)):
            raise RuntimeError(f"StaticFiles path '{self.directory}' is not a directory.")

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        """Whether the request's conditions say that the client's copy is current (RFC 9110, section 13.2.2)."""
        if_none_match, if_modified_since = map(request_headers.get, _CONDITIONS)
        if if_none_match is None and if_modified_since is None:
            return False
        return conditionals.is_not_modified(
            etag=response_headers.get("etag"),
            last_modified=response_headers.get("last-modified"),
            if_none_match=if_none_match,
            if_modified_since=if_modified_since,
        )


def _look_following_links(root: str, path: str) -> tuple[str, os.stat_result | None]:
    full_path = os.path.join(root, path)
    return full_path, os.stat(full_path)


def _look_inside(root: str, path: str) -> tuple[str, os.stat_result | None]:
    """What `path` names below `root`; None where a symbolic link leads out of it.

    A path without a link on its way cannot leave, so that only links cost a resolution of the whole path.
    """
    full_path, found = root, None
    for name in path.split(os.sep):
        full_path = os.path.join(full_path, name)
        found = os.lstat(full_path)
        if stat.S_ISLNK(found.st_mode) or os.name == "nt":  # Windows has links that lstat does not call so
            return _look_resolving(root, path)
    return full_path, found


def _look_resolving(root: str, path: str) -> tuple[str, os.stat_result | None]:
    real_root = os.path.realpath(root)
    full_path = os.path.realpath(os.path.join(root, path))
    if full_path != real_root and not full_path.startswith(os.path.join(real_root, "")):
        return "", None
    return full_path, os.stat(full_path)


def _package_directory(name: str, folder: str) -> str:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise AssertionError(f"Package {name!r} could not be found.")
    directory = os.path.normpath(os.path.join(spec.origin, "..", folder))
    if not os.path.isdir(directory):
        raise AssertionError(f"Directory '{folder!r}' in package {name!r} could not be found.")
    return directory


def _will_send_content(scope: Scope) -> bool:
    """Whether the answer will most likely hold the file's bytes, so that reading them at once saves a thread call."""
    if scope["method"] != "GET" or "http.response.pathsend" in scope.get("extensions", ()):
        return False
    for name, _ in scope.get("headers", ()):  # noqa: SIM110 - a generator costs more than the whole search
        if name in _RAW_CONDITIONS:
            return False
    return True


def _small_content(path: str, stat_result: os.stat_result, read: bool) -> bytes | None:
    if not read or stat_result.st_size > FileResponse.chunk_size:
        return None
    return read_whole(path, stat_result.st_size)


def _with_content(response: Response, found: _Found) -> Response:
    if isinstance(response, FileResponse) and response.stat_result is found.stat_result:
        response.preloaded = found.content
    return response
