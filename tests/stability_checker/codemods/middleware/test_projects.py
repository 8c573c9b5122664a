"""What surrounds a class decides too: its constructor, its bases, its neighbours, and the functions that it calls."""

import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from tests.stability_checker.codemods.middleware.projects import (
    CONSTRUCTOR,
    IMPORT,
    PLAIN,
    TOUCH,
    run,
    safeties,
    write,
)

CLASSES = [
    ("class A(BaseHTTPMiddleware):\n" + PLAIN, ["safe"]),
    ("class A(BaseHTTPMiddleware):\n" + CONSTRUCTOR.format(parameters="key", given="app=app") + PLAIN, ["safe"]),
    ("class A(BaseHTTPMiddleware):\n" + CONSTRUCTOR.format(parameters="**rest", given="app, **rest") + PLAIN, ["safe"]),
    ("class A(BaseHTTPMiddleware):\n" + CONSTRUCTOR.format(parameters="f", given="app, f") + PLAIN, ["manual"]),
    (
        "class A(BaseHTTPMiddleware):\n" + CONSTRUCTOR.format(parameters="f", given="app, dispatch=f") + PLAIN,
        ["manual"],
    ),
    ("class A(BaseHTTPMiddleware):\n    def __init__(self, app):\n        self.app = app\n\n" + PLAIN, ["manual"]),
    ("class A(dict, BaseHTTPMiddleware):\n" + PLAIN, ["manual"]),
    ("from abc import ABC\n\n\nclass A(BaseHTTPMiddleware, ABC):\n" + PLAIN, ["safe"]),
    ("from typing import Generic, T\n\n\nclass A(Generic[T], BaseHTTPMiddleware):\n" + PLAIN, ["safe"]),
    ("class M:\n    def m(self): ...\n\n\nclass A(M, BaseHTTPMiddleware):\n" + PLAIN, ["safe"]),
    ("class M:\n    def __init__(self): ...\n\n\nclass A(M, BaseHTTPMiddleware):\n" + PLAIN, ["manual"]),
    ("class A(BaseHTTPMiddleware, metaclass=M):\n" + PLAIN, ["manual"]),
    (
        "class A(BaseHTTPMiddleware):\n"
        + CONSTRUCTOR.format(parameters="dispatch=None, key=1", given="app, dispatch")
        + PLAIN,
        ["review"],
    ),
    ("class A(BaseHTTPMiddleware):\n    async def __call__(self, s, r, d): ...\n\n" + PLAIN, ["manual"]),
    (
        "class A(BaseHTTPMiddleware):\n    async def __call__(self, s, r, d):\n        await self.app(s, r, d)\n",
        ["safe"],
    ),
    ("class A(BaseHTTPMiddleware):\n    pass\n", ["manual"]),
    ("@register\nclass A(BaseHTTPMiddleware):\n" + PLAIN, ["review"]),
    ("class A(BaseHTTPMiddleware):\n    @traced\n" + PLAIN, ["review"]),
    ("class A(BaseHTTPMiddleware):\n    @override\n" + PLAIN, ["safe"]),
    ("class A(BaseHTTPMiddleware):\n    @staticmethod\n" + PLAIN.replace("self, ", ""), ["safe"]),
    ("class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\nclass B(A):\n    pass\n", ["safe"]),
    ("class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\nclass B(A, dict):\n    pass\n", ["review"]),
    (
        "class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\nclass B(A):\n    pass\n\n\nclass C(B):\n" + PLAIN,
        ["safe", "manual"],
    ),
    ("class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\nissubclass(kind, (BaseHTTPMiddleware, str))\n", ["review"]),
    ("class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\nclass B(A):\n" + PLAIN, ["safe", "manual"]),
    ("class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\napp.add_middleware(A, dispatch=f)\n", ["manual"]),
    ("class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\nA(app).dispatch(None, None)\n", ["review"]),
    ("class A(BaseHTTPMiddleware):\n" + PLAIN + "\n\nclass B:\n    def go(self):\n        self.dispatch()\n", ["safe"]),
    ("class A(Other):\n" + PLAIN, []),
]


@pytest.mark.parametrize(("text", "expected"), CLASSES)
def test_safety(text: str, expected: list[str], tmp_path: Path) -> None:
    write(tmp_path, subject=IMPORT + text)
    report = run(tmp_path)
    assert safeties(report) == expected
    compile((tmp_path / "subject.py").read_text("utf-8"), "subject", "exec")
    assert ("(BaseHTTPMiddleware)" in (tmp_path / "subject.py").read_text("utf-8")) <= (set(expected) != {"safe"})


def test_file_without_a_last_newline_gets_none(tmp_path: Path) -> None:
    text = f"{IMPORT}class A(BaseHTTPMiddleware):\n{TOUCH}".rstrip("\n")
    write(tmp_path, subject=text)
    run(tmp_path)
    assert (tmp_path / "subject.py").read_text("utf-8").endswith("await self.app(scope, receive, send_wrapper)")


def test_runs_only_where_it_is_chosen(tmp_path: Path) -> None:
    write(tmp_path, subject=IMPORT + "class A(BaseHTTPMiddleware):\n" + PLAIN)
    assert safeties(run(tmp_path, selected=False)) == []


def test_starlette_is_not_made_pure_on_the_road_to_toolkit(tmp_path: Path) -> None:
    write(tmp_path, subject=IMPORT + "class A(BaseHTTPMiddleware):\n" + TOUCH)
    assert safeties(run(tmp_path, to="toolkit==1.0.0")) == []


def test_layout_is_kept(tmp_path: Path) -> None:
    """Line endings, tabs and texts within strings stay; what is written follows them."""
    body = 'response = await call_next(request)\n# kept\nresponse.headers["x"] = """a\n  b"""\nreturn response\n'
    lines = body.replace("\n", "\n        ").replace("        " + "  b", "  b").rstrip(" ")
    text = IMPORT + "class A(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n        " + lines
    (tmp_path / "subject.py").write_bytes(text.replace("\n", "\r\n").encode())
    run(tmp_path)
    after = (tmp_path / "subject.py").read_bytes().decode()
    assert after.count("\n") == after.count("\r\n")
    assert '# kept\r\n                response.headers["x"] = """a\r\n  b"""\r\n' in after


def test_typed_method_stays_typed(tmp_path: Path) -> None:
    text = (
        IMPORT.replace(
            "\n\n\n", "\nfrom starlette.requests import Request\nfrom starlette.responses import Response\n\n\n"
        )
        + "class A(BaseHTTPMiddleware):\n    async def dispatch(self, request: Request, call_next) -> Response:\n"
        + "        response = await call_next(request)\n        response.headers['x'] = '1'\n        return response\n"
    )
    write(tmp_path, subject=text)
    run(tmp_path)
    after = (tmp_path / "subject.py").read_text("utf-8")
    assert "def __init__(self, app: ASGIApp) -> None:" in after
    assert "async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:" in after
    assert "Response\n" not in after.replace("ResponseStart", "")
    found = subprocess.run([sys.executable, "-m", "ruff", "check", "--isolated", str(tmp_path)], capture_output=True)
    assert found.returncode == 0, found.stdout.decode()


HANDED_ON = [
    ("def record(what, *given): ...", "record('asked', request)", "safe"),
    ("@traced\ndef record(request): ...", "record(request)", "safe"),
    ("@traced\nasync def record(request): ...", "await record(request)", "safe"),
    ("@traced\nasync def record(request): ...", "asyncio.create_task(record(request))", "review"),
    ("", "kept = [rule for rule in self.rules if rule.matches(request)]", "safe"),
    ("", "kept = [part async for part in parts(request)]", "review"),
    ("", "log(request.environ)", "safe"),
    ("", "log(request._unknown)", "review"),
    ("", "log(getattr(request, self.name))", "review"),
]


@pytest.mark.parametrize(("function", "statement", "safety"), HANDED_ON, ids=lambda value: str(value)[:40])
def test_request_that_is_handed_on(tmp_path: Path, function: str, statement: str, safety: str) -> None:
    method = f"    async def dispatch(self, request, call_next):\n        {statement}\n"
    text = f"{IMPORT}{function}\n\n\nclass A(BaseHTTPMiddleware):\n{method}        return await call_next(request)\n"
    write(tmp_path, app=text)
    assert safeties(run(tmp_path)) == [safety]


def test_request_is_followed_into_another_file(tmp_path: Path) -> None:
    """What cannot be read there is judged by how it is called here."""
    write(
        tmp_path,
        recording="def record(what, *given): ...\n",
        app=f"from recording import record\n{IMPORT}class A(BaseHTTPMiddleware):\n"
        + PLAIN.replace("        return", "        record('asked', request)\n        return"),
    )
    assert safeties(run(tmp_path)) == ["safe"]


ATTEMPTS = [
    ("", "prepare()\nvalue = load()", "pass", "manual"),
    ("", "value = clock()\nprepare()", "pass", "safe"),
    ("", "value = load(request)\nprepare()", "pass", "manual"),
    ("", "prepare()\nvalue = load()", "value = None", "safe"),
    ("value = None", "prepare()\nvalue = load()", "pass", "safe"),
]


@pytest.mark.parametrize(("before", "tried", "handled", "safety"), ATTEMPTS)
def test_name_that_a_handler_leaves_without_a_value(
    tmp_path: Path, before: str, tried: str, handled: str, safety: str
) -> None:
    """Such a class fails already, and the error would have another type in the local function."""
    attempt = f"{tried}\nresponse = await call_next(request)"
    failed = f"{handled}\nresponse = Response()"
    lines = f"{before}\ntry:\n{indent(attempt, '    ')}\nexcept ValueError:\n{indent(failed, '    ')}"
    body = f"{lines}\nlog(value)\nreturn response\n"
    method = f"    async def dispatch(self, request, call_next):\n{indent(body, '        ')}"
    write(tmp_path, subject=f"from starlette.responses import Response\n{IMPORT}class A(BaseHTTPMiddleware):\n{method}")
    report = run(tmp_path)
    assert safeties(report) == [safety]
    told = [one.message for file in report.files for one in file.left]
    assert any("value has no value behind a handler" in one for one in told) == (safety == "manual")


SCOPE = """\
from contextlib import contextmanager
from contextvars import ContextVar

cache = ContextVar("cache", default=None)


@contextmanager
def scope():
    \"\"\"A cache for each request.\"\"\"
    if cache.get() is not None:
        yield
        return
    token = cache.set({})
    try:
        yield
    finally:
        cache.reset(token)
"""
SCOPES = [
    (SCOPE, "safe"),
    (SCOPE.replace("        cache.reset", "        log()\n        cache.reset"), "review"),
    (SCOPE.replace("cache.get()", "connect()"), "review"),
    (SCOPE.replace("    finally:", "    except ValueError:\n        pass\n    finally:"), "review"),
    (SCOPE.replace("@contextmanager", "@traced"), "review"),
    (SCOPE.replace("cache.reset(token)", "pass"), "review"),
]


@pytest.mark.parametrize(("scoping", "safety"), SCOPES)
def test_block_of_the_project_that_only_sets_context_variables(scoping: str, safety: str, tmp_path: Path) -> None:
    method = "    async def dispatch(self, request, call_next):\n        with scope():\n"
    body = f"class A(BaseHTTPMiddleware):\n{method}            return await call_next(request)\n"
    write(tmp_path, scoping=scoping, subject=f"from scoping import scope\n{IMPORT}{body}")
    assert safeties(run(tmp_path)) == [safety]
