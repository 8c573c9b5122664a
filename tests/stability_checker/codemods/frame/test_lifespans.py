"""How the decorator of a lifespan is spelled in modules that import it in different ways, or not at all."""

from pathlib import Path

import pytest

from stability_checker.codemods.lifespan_from_events import LifespanFromEvents
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.recipes import read_library
from stability_checker.upgrade.rewrite import Rewritten, rewrite

APP = "from starlette.applications import Starlette\n\n\nasync def up(): ...\n\n\napp = Starlette(on_startup=[up])\n"
SPELLED = {
    "": "@contextlib.asynccontextmanager",
    "import contextlib\n": "@contextlib.asynccontextmanager",
    "from contextlib import asynccontextmanager\n": "@asynccontextmanager",
    "from contextlib import asynccontextmanager as manager\n": "@manager",
    "from contextlib import suppress as asynccontextmanager\n": "@contextlib.asynccontextmanager",
}


LATE = ["import contextlib\n", "from contextlib import asynccontextmanager\n", "from contextlib import suppress\n"]


INSTALLED = (
    "from starlette.applications import Starlette\n\n\nasync def up(): ...\n\n\n"
    "def install():\n    app = Starlette()\n    app.add_event_handler('startup', up)\n\n\ninstall()\n"
)


@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("opening", [APP, INSTALLED])
def test_what_is_imported_below_is_not_there_yet(opening: str, late: str) -> None:
    codemod = LifespanFromEvents(receivers=("starlette.applications.Starlette",), routers=("starlette.routing.Router",))
    project = Project([], Knowledge([read_library("starlette")]))
    after = rewrite(opening + late, Path("app.py"), [codemod], project, Safety.SAFE).text
    assert after.startswith("import contextlib\n")
    assert "@contextlib.asynccontextmanager" in after
    assert after.endswith(late)


@pytest.mark.parametrize(("imports", "decorator"), SPELLED.items())
def test_the_decorator_is_spelled(imports: str, decorator: str) -> None:
    codemod = LifespanFromEvents(receivers=("starlette.applications.Starlette",), routers=("starlette.routing.Router",))
    project = Project([], Knowledge([read_library("starlette")]))
    after = rewrite(imports + APP, Path("app.py"), [codemod], project, Safety.SAFE).text
    lines = after.splitlines()
    assert lines[lines.index("async def lifespan(app):") - 1] == decorator
    assert ("import contextlib" in lines) is decorator.startswith("@contextlib")


LAMBDAS = {
    "lambda: print('up')": ["print('up')"],
    "lambda: print(\n    'up',\n)": ["print(", "    'up',", ")"],
    "lambda: (\n    1\n    + 1\n)": ["(1", "    + 1)"],
    "lambda: (ready := True)": ["(ready := True)"],
    "lambda word='up': print(word)": [
        "result = (lambda word='up': print(word))()",
        "if inspect.isawaitable(result):",
        "    await result",
    ],
}


@pytest.mark.parametrize(("handler", "lines"), LAMBDAS.items())
def test_what_a_lambda_does_stands_in_the_lifespan(handler: str, lines: list[str]) -> None:
    codemod = LifespanFromEvents(receivers=("starlette.applications.Starlette",), routers=("starlette.routing.Router",))
    project = Project([], Knowledge([read_library("starlette")]))
    before = f"from starlette.applications import Starlette\n\napp = Starlette(on_startup=[{handler}])\n"
    after = rewrite(before, Path("app.py"), [codemod], project, Safety.REVIEW).text
    body = after.partition("async def lifespan(app):\n")[2].partition("    yield")[0]
    assert [line.strip() for line in body.splitlines()] == [line.strip() for line in lines]
    compile(after, "app.py", "exec")


LAYOUTS = {
    "Starlette(\n    routes=[],\n    on_startup=up,\n)": "Starlette(\n    routes=[],\n    lifespan=lifespan,\n)",
    "Starlette(\n    routes=[],\n)": "Starlette(\n    routes=[],\n    lifespan=lifespan,\n)",
    "Starlette(\n    routes=[]\n)": "Starlette(\n    routes=[],\n    lifespan=lifespan\n)",
    "Starlette(\n    True,\n    []\n)": "Starlette(\n    True,\n    [],\n    lifespan=lifespan\n)",
    "Starlette(  # ours\n    routes=[],\n)": "Starlette(  # ours\n    routes=[],\n    lifespan=lifespan,\n)",
    "Starlette(\n    1,  # a\n    [],  # b\n)": "Starlette(\n    1,  # a\n    [],  # b\n    lifespan=lifespan,\n)",
    "Starlette(\n    1,  # a\n    []  # b\n)": "Starlette(\n    1,  # a\n    [],  # b\n    lifespan=lifespan\n)",
    "Starlette(\n    [],\n    # end\n)": "Starlette(\n    [],\n    lifespan=lifespan,\n    # end\n)",
    "Starlette([],)": "Starlette([], lifespan=lifespan,)",
}


@pytest.mark.parametrize(("before", "after"), LAYOUTS.items())
def test_the_lifespan_is_handed_over_as_the_other_arguments_are(before: str, after: str) -> None:
    codemod = LifespanFromEvents(receivers=("starlette.applications.Starlette",), routers=("starlette.routing.Router",))
    project = Project([], Knowledge([read_library("starlette")]))
    text = f"from starlette.applications import Starlette\n\napp = {before}\napp.add_event_handler('startup', print)\n"
    assert rewrite(text, Path("app.py"), [codemod], project, Safety.REVIEW).text.endswith(f"\napp = {after}\n")


def _rewritten(text: str) -> Rewritten:
    routers = ("starlette.routing.Router",)
    codemod = LifespanFromEvents(receivers=("starlette.applications.Starlette", *routers), routers=routers)
    return rewrite(text, Path("app.py"), [codemod], Project([], Knowledge([read_library("starlette")])), Safety.REVIEW)


def test_an_application_and_its_router_are_asked_together() -> None:
    lines = ["app.add_event_handler('startup', print)", "app.router.on_shutdown.append(print)"]
    text = "from starlette.applications import Starlette\n\n\ndef install(app: Starlette):\n"
    after = _rewritten(text + "".join(f"    {line}\n" for line in lines)).text
    assert after.count("outer_lifespan = app.router.lifespan_context") == 1
    assert after.count("async with outer_lifespan(app)") == 1


def test_an_application_may_be_handed_over_where_an_annotation_says_router() -> None:
    text = "from starlette.routing import Router\n\n\ndef install(server: Router):\n"
    after = _rewritten(text + "    server.add_event_handler('startup', print)\n").text
    assert '    router = getattr(server, "router", server)\n    outer_lifespan = router.lifespan_context\n' in after
    assert after.endswith("    router.lifespan_context = lifespan\n")


def test_a_router_that_is_built_here_is_known_for_one() -> None:
    text = "from starlette.routing import Router\n\nroutes = [Router()]\nserver = routes[0]\n"
    after = _rewritten(text + "server.add_event_handler('startup', print)\n").text
    assert "outer_lifespan = server.lifespan_context\n" in after


def test_handlers_that_are_unpacked_are_told() -> None:
    text = "from starlette.applications import Starlette\n\noptions = {'on_startup': [print]}\n"
    assert [one.line for one in _rewritten(text + "app = Starlette(**options)\n").left] == [4]
    assert not _rewritten(text + "app = Starlette(**{'debug': True})\n").left


@pytest.mark.parametrize(
    ("given", "looped"),
    [
        ("[one.close for one in pools]", "[one.close for one in pools]"),
        ("[print, *closers]", "[print, *closers]"),
        ("closers", "closers or ()"),
    ],
)
def test_only_what_may_be_none_is_taken_for_an_empty_list(given: str, looped: str) -> None:
    text = f"from starlette.applications import Starlette\n\napp = Starlette(on_shutdown={given})\n"
    assert f"        for handler in {looped}:\n" in _rewritten(text).text
