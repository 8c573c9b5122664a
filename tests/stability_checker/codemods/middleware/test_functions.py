"""Functions that are given as `dispatch=` become classes, where nothing else uses them."""

import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from tests.stability_checker.codemods.middleware.projects import (
    ON_TOOLKIT,
    run,
    safeties,
    write,
)

FUNCTION = """\
async def add_time(request, call_next):
    response = await call_next(request)
    response.headers["x-a"] = "1"
    return response


"""
SAME = "from starlette.middleware import Middleware\nfrom starlette.middleware.base import BaseHTTPMiddleware\n\n\n"
FUNCTIONS = [
    (FUNCTION + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n", "safe", "app.add_middleware(AddTime)"),
    (FUNCTION + "stack = [Middleware(BaseHTTPMiddleware, dispatch=add_time)]\n", "safe", "[Middleware(AddTime)]"),
    (FUNCTION + "served = BaseHTTPMiddleware(app, dispatch=add_time)\n", "safe", "served = AddTime(app)"),
    (FUNCTION + "served = BaseHTTPMiddleware(app, add_time)\n", "safe", "served = AddTime(app)"),
    (FUNCTION + "served = BaseHTTPMiddleware(dispatch=add_time, app=app)\n", "safe", "served = AddTime(app=app)"),
    (
        "def build(app, limit):\n"
        + indent(FUNCTION.replace('"1"', "limit"), "    ")
        + "    app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n",
        "safe",
        "    app.add_middleware(AddTime)",
    ),
    (
        "class AddTime: ...\n\n\n" + FUNCTION + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n",
        "safe",
        "app.add_middleware(AddTime_2)",
    ),
    (FUNCTION + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\nadd_time(1, 2)\n", "manual", ""),
    (FUNCTION + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n__all__ = ['add_time']\n", "manual", ""),
    ("@traced\n" + FUNCTION + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n", "manual", ""),
    (
        FUNCTION.replace('"1"', "__hidden") + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n",
        "manual",
        "",
    ),
    (
        FUNCTION.replace("await call_next(request)", "await asyncio.wait_for(call_next(request), 5)")
        + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n",
        "manual",
        "",
    ),
    (
        FUNCTION.replace('response.headers["x-a"] = "1"', "response.body_iterator = changed(response.body_iterator)")
        + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n",
        "review",
        "app.add_middleware(AddTime)",
    ),
    ("app.add_middleware(BaseHTTPMiddleware, dispatch=made())\n", "manual", ""),
    (FUNCTION + "app.add_middleware(Other, dispatch=add_time)\n", "", ""),
]


@pytest.mark.parametrize(("text", "safety", "after"), FUNCTIONS)
def test_function_that_is_given_as_dispatch(text: str, safety: str, after: str, tmp_path: Path) -> None:
    write(tmp_path, subject=SAME + text)
    assert safeties(run(tmp_path)) == ([safety] if safety else [])
    found = (tmp_path / "subject.py").read_text("utf-8")
    assert after in found
    assert ("BaseHTTPMiddleware" in found) == (not after)
    assert not (after and "async def add_time" in found)
    compile(found, "subject", "exec")


def test_function_that_another_file_imports_stays(tmp_path: Path) -> None:
    write(tmp_path, subject=SAME + FUNCTION + "app.add_middleware(BaseHTTPMiddleware, dispatch=add_time)\n")
    write(tmp_path, test_subject="import starlette\nfrom subject import add_time\n")
    assert safeties(run(tmp_path)) == ["manual"]


def test_function_does_as_a_class_what_it_did(tmp_path: Path) -> None:
    """Both forms are served, and answer alike."""
    text = SAME + FUNCTION + ANSWERING
    write(tmp_path, before=text, after=text)
    answers = []
    for name in ("before", "after"):
        code = f"{ON_TOOLKIT}import {name}"
        ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)
        answers.append(ran.stdout)
        run(tmp_path)
    assert "class AddTime:" in (tmp_path / "after.py").read_text("utf-8")
    assert answers[0] == answers[1]
    assert b"(b'x-a', b'1')" in answers[0]


ANSWERING = """\
import asyncio

from starlette.responses import PlainTextResponse

app = BaseHTTPMiddleware(PlainTextResponse("home"), dispatch=add_time)


async def served():
    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        if message.get("body", b"-"):
            print(sorted((name, value) for name, value in message.items() if name != "more_body"))

    await app({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}, receive, send)


asyncio.run(served())
"""
