"""What `upgrade` can do about the lines that are touched, as the command reports it in each format."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.stability_checker.commands.conftest import Command
from tests.stability_checker.trees import index, sdist, wheel, write

ROOT = Path(__file__).parents[3]

# A library with the paths that the recipes for Starlette 1.0 speak of.
OLD = {
    "starlette/__init__.py": "",
    "starlette/applications.py": """
from starlette.routing import Router
class Starlette:
    router: Router
    def __init__(self, debug=False, routes=None, on_startup=None, lifespan=None): ...
    def route(self, path, methods=None, name=None): ...
    def add_route(self, path, route, methods=None, name=None): ...
""",
    "starlette/routing.py": """
class Router:
    def __init__(self, routes=None): self.on_startup = []
    async def startup(self): ...
    async def shutdown(self): ...
""",
    "starlette/requests.py": "class Request: ...\n",
    "starlette/templating.py": """
class Jinja2Templates:
    def __init__(self, directory): ...
    def TemplateResponse(self, *args, **kwargs): ...
""",
    "pyproject.toml": "[project]\nname = 'starlette'\nversion = '0.52.1'\n",
}
NEW = {
    "starlette/__init__.py": "",
    "starlette/applications.py": """
from starlette.routing import Router
class Starlette:
    router: Router
    def __init__(self, debug=False, routes=None, lifespan=None): ...
    def add_route(self, path, route, methods=None, name=None): ...
""",
    "starlette/routing.py": "class Router:\n    def __init__(self, routes=None): ...\n",
    "starlette/requests.py": "class Request: ...\n",
    "starlette/templating.py": """
from starlette.requests import Request
class Jinja2Templates:
    def __init__(self, directory): ...
    def TemplateResponse(self, request: Request, name: str, context: dict | None = None, status_code: int = 200): ...
""",
    "pyproject.toml": "[project]\nname = 'starlette'\nversion = '1.0.0'\n",
}
SHOP = {
    "app.py": """from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Router
from starlette.templating import Jinja2Templates

templates = Jinja2Templates("templates")
app = Starlette()

@app.route("/")
async def page(request: Request):
    return templates.TemplateResponse("page.html", {"request": request})

@app.route("/about")
async def about(request: Request):
    return templates.TemplateResponse(request, "about.html", {})

async def begin():
    router = Router()
    await router.startup()
    yield router
    await router.shutdown()

def add(handler):
    app.router.on_startup.append(handler)

def named(name, context):
    arguments = ["page.html", {}]
    return templates.TemplateResponse("page.html", *arguments)
""",
}


@pytest.fixture
def sides(standing: Path) -> Path:
    write(standing / "old", OLD)
    write(standing / "new", NEW)
    write(standing / "shop", SHOP)
    return standing


def test_ways_are_those_of_a_trial(command: Command, sides: Path) -> None:
    before = (sides / "shop/app.py").read_bytes()
    result = command("impact", "shop", "old", "new", "--format", "json")
    assert result.status == 0, result.err
    document = json.loads(result.out)
    jsonschema.validate(document, json.loads((ROOT / "docs/impact.schema.json").read_text(encoding="utf-8")))
    hits = {(hit["line"], hit["way"], hit["repair"]["codemod"]) for hit in document["projects"][0]["hits"]}
    assert {hit for hit in hits if hit[0] < 24} == {
        (9, "safe", "decorator_to_call"),
        (11, "safe", "template_response"),
        (13, "safe", "decorator_to_call"),
        (19, "review", "lifespan_context"),
        (21, "review", "lifespan_context"),
    }
    assert (24, "review", "lifespan_from_events") in hits
    assert (28, "manual", "template_response") in hits
    assert (sides / "shop/app.py").read_bytes() == before
    # The preview keeps its word: upgrading for good leaves what it called manual, and nothing else.
    assert command("upgrade", "shop", "--to", "starlette==1.0.0", "--from", "starlette==0.52.1", "--unsafe").status in (
        0,
        3,
    )
    left = json.loads(command("impact", "shop", "old", "new", "--format", "json").out)["projects"][0]
    assert {hit["way"] for hit in left["hits"]} == {"manual"}
    assert left["summary"]["hits"] == document["projects"][0]["summary"]["manual"]


def test_every_kind_of_project(command: Command, sides: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = wheel(sides / "dist", "shop", "1.0", {"shop/app.py": SHOP["app.py"], "shop/__init__.py": ""})
    packed = sdist(
        sides / "dist", "store", "1.0", {"src/store/app.py": SHOP["app.py"], "tests/test_it.py": SHOP["app.py"]}
    )
    monkeypatch.setenv("PIP_INDEX_URL", index(sides, [built]))
    names = ["shop", "shop/app.py", str(built), str(packed), "pypi:shop==1.0"]
    result = command("impact", *names, "old", "new", "--format", "json")
    assert result.status == 0, result.err
    found = [{hit["file"] for hit in project["hits"]} for project in json.loads(result.out)["projects"]]
    places = [{"app.py"}, {"app.py"}, {"shop/app.py"}, {"src/store/app.py", "tests/test_it.py"}, {"shop/app.py"}]
    assert found == places


def test_people_read_where_and_how(command: Command, sides: Path) -> None:
    text = command("impact", "shop", "old", "new").out
    assert '  app.py:9  @app.route("/")\n' in text
    assert "method_removed starlette.applications.Starlette.route: upgrade repairs it [decorator_to_call]" in text
    assert "stability-checker upgrade PATH --to starlette==1.0.0 --diff" in text
    assert command("impact", "shop", "old", "new", "-f", "markdown", "-o", "impact.md").out == ""
    page = (sides / "impact.md").read_text(encoding="utf-8")
    assert "| project | files | hits | safe | review | manual |" in page
    assert '| `app.py:9` | `@app.route("/")` | `method_removed starlette.applications.Starlette.route` |' in page
    assert "no line of 1 file is touched" in command("impact", "shop", "new", "new").out


def test_a_broken_file_is_told_and_is_no_failure(command: Command, sides: Path) -> None:
    write(sides / "shop", {"broken.py": "import starlette\ndef (:\n"})
    result = command("impact", "shop", "old", "new")
    assert result.status == 0
    assert result.err.startswith("not read: shop: broken.py:2: ")
    assert "app.py:9" in result.out


def test_a_lower_level_adds_to_the_breaks(command: Command, standing: Path) -> None:
    announced = "import warnings\ndef f():\n    warnings.warn('old', DeprecationWarning)\n"
    write(standing, {"old/pkg/__init__.py": "def f(): ...\ndef g(): ...\n", "new/pkg/__init__.py": announced})
    write(standing, {"shop/use.py": "import pkg\npkg.f()\npkg.g()\n"})
    lines = {"major": [3], "minor": [2, 3]}
    for level, expected in lines.items():
        document = json.loads(command("impact", "shop", "old", "new", "--level", level, "-f", "json").out)
        assert [hit["line"] for hit in document["projects"][0]["hits"]] == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("old", "new"), "Name at least one downstream project"),
        (("nowhere", "old", "new"), "There is no 'nowhere' here"),
        (("shop", "old", "nowhere"), "There is no 'nowhere' here"),
        (("installed:pytest", "old", "new"), "is no downstream project"),
        (("shop", "old", "new", "--level", "grave"), "'grave' is not a level"),
        (("shop", "old", "new", "--format", "sarif"), "choose one of console, json, markdown"),
    ],
)
def test_mistakes_are_one_sentence(arguments: tuple[str, ...], message: str, command: Command, sides: Path) -> None:
    result = command("impact", *arguments)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert message in result.err
