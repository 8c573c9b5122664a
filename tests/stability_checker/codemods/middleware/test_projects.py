"""What surrounds a class decides too: its constructor, its bases, its neighbours, and where the helpers are written."""

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


def test_toolkit_has_the_helpers_itself(tmp_path: Path) -> None:
    write(tmp_path, subject=IMPORT.replace("starlette", "toolkit") + "class A(BaseHTTPMiddleware):\n" + TOUCH)
    assert safeties(run(tmp_path, to="toolkit==1.0.0")) == ["safe"]
    assert "from toolkit.middleware.pure import ResponseStart" in (tmp_path / "subject.py").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["subject.py"]


PLACES = [
    (["subject"], "pure_middleware.py", "pure_middleware"),
    (["app__INIT", "app__web__INIT", "app__web__subject"], "app/pure_middleware.py", "app.pure_middleware"),
    (["app__INIT", "app__web__subject"], "app/pure_middleware.py", "app.pure_middleware"),
    (["src__app__INIT", "src__app__subject"], "src/app/pure_middleware.py", "app.pure_middleware"),
]


@pytest.mark.parametrize(("files", "written", "imported"), PLACES)
def test_helpers_are_written_into_the_outermost_package(
    files: list[str], written: str, imported: str, tmp_path: Path
) -> None:
    write(tmp_path, **dict.fromkeys(files, ""))
    write(tmp_path, **{files[-1]: IMPORT + "class A(BaseHTTPMiddleware):\n" + TOUCH})
    run(tmp_path)
    assert "class ResponseStart(Response)" in (tmp_path / written).read_text("utf-8")
    subject = next(tmp_path.rglob("subject.py")).read_text("utf-8")
    assert f"from {imported} import ResponseStart" in subject
    assert safeties(run(tmp_path)) == []


def test_package_without_init_is_called_as_others_call_it(tmp_path: Path) -> None:
    write(tmp_path, app__web__subject=IMPORT + "class A(BaseHTTPMiddleware):\n" + TOUCH)
    write(tmp_path, main="import starlette\nfrom app.web.subject import A\n")
    run(tmp_path)
    assert "from app.pure_middleware import ResponseStart" in (tmp_path / "app/web/subject.py").read_text("utf-8")
    assert (tmp_path / "app/pure_middleware.py").is_file()


ON_TOOLKIT = f"""\
import importlib, sys
sys.path.insert(0, {str(Path(__file__).parents[4])!r})
for name in ("", ".requests", ".responses", ".types", ".middleware", ".middleware.base"):
    sys.modules["starlette" + name] = importlib.import_module("toolkit" + name)
del sys.path[0]
"""
"""Lets toolkit stand for Starlette, which need not be installed."""

SUBJECT = "class A(BaseHTTPMiddleware):\n" + TOUCH
LAYOUTS = {
    "namespace package, relative imports": (
        "org/utils/gcp/subject.py",
        {
            "org/utils/__init__.py": "",
            "org/utils/gcp/__init__.py": "from .subject import A\n",
            "org/utils/gcp/catcher.py": "",
        },
        "from .catcher import *\n",
        "from org.utils.gcp import A",
        "org/utils/pure_middleware.py",
    ),
    "namespace package, relative imports of others alone": (
        "org/utils/gcp/subject.py",
        {"org/utils/__init__.py": "", "org/utils/gcp/__init__.py": "from .subject import A\n"},
        "",
        "from org.utils.gcp import A",
        "org/utils/pure_middleware.py",
    ),
    "namespace package, absolute imports": (
        "org/utils/gcp/subject.py",
        {"org/utils/__init__.py": "", "org/utils/gcp/__init__.py": "", "org/utils/catcher.py": ""},
        "from org.utils.catcher import *\n",
        "from org.utils.gcp.subject import A",
        "org/utils/pure_middleware.py",
    ),
    "no __init__.py at all, relative imports": (
        "org/web/subject.py",
        {"org/web/catcher.py": ""},
        "from .catcher import *\n",
        "from org.web.subject import A",
        "org/web/pure_middleware.py",
    ),
    "no __init__.py at all, absolute imports": (
        "org/web/subject.py",
        {"org/db.py": ""},
        "from org.db import *\n",
        "from org.web.subject import A",
        "org/pure_middleware.py",
    ),
    "package that is called as a library": (
        "org/starlette/subject.py",
        {"org/starlette/__init__.py": ""},
        "",
        "from org.starlette.subject import A",
        "org/starlette/pure_middleware.py",
    ),
    "src layout": (
        "src/app/web/subject.py",
        {"src/app/__init__.py": "", "src/app/web/__init__.py": "", "src/app/db.py": "", "pyproject.toml": ""},
        "from app.db import *\n",
        "import sys; sys.path.insert(0, 'src'); from app.web.subject import A",
        "src/app/pure_middleware.py",
    ),
    "src as a package of its own": (
        "src/app/subject.py",
        {"src/__init__.py": "", "src/app/__init__.py": "", "src/app/db.py": "", "pyproject.toml": ""},
        "from src.app.db import *\n",
        "from src.app.subject import A",
        "src/pure_middleware.py",
    ),
    "repository with an __init__.py": (
        "repository/app/subject.py",
        {"repository/__init__.py": "", "repository/pyproject.toml": "", "repository/app/__init__.py": ""},
        "",
        "import sys; sys.path.insert(0, 'repository'); from app.subject import A",
        "repository/app/pure_middleware.py",
    ),
    "package with a module setup.py": (
        "app/middleware/subject.py",
        {"app/__init__.py": "from .setup import ready\n", "app/setup.py": "ready = True\n"},
        "",
        "from app.middleware.subject import A",
        "app/pure_middleware.py",
    ),
    "script within a package": (
        "app/subject.py",
        {"app/__init__.py": "", "app/routers/__init__.py": ""},
        "from routers import *\n",
        "import runpy; sys.path.insert(0, 'app'); runpy.run_path('app/subject.py', run_name='__main__')",
        "app/pure_middleware.py",
    ),
    "script beside a package": (
        "scripts/subject.py",
        {"app/__init__.py": "", "app/db.py": ""},
        "from app.db import *\n\n\nif __name__ == '__main__':\n    print('run')\n",
        "import runpy; sys.path.insert(0, 'scripts'); runpy.run_path('scripts/subject.py', run_name='__main__')",
        "scripts/pure_middleware.py",
    ),
    "test beside a package": (
        "tests/test_subject.py",
        {"app/__init__.py": "", "app/db.py": ""},
        "from app.db import *\n",
        "import sys; sys.path.insert(0, 'tests'); from test_subject import A",
        "tests/pure_middleware.py",
    ),
    "package of tests": (
        "tests/test_subject.py",
        {"app/__init__.py": "", "app/db.py": "", "tests/__init__.py": ""},
        "from app.db import *\n",
        "from tests.test_subject import A",
        "tests/pure_middleware.py",
    ),
    "second package of a project": (
        "worker/subject.py",
        {"app/__init__.py": "", "app/db.py": "", "worker/__init__.py": ""},
        "from app.db import *\n",
        "from worker.subject import A",
        "worker/pure_middleware.py",
    ),
    "module that has the name of a library": (
        "app/subject.py",
        {"app/__init__.py": "", "app/redis.py": "", "app/main.py": "import starlette\nfrom app.subject import A\n"},
        "try:\n    import redis\nexcept ImportError:\n    pass\n",
        "from app.subject import A",
        "app/pure_middleware.py",
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_helpers_are_found_in_every_layout(layout: str, tmp_path: Path) -> None:
    """The rewritten file is imported, or run, as its project does it; a second class shares the import."""
    subject, others, imports, use, written = LAYOUTS[layout]
    for name, text in {**others, subject: imports + IMPORT + SUBJECT + "\n\n" + SUBJECT.replace("A(", "B(")}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert safeties(run(tmp_path)) == ["safe", "safe"]
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("pure_middleware.py")] == [written]
    assert (tmp_path / subject).read_text("utf-8").count("pure_middleware import ResponseStart") == 1
    started = subprocess.run([sys.executable, "-c", f"{ON_TOOLKIT}{use}"], cwd=tmp_path, capture_output=True)
    assert started.returncode == 0, started.stderr.decode()


def test_module_of_the_same_name_is_kept(tmp_path: Path) -> None:
    write(tmp_path, subject=IMPORT + "class A(BaseHTTPMiddleware):\n" + TOUCH, pure_middleware="MINE = 1\n")
    run(tmp_path)
    assert (tmp_path / "pure_middleware.py").read_text("utf-8") == "MINE = 1\n"
    assert "from pure_middleware_2 import ResponseStart" in (tmp_path / "subject.py").read_text("utf-8")


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


METHOD = "    async def {name}(self, request, call_next):\n        return await {asked}\n"
NOTES = {
    "no dispatch": ("    pass\n", "it has no dispatch, nor has a class of the project below it; write"),
    "another name": (
        METHOD.format(name="add_headers", asked="call_next(request)"),
        "no request reaches add_headers, for only a method dispatch is called; rename it to `async def dispatch(",
    ),
    "an assigned one": (
        "    dispatch = record\n",
        "its dispatch is no method of the class; write `async def dispatch(",
    ),
    "a passed one": (
        CONSTRUCTOR.format(parameters="f", given="app, dispatch=f"),
        "its __init__ passes a function on as dispatch; write `async def dispatch(",
    ),
    "no coroutine": ("    def dispatch(self, request, call_next): ...\n", "dispatch is no coroutine; write `async def"),
    "a task": (
        METHOD.format(name="dispatch", asked="asyncio.wait_for(call_next(request), timeout=self.limit)"),
        "`asyncio.wait_for(call_next(request), timeout=self.limit)` does not await call_next in place",
    ),
    "other code": (
        METHOD.format(name="dispatch", asked="self.chain.run(request, next=call_next)"),
        "`self.chain.run(request, next=call_next)` does not await call_next in place",
    ),
    "subclasses": (
        METHOD.format(name="dispatch", asked="call_next(request)")
        + "".join(
            f"\n\nclass B{number}(A):\n" + METHOD.format(name="dispatch", asked="call_next(request)")
            for number in range(5)
        ),
        "a __call__ of their own may rest on that of BaseHTTPMiddleware in B0, B1, B2 and 2 more; rewrite it by hand",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_note_says_why_and_what_to_do(name: str, tmp_path: Path) -> None:
    body, told = NOTES[name]
    write(tmp_path, subject=f"{IMPORT}class A(BaseHTTPMiddleware):\n{body}")
    (file,) = run(tmp_path).files
    assert file.left[0].message.startswith(f"A: {told}")


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


TYPED = """\
from __future__ import annotations

import typing

{runtime}

if typing.TYPE_CHECKING:
{typing}


class A(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers["x-path"] = request.url.path
        return response
"""


def test_name_that_exists_for_type_checkers_alone_is_imported_for_good(tmp_path: Path) -> None:
    kept = "    from starlette.middleware.base import RequestResponseEndpoint\n"
    kept += "    from starlette.responses import Response"
    write(
        tmp_path,
        subject=TYPED.format(
            runtime="from starlette.middleware.base import BaseHTTPMiddleware",
            typing=f"    from starlette.requests import HTTPConnection, Request\n{kept}",
        ),
    )
    assert safeties(run(tmp_path)) == ["safe"]
    after = (tmp_path / "subject.py").read_text("utf-8")
    assert after.count("Request\n") == 1
    assert "\nfrom starlette.requests import Request\n" in after
    assert "    from starlette.requests import HTTPConnection\n" in after
    assert "request = Request(scope, receive)" in after


CONDITIONAL = """\
try:
    from starlette.middleware.base import BaseHTTPMiddleware

    HAS_STARLETTE = True
except ImportError:
    HAS_STARLETTE = False

if HAS_STARLETTE:

"""


def test_library_that_may_be_missing_may_still_be_missing(tmp_path: Path) -> None:
    """The new imports stand where the base was imported, so a project without the library goes on without it."""
    write(tmp_path, subject=CONDITIONAL + indent("class A(BaseHTTPMiddleware):\n" + TOUCH, "    "))
    assert safeties(run(tmp_path)) == ["safe"]
    after = (tmp_path / "subject.py").read_text("utf-8")
    assert after.startswith("try:\n    from pure_middleware import ResponseStart\n")
    found = subprocess.run(
        [sys.executable, "-c", "import sys; sys.modules['starlette'] = None; import subject; print(dir(subject))"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "'A'" not in found.stdout
