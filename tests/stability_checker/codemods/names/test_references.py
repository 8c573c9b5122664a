"""What names and receivers refer to: each row is a project, an expression in its `main.py`, and its class or target."""

import ast
from pathlib import Path

import pytest

from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.project import Project
from stability_checker.upgrade.recipes import read_library

APP = "starlette.applications.Starlette"
CLIENT = "starlette.testclient.TestClient"
FASTAPI = "fastapi.applications.FastAPI"
LOST = "?"
IMPORT = "from starlette.applications import Starlette\n"
FIXTURE = IMPORT + "import pytest\n@pytest.fixture\ndef app():\n    return Starlette()\n"
OF_CLASS = IMPORT + "import pytest\nclass Base:\n    @pytest.fixture\n    def app(self):\n        return Starlette()\n"

REFERENCES = [
    (IMPORT + "Starlette", APP),
    ("from starlette.applications import Starlette as S\nS", APP),
    ("import starlette.applications\nstarlette.applications.Starlette", APP),
    ("import starlette.applications as sa\nsa.Starlette", APP),
    ("from starlette import applications\napplications.Starlette", APP),
    ("from fastapi import FastAPI\nFastAPI", FASTAPI),
    ("from fastapi.testclient import TestClient\nTestClient", CLIENT),
    ("import starlette.status as st\nStatus = st\nStatus.HTTP_200_OK", "starlette.status.HTTP_200_OK"),
    ("from starlette.applications import *\nStarlette", APP),
    (
        "try:\n    from starlette.applications import Starlette\nexcept ImportError:\n    Starlette = None\nStarlette",
        None,
    ),
    ("import pytest\nst = pytest.importorskip('starlette')\nst.applications.Starlette", APP),
    ("from importlib import import_module\napps = import_module('starlette.applications')\napps.Starlette", APP),
    ("apps = load('starlette.applications')\napps.Starlette", None),
    (IMPORT + "Starlette = 1\nStarlette", None),
    ("from flask import Flask\nFlask", "flask.Flask"),
    ("global app, Starlette\n" + IMPORT + "Starlette", APP),
    ("if True:\n    global st\n    import starlette.status as st\nst.HTTP_200_OK", "starlette.status.HTTP_200_OK"),
    ("class Site:\n    global st\n    import starlette.status as st\nst.HTTP_200_OK", "starlette.status.HTTP_200_OK"),
    ("unbound", None),
]

VALUES = [
    (IMPORT + "app = Starlette()\napp", {APP}),
    (IMPORT + "if x := Starlette():\n    x", {APP}),
    (IMPORT + "app: Starlette = make()\napp", {APP}),
    (IMPORT + "app: 'Starlette | None' = make()\napp", {APP}),
    ("from typing import Optional\nfrom starlette.applications import Starlette\nx: Optional[Starlette]\nx", {APP}),
    (IMPORT + "def make():\n    return Starlette()\nmake()", {APP}),
    (IMPORT + "def make() -> Starlette:\n    pass\nmake()", {APP}),
    (IMPORT + "from flask import Flask\napp = Starlette() if 1 else Flask()\napp", {APP, "flask.Flask"}),
    (IMPORT + "from flask import Flask\napp = Starlette()\napp = Flask()\napp", {"flask.Flask"}),
    (IMPORT + "app, other = Starlette(), 1\napp", {APP}),
    (IMPORT + "def make():\n    app = Starlette()\n    return app, 1\napp, _ = make()\napp", {APP}),
    (IMPORT + "def make():\n    return Starlette(), 1\nmake()[0]", {APP}),
    (IMPORT + "def make():\n    return 1, Starlette()\npair = make()\n_, app = pair\napp", {APP}),
    (IMPORT + "def make():\n    return 1, Starlette()\napp, _ = make()\napp", {LOST}),
    (IMPORT + "def make():\n    return make()\napp, _ = make()\napp", {LOST}),
    (IMPORT + "def make():\n    return Starlette(), 1\n*_, app = make()\napp", {LOST}),
    (IMPORT + "app, _ = strange()\napp", {LOST}),
    (IMPORT + "async def make():\n    return Starlette(), 1\n[app, _] = await make()\napp", {APP}),
    (IMPORT + "def make():\n    yield Starlette(), 1\nwith make() as (app, _):\n    app", {APP}),
    (
        IMPORT + "class Base:\n    def make(self):\n        app = Starlette()\n        return app, 1\n"
        "class Test(Base):\n    def test(self):\n        app, _ = self.make()\n        app",
        {APP},
    ),
    (
        IMPORT + "import pytest\n@pytest.fixture\ndef pair():\n    return Starlette(), 1\n"
        "def test(pair):\n    app, _ = pair\n    app",
        {APP},
    ),
    (
        IMPORT + "import pytest\n@pytest.yield_fixture()\ndef app():\n    yield Starlette()\ndef test(app):\n    app",
        {APP},
    ),
    (IMPORT + "Starlette().router", {"starlette.routing.Router"}),
    ("from fastapi import FastAPI\nFastAPI().router", {"fastapi.routing.APIRouter"}),
    ("from starlette.testclient import TestClient\nwith TestClient(a) as client:\n    client", {CLIENT}),
    ("from starlette.testclient import TestClient\nTestClient(a).get('/')", {"httpx.Response"}),
    ("class App:\n    def __init__(self, app):\n        self.app = app\nApp(1).app", {LOST}),
    (IMPORT + "class Site:\n    def __init__(self):\n        self.app = Starlette()\nSite().app", {APP}),
    (IMPORT + "class Site:\n    @property\n    def app(self):\n        return Starlette()\nSite().app", {APP}),
    (IMPORT + "from traitlets import Instance\nclass Site:\n    app = Instance(Starlette)\nSite().app", {APP}),
    (IMPORT + "import traitlets as t\nclass Site:\n    app = t.Instance(help='', klass=Starlette)\nSite().app", {APP}),
    (IMPORT + "def use(app):\n    app\nuse(Starlette())", {APP}),
    (IMPORT + "def use(*, app):\n    app\nuse(app=Starlette())", {APP}),
    (IMPORT + "def use(app: Starlette):\n    app = strange()\n    app", {APP}),
    (IMPORT + "def use(app: Starlette):\n    def inner():\n        app = strange()\n        app\n    return 1", {LOST}),
    (IMPORT + "from flask import Flask\ndef use(app: Starlette):\n    app = Flask()\n    app", {"flask.Flask"}),
    (IMPORT + "def use(app):\n    app = strange()\n    app", {LOST}),
    (
        IMPORT
        + "from fastapi import Depends\ndef make():\n    return Starlette()\ndef use(app=Depends(make)):\n    app",
        {APP},
    ),
    ("from fastapi import Depends\nfrom strange import make\ndef use(app=Depends(make)):\n    app", {LOST}),
    (IMPORT + "def use(app):\n    if isinstance(app, Starlette):\n        app", {APP}),
    (IMPORT + "def use(app):\n    if strange and isinstance(app, Starlette):\n        app", {APP}),
    (IMPORT + "def use(app):\n    if strange or isinstance(app, Starlette):\n        app", {LOST}),
    (IMPORT + "def use(app):\n    if isinstance(app, Starlette):\n        pass\n    else:\n        app", {LOST}),
    (IMPORT + "def use(app):\n    if isinstance(app, Starlette):\n        app = strange()\n        app", {LOST}),
    (IMPORT + "def use(app, other):\n    if isinstance(other, Starlette):\n        app", {LOST}),
    (
        (
            "import functools\nfrom starlette.testclient import TestClient\n"
            "make = functools.partial(TestClient, a)\nmake()"
        ),
        {CLIENT},
    ),
    (
        (
            "import pytest\nfrom starlette.testclient import TestClient\n"
            "@pytest.fixture\ndef client():\n    yield TestClient(a)\n"
            "def test_it(client):\n    client"
        ),
        {CLIENT},
    ),
    ("import strange\nstrange.make()", {LOST}),
    ("from strange import app\napp", {LOST}),
]

ACROSS = [
    (
        {
            "setup.py": "from fastapi.templating import Jinja2Templates\n"
            "def set_up(app):\n    app.state.pages = Jinja2Templates('t')"
        },
        "def home(request):\n    request.app.state.pages",
        {"starlette.templating.Jinja2Templates"},
    ),
    (
        {"setup.py": "import strange\ndef set_up(app):\n    app.state.pages = strange.Pages()"},
        "def home(request):\n    request.app.state.pages",
        {"strange.Pages"},
    ),
    ({"factory.py": IMPORT + "def make():\n    return Starlette()"}, "from factory import make\nmake()", {APP}),
    (
        {"pkg/__init__.py": "from .core import app", "pkg/core.py": IMPORT + "app = Starlette()"},
        "from pkg import app\napp",
        {APP},
    ),
    ({"pkg/__init__.py": "", "pkg/core.py": IMPORT + "app = Starlette()"}, "import pkg.core\npkg.core.app", {APP}),
    ({"pkg/__init__.py": "", "pkg/json.py": IMPORT + "app = Starlette()"}, "from json import app\napp", {LOST}),
    ({"base.py": OF_CLASS}, "from base import Base\nclass Test(Base):\n    def test(self, app):\n        app", {APP}),
    ({"base.py": OF_CLASS}, "from base import Base\nclass Test:\n    def test(self, app):\n        app", {LOST}),
    ({}, OF_CLASS + "class Test:\n    def test(self, app):\n        app", {LOST}),
    ({"made.py": IMPORT + "app = Starlette()"}, "from made import *\napp", {APP}),
    ({"made.py": IMPORT + "app = Starlette()", "all.py": "from made import *"}, "from all import *\napp", {APP}),
    ({"made.py": IMPORT + "app = Starlette()"}, "from made import *\nfrom fastapi import *\napp", {APP}),
    ({"made.py": IMPORT + "app = Starlette()"}, "from made import *\nfrom flask import *\napp", {LOST}),
    ({"made.py": IMPORT + "_app = Starlette()"}, "from made import *\n_app", {LOST}),
    ({"made.py": "from main import *"}, "from made import *\napp", {LOST}),
    ({"made.py": FIXTURE}, "from made import app\ndef test(app):\n    app", {APP}),
    ({"made.py": FIXTURE, "conftest.py": "from made import *"}, "def test(app):\n    app", {APP}),
    ({"made.py": FIXTURE, "conftest.py": "pytest_plugins = ['made']"}, "def test(app):\n    app", {APP}),
    ({"made.py": FIXTURE, "conftest.py": "pytest_plugins = 'made', 'away'"}, "def test(app):\n    app", {APP}),
    ({"made.py": FIXTURE}, "def test(app):\n    app", {LOST}),
    ({"one.py": "from two import app", "two.py": "from one import app"}, "from one import app\napp", set()),
    ({"one.py": "from two import *", "two.py": "from one import *"}, "from one import app\napp", {LOST}),
]


def _main(folder: Path, text: str, others: dict[str, str] | None = None) -> Module:
    for name, content in {"main.py": text, **(others or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    files = sorted(folder.rglob("*.py"))
    module = Project(files, Knowledge([read_library("starlette")]), files).module((folder / "main.py").as_posix())
    assert module is not None
    return module


def _asked(module: Module, text: str) -> ast.expr:
    """The expression that the deepest last expression statement of the text is, calls of the last line aside."""
    statements = [node for node in ast.walk(module.source.tree) if isinstance(node, ast.Expr)]
    plain = [one.value for one in statements if not isinstance(one.value, ast.Call | ast.Yield)]
    return max(plain or [one.value for one in statements], key=lambda node: node.lineno)


@pytest.mark.parametrize(("text", "expected"), REFERENCES)
def test_a_name_refers_to(tmp_path: Path, text: str, expected: str | None) -> None:
    module = _main(tmp_path, text)
    assert module.refers_to(_asked(module, text)) == expected


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_a_value_is_of(tmp_path: Path, text: str, expected: set[str]) -> None:
    module = _main(tmp_path, text)
    assert module.classes_of(_asked(module, text)) == expected


@pytest.mark.parametrize(("others", "text", "expected"), ACROSS)
def test_files_find_one_another(tmp_path: Path, others: dict[str, str], text: str, expected: set[str]) -> None:
    module = _main(tmp_path / "library-1.0.2", text, others)
    assert module.classes_of(_asked(module, text)) == expected


@pytest.mark.parametrize(
    ("others", "asked", "expected"),
    [
        ({"site/made.py": IMPORT + "app = Starlette()"}, "made", {APP}),
        ({"site/parts/made.py": IMPORT + "app = Starlette()"}, "parts.made", {APP}),
        ({"site/made.py": "app = 1", "made.py": IMPORT + "app = Starlette()"}, "made", {APP}),
        ({"site/queue.py": IMPORT + "app = Starlette()"}, "queue", {LOST}),
        ({"site/starlette.py": IMPORT + "app = Starlette()"}, "starlette", {LOST}),
        ({"other/__init__.py": "", "other/made.py": IMPORT + "app = Starlette()"}, "made", {LOST}),
    ],
)
def test_a_program_may_be_started_inside_a_package(
    tmp_path: Path, others: dict[str, str], asked: str, expected: set[str]
) -> None:
    text = f"from {asked} import app\napp"
    packages = {f"site/{name}__init__.py": "" for name in ("", "pages/", "parts/")}
    main = _main(tmp_path, "", {**packages, **others, "site/pages/main.py": text})
    module = main.world.module((tmp_path / "site" / "pages" / "main.py").as_posix())
    assert module is not None
    assert module.classes_of(_asked(module, text)) <= expected


def test_a_subclass_of_the_project_is_an_instance(tmp_path: Path) -> None:
    text = IMPORT + "class App(Starlette):\n    def route(self): ...\napp = App()\napp"
    module = _main(tmp_path, text)
    assert module.is_instance(_asked(module, text), [APP])
    assert not module.is_instance(_asked(module, text), [APP], method="route")
    assert not module.is_instance(_asked(module, text), ["starlette.routing.Router"])


@pytest.mark.parametrize(
    "patch",
    [
        "@patch\ndef route(self: App): ...",
        "App.route = lambda self: None",
        "setattr(App, 'route', print)",
    ],
)
def test_a_method_may_be_put_on_a_class_from_outside(tmp_path: Path, patch: str) -> None:
    classes = "class App(Starlette):\n    pass\nclass Other(App):\n    pass\nclass Apart(Starlette):\n    pass\n"
    text = IMPORT + classes + "app = Other()\napp"
    where = {"patches.py": f"from starlette.requests import Request\nfrom main import App\n{patch}\n"}
    module = _main(tmp_path, text, where)
    other = _asked(module, text)
    assert module.is_instance(other, [APP], method="add_route")
    assert not module.is_instance(other, [APP], method="route")
    assert module.is_subclass(f"{module.key}:Apart", [APP], method="route")


def test_fastapi_is_beside(tmp_path: Path) -> None:
    text = "from fastapi import FastAPI\napp = FastAPI()\napp"
    module = _main(tmp_path, text)
    assert module.is_instance(_asked(module, text), [APP])
    assert not module.is_instance(_asked(module, text), [APP], besides=[FASTAPI])
