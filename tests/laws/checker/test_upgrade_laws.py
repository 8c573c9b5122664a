"""What holds for every text that `upgrade` meets: it comes to rest, parses, and leaves the other lines alone."""

import ast
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stability_checker.codemods.frame.text import decode
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.plan import Target, plan
from stability_checker.upgrade.worker import Task, rewrite_file

PLAN = plan(Target.parse("starlette==1.10.0"), {})

OPENINGS = [
    "from starlette.applications import Starlette",
    "import starlette.applications as sa",
    "from flask import Flask",
]
BUILDS = [
    "app = Starlette()",
    "app = sa.Starlette(debug=True)",
    "app = Flask(__name__)",
    "app = Starlette(on_startup=[ready])",
]
PIECES = [
    '@app.route("/")\nasync def home(request): ...  # näh',
    '@app.route("/a")\n@app.route("/b", methods=["POST"])\ndef both(request):\n    return "@app.route"',
    '@app.on_event("startup")\nasync def start():\n    "on_event"',
    "@app.exception_handler(404)\ndef missing(request, error):\n\treturn None",
    'app.add_websocket_route("/ws", print)',
    "def ready(): ...",
    "x = {'@app.route': 1}  # type: ignore",
    (
        "if x:\n    @app.middleware('http')\n    async def timing(request, call_next):\n"
        "        return await call_next(request)\n"
    ),
    "text = '''\n@app.route(\"/\")\n  '''",
    "from starlette.status import (\n    HTTP_422_UNPROCESSABLE_ENTITY,  # why\n    HTTP_200_OK,\n)",
]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    lines = [*draw(st.lists(st.sampled_from(OPENINGS), max_size=3)), draw(st.sampled_from(BUILDS))]
    lines += draw(st.lists(st.sampled_from(PIECES), max_size=6))
    text = ("\n" * draw(st.integers(1, 3))).join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    endings = draw(st.lists(st.sampled_from(["\n", "\r\n"]), min_size=1, max_size=3))
    mixed = "".join(part + endings[at % len(endings)] for at, part in enumerate(text.split("\n")))
    cookie, codec = draw(
        st.sampled_from([("", "utf-8"), ("", "utf-8-sig"), ("# -*- coding: latin-1 -*-\n", "latin-1")])
    )
    return (cookie + mixed).encode(codec)


def _run(raw: bytes, folder: Path, allowed: Safety) -> bytes:
    path = folder / "example.py"
    path.write_bytes(raw)
    task = Task((path,), (path,), PLAN.libraries, PLAN.codemods, allowed)
    result = rewrite_file(task, task.project(), path)
    assert result.message == ""
    return result.after or raw


@settings(max_examples=150, deadline=None)
@given(files(), st.sampled_from([Safety.SAFE, Safety.REVIEW]))
def test_a_second_run_changes_nothing_and_the_result_is_code(
    tmp_path_factory: object, raw: bytes, allowed: Safety
) -> None:
    folder = tmp_path_factory.mktemp("law")  # type: ignore[attr-defined]
    once = _run(raw, folder, allowed)
    ast.parse(once)
    assert _run(once, folder, allowed) == once
    (before, encoding), (after, same) = decode(raw), decode(once)
    assert encoding == same
    kept = [line for line in before.splitlines(keepends=True) if not _is_about(line)]
    rest = iter(after.splitlines(keepends=True))
    assert all(line in rest for line in kept), "the other lines are there, byte for byte and in their order"


def _is_about(line: str) -> bool:
    """Only lines that hold something old may go."""
    old = ("@app.", "app = ", "add_websocket_route", "HTTP_422", "import")
    return any(word in line for word in old)


@settings(max_examples=60, deadline=None)
@given(files())
def test_without_the_library_not_one_byte_changes(tmp_path_factory: object, raw: bytes) -> None:
    stranger = raw.replace(b"starlette", b"quartzite")
    assert _run(stranger, tmp_path_factory.mktemp("law"), Safety.REVIEW) == stranger  # type: ignore[attr-defined]
