"""Both styles of registering routes answer every request alike, on the library that they are written for."""

import runpy
from pathlib import Path

import pytest

from stability_checker.upgrade.plan import Choice, Target
from stability_checker.upgrade.run import Settings, upgrade
from toolkit.testclient import TestClient

OLD = '''
"""An application of the old style, whose registrations depend on their order."""

from toolkit.applications import Toolkit
from toolkit.exceptions import HTTPException
from toolkit.responses import PlainTextResponse
from toolkit.routing import Mount, Route, Router


async def fallback(request):
    return PlainTextResponse("given first")


inner = Router()
app = Toolkit(routes=[Route("/given", fallback)])  # the application
SEEN = []


@app.route("/")
@app.route("/home", name="home")
async def home(request):
    return PlainTextResponse(request.app.state.title)


@app.route("/given")
async def shadowed(request):
    return PlainTextResponse("never")


@inner.route("/{rest:path}", methods=["GET", "POST"])
async def anything(request):
    return PlainTextResponse(f"inner {request.path_params['rest']}")


app.mount("/inner", inner)


@app.route("/inner/late")
async def hidden(request):
    return PlainTextResponse("never")


@app.websocket_route("/echo")
async def echo(websocket):
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


# First in the source, so inside the other.
@app.middleware("http")
async def first(request, call_next):
    SEEN.append("first")
    return await call_next(request)


@app.middleware("http")
async def second(request, call_next):
    SEEN.append("second")
    return await call_next(request)


@app.exception_handler(404)
async def missing(request, exc):
    return PlainTextResponse(f"no {request.url.path}", status_code=404)


@app.route("/teapot")
async def teapot(request):
    raise HTTPException(418)


@app.exception_handler(418)
async def short(request, exc):
    return PlainTextResponse("short and stout", status_code=418)


app.state.title = "title"


@app.route("/last")
async def last(request):
    return PlainTextResponse("last")
'''

PATHS = ["/", "/home", "/given", "/inner/late", "/inner/x/y", "/teapot", "/nowhere", "/last"]


def answers(folder: Path) -> list[object]:
    """What the application answers, and in which order its middleware saw the requests."""
    found = runpy.run_path(str(folder / "app.py"))
    client = TestClient(found["app"])
    said: list[object] = [(path, (got := client.get(path)).status_code, got.text) for path in PATHS]
    with client.websocket_connect("/echo") as socket:
        socket.send_text("hello")
        said.append(socket.receive_text())
    return [*said, str(found["app"].url_path_for("home")), found["SEEN"]]


@pytest.fixture
def upgraded(tmp_path: Path) -> dict[str, Path]:
    folders = {style: tmp_path / style for style in ("append", "declarative")}
    for style, folder in folders.items():
        folder.mkdir()
        (folder / "app.py").write_text(OLD)
        (folder / "requirements.txt").write_text("asgi-toolkit==0.9.0\n")
        target = Target.parse("toolkit==1.0.0")
        upgrade([folder], Settings(target=target, choice=Choice(style=style), unsafe=True, cache=False))
    return folders


def test_both_styles_answer_alike(upgraded: dict[str, Path]) -> None:
    told = answers(upgraded["append"])
    assert answers(upgraded["declarative"]) == told
    assert told[-1] == ["second", "first"] * len(PATHS)


def test_the_declarative_style_leaves_only_what_comes_behind_another_use(upgraded: dict[str, Path]) -> None:
    text = (upgraded["declarative"] / "app.py").read_text()
    assert text.count("app.add_route") == 1
    assert text.index("app.state.title") < text.index("app.add_route")
    assert "\n\n\n\n" not in text
    assert "})  # the application\n" in text


def test_a_second_run_changes_nothing(upgraded: dict[str, Path]) -> None:
    for style, folder in upgraded.items():
        before = (folder / "app.py").read_bytes()
        target = Target.parse("toolkit==1.0.0")
        upgrade([folder], Settings(target=target, choice=Choice(style=style), unsafe=True, cache=False))
        assert (folder / "app.py").read_bytes() == before
