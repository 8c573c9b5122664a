"""Classes below a middleware of their own project: which are rewritten, what becomes of the base, and what both do."""

import importlib.util
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from tests.stability_checker.codemods.middleware.projects import IMPORT, PLAIN, TOUCH, run, safeties, write

CONSTRUCTOR = "    def __init__(self, app, word):\n        super().__init__(app)\n        self.word = word\n\n"
BASE = f"class Base(BaseHTTPMiddleware):\n{CONSTRUCTOR}"
ABSTRACT = "    @abstractmethod\n    async def dispatch(self, request, call_next):\n        {body}\n"
HEIR = f"\n\nclass A(Base):\n{TOUCH}"

FAMILIES = [
    ("", HEIR, ["safe", "manual"]),
    (PLAIN.replace("return await call_next(request)", "raise NotImplementedError"), HEIR, ["safe", "manual"]),
    (ABSTRACT.format(body="..."), HEIR, ["safe", "safe", "manual"]),
    (ABSTRACT.format(body='"""What each has."""'), HEIR, ["safe", "safe", "manual"]),
    (ABSTRACT.format(body="..."), HEIR + "\n\nclass B(A):\n    pass\n", ["safe", "safe", "manual"]),
    (ABSTRACT.format(body="..."), HEIR + f"\n\nclass B(Base, dict):\n{TOUCH}", ["safe"] * 3 + ["manual"]),
    (PLAIN, HEIR, ["safe", "manual"]),
    ("", HEIR.replace("call_next(request)", "super().dispatch(request, call_next)"), ["manual", "manual"]),
    ("    async def __call__(self, scope, receive, send): ...\n", HEIR, ["manual", "manual"]),
    ("    def other(self):\n        return self.dispatch\n", HEIR, ["manual", "manual"]),
    ("", HEIR.replace("(Base)", "(Base, metaclass=M)"), ["manual", "manual"]),
    ("", HEIR.replace("call_next(request)", "wait_for(call_next(request), 5)"), ["manual", "manual"]),
    ("", HEIR + f"\n\nclass B(A):\n{TOUCH}", ["safe", "manual", "manual"]),
]


@pytest.mark.parametrize(("inner", "heirs", "expected"), FAMILIES)
def test_safety(inner: str, heirs: str, expected: list[str], tmp_path: Path) -> None:
    write(tmp_path, subject="from abc import abstractmethod\n" + IMPORT + BASE + inner + heirs)
    assert safeties(run(tmp_path)) == expected
    compile((tmp_path / "subject.py").read_text("utf-8"), "subject", "exec")
    once = (tmp_path / "subject.py").read_bytes()
    assert "safe" not in safeties(run(tmp_path))
    assert (tmp_path / "subject.py").read_bytes() == once


def test_base_that_asked_for_a_dispatch_no_longer_does(tmp_path: Path) -> None:
    base = f"from abc import ABC, abstractmethod\n{IMPORT}{BASE.replace('ware)', 'ware, ABC)')}"
    write(tmp_path, base=base + ABSTRACT.format(body="pass"), subject=f"from base import Base\n{HEIR}")
    run(tmp_path)
    text = (tmp_path / "base.py").read_text("utf-8")
    assert text.startswith("from abc import ABC\n")
    assert text.endswith("    async def dispatch(self, request, call_next):\n        raise NotImplementedError\n")
    assert "class A(Base):\n    async def __call__(" in (tmp_path / "subject.py").read_text("utf-8")


def test_base_goes_on_asking_where_no_class_below_it_is_rewritten(tmp_path: Path) -> None:
    text = f"from abc import abstractmethod\n{IMPORT}{BASE}{ABSTRACT.format(body='pass')}"
    text += HEIR.replace("call_next(request)", "wait_for(call_next(request), 5)")
    write(tmp_path, subject=text)
    run(tmp_path)
    assert (tmp_path / "subject.py").read_text("utf-8") == text


def test_note_on_the_base_names_the_classes_below_it(tmp_path: Path) -> None:
    heirs = "".join(f"\n\nclass A{number}(Base):\n{TOUCH}" for number in range(5))
    write(tmp_path, subject=IMPORT + BASE + heirs)
    (file,) = run(tmp_path).files
    assert file.left[0].message.startswith("Base: it handles no request itself, and A0, A1, A2 and 2 more below it can")


METHODS = """\
def with_word(self, response):
    response.headers["x-word"] = self.word
    return response
"""
USING = """

class A(Base):
    async def dispatch(self, request, call_next):
        if request.url.path == "/skip":
            return await call_next(request)
        response = await call_next(request)
        return self.with_word(response)
"""


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/", "/skip"])
async def test_rewritten_class_does_what_it_did(path: str, tmp_path: Path) -> None:
    """A method of the base that changes the response's head is read there, and works on the `ResponseStart`."""
    text = "from abc import abstractmethod\n" + IMPORT.replace("starlette", "toolkit") + BASE
    text += indent(METHODS, "    ") + "\n" + ABSTRACT.format(body="...") + USING
    write(tmp_path, before=text, after=text)
    assert safeties(run(tmp_path, to="toolkit==1.0.0"))[:2] == ["safe", "safe"]
    old, new = (loaded(tmp_path / f"{name}.py", text) for name in ("before", "after"))
    assert "async def __call__" in (tmp_path / "after.py").read_text("utf-8")
    assert await sent(old.A, path) == await sent(new.A, path)


def loaded(path: Path, old: str) -> Any:
    if path.stem == "before":
        path.write_text(old, "utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def application(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"whole"})


async def sent(middleware: Any, path: str) -> tuple[Any, bytes]:
    """The start of the response, and its body, of a request for `path`."""
    messages: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    await middleware(application, word="hello")(scope, receive, send)
    return messages[0], b"".join(one.get("body", b"") for one in messages[1:])
