"""Every notice of Starlette's recipes fires on the code that it is about, with its line."""

import json
from pathlib import Path

import pytest

from stability_checker.model.recipe import Safety
from stability_checker.upgrade.plan import Target
from stability_checker.upgrade.recipes import read_recipes
from stability_checker.upgrade.results import Status
from stability_checker.upgrade.run import Settings, upgrade

CLIENT = "from starlette.testclient import TestClient\nclient = TestClient(None)\n"

ROWS = [
    (
        "`@app.exception_handler` is gone where `app`",
        "import starlette\ndef install(app):\n    @app.exception_handler(KeyError)\n    def f(a, b): ...\n",
        3,
    ),
    (
        "nothing calls this method",
        "from starlette.templating import Jinja2Templates as J\nclass T(J):\n    def get_env(self, d, e): ...\n",
        3,
    ),
    (
        "below a mount scope",
        "from starlette.types import Scope\ndef whole(scope: Scope):\n    return scope['root_path'] + scope['path']\n",
        3,
    ),
    ("the route class Lifespan", "from starlette.routing import Lifespan\nroutes = [Lifespan(print)]\n", 2),
    ("UJSONResponse is gone", "from starlette.responses import UJSONResponse\n", 1),
    ("async_backend is gone", CLIENT + "client.async_backend\n", 3),
    ("get_env is gone", "from starlette.templating import Jinja2Templates as T\nT('pages').get_env('.')\n", 2),
    ("GraphQL support is gone", "import starlette.graphql\n", 1),
    ("there is no stream=", CLIENT + "client.get('/', stream=True)\n", 3),
    (
        "add_middleware raises",
        "from starlette.applications import Starlette\napp = Starlette()\napp.add_middleware(M)\n",
        3,
    ),
    ("the session cookie", "from starlette.middleware.sessions import SessionMiddleware\n", 1),
    ("a router runs no list", "from starlette.routing import Router\nprint(Router().on_startup)\n", 2),
    (
        "nothing calls startup() or shutdown()",
        "from starlette.routing import Router\nclass R(Router):\n    async def startup(self): ...\n",
        2,
    ),
    (
        "HTTPEndpoint only",
        "from starlette.endpoints import HTTPEndpoint\nclass E(HTTPEndpoint):\n    def purge(s): ...\n",
        2,
    ),
    ("the response arrives before", CLIENT + "with client.stream('GET', '/') as response: ...\n", 3),
    ("FormMessage is deprecated", "from starlette.formparsers import FormMessage\n", 1),
    (
        "if this is Starlette's `TemplateResponse`",
        (
            "from fastapi import Request\nfrom traitlets import Instance\nholder = Instance()\n\n\n"
            "def home(request: Request):\n    return holder.TemplateResponse('a.html', {'request': request})\n"
        ),
        7,
    ),
    (
        "'connect' is added to what may be an application",
        "import starlette\ndef install(app):\n    @app.on_event('startup')\n    def connect(): ...\n",
        3,
    ),
    (
        "options for Jinja may be among",
        (
            "from starlette.templating import Jinja2Templates\n\n\nclass Pages(Jinja2Templates):\n"
            "    def __init__(self, folder, **options):\n        super().__init__(folder, **options)\n\n\n"
            "class Same(Jinja2Templates):\n"
            "    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n"
        ),
        6,
    ),
    (
        "send_with_gzip is gone",
        (
            "from starlette.middleware.gzip import GZipResponder\nclass R(GZipResponder):\n"
            "    async def send_with_gzip(self, message): ...\n"
        ),
        2,
    ),
    (
        "gzip_buffer and gzip_file are gone",
        (
            "from starlette.middleware.gzip import GZipResponder\nclass R(GZipResponder):\n"
            "    def __del__(self):\n        self.gzip_buffer.close()\n"
        ),
        4,
    ),
    (
        "apply_compression is awaited",
        (
            "from starlette.middleware.gzip import GZipResponder\nclass R(GZipResponder):\n"
            "    def apply_compression(self, body, *, more_body): ...\n"
        ),
        2,
    ),
    ("equality now looks", "from starlette.datastructures import QueryParams as Q\nQ('a=1') == Q('a=2')\n", 2),
]


@pytest.mark.parametrize(("message", "code", "line"), ROWS)
def test_notice(tmp_path: Path, message: str, code: str, line: int) -> None:
    (tmp_path / "main.py").write_text(code)
    report = upgrade([tmp_path], Settings(target=Target.parse("starlette==1.10.0"), cache=False, write=False))
    left = [one for file in report.files for one in file.left if one.message.startswith(message)]
    assert [(one.line, one.safety) for one in left] == [(line, Safety.MANUAL)]


@pytest.mark.parametrize("unsafe", [False, True])
def test_a_handler_that_a_rewrite_takes_on_is_told_once(tmp_path: Path, unsafe: bool) -> None:
    code = "from starlette.routing import Router\ndef f(r: Router):\n    r.on_startup.append(print)\n"
    (tmp_path / "main.py").write_text(code)
    settings = Settings(target=Target.parse("starlette==1.10.0"), cache=False, write=False, unsafe=unsafe)
    (file,) = upgrade([tmp_path], settings).files
    found = [one.codemod for one in file.left] + [one.codemod for one in file.done]
    assert found == ["lifespan_from_events"]


def test_no_notice_is_left_out() -> None:
    steps = [step for recipe in read_recipes("starlette") for step in recipe.steps]
    messages = [str(step.fields["message"]) for step in steps if "message" in step.fields]
    assert [text for text in messages if not any(text.startswith(row[0]) for row in ROWS)] == []


OLD_CELLS = [
    {"cell_type": "markdown", "source": ["@app.route is the old way"]},
    {"cell_type": "code", "source": ["!pip install starlette\n", "from starlette.applications import Starlette\n"]},
    {"cell_type": "code", "source": "%%bash\nfor each in *; do echo $each; done"},
    {"cell_type": "code", "source": ["app = Starlette()\n", "@app.route('/')\n", "def home(request): ...\n"]},
]


@pytest.mark.parametrize(
    ("cells", "told"), [(OLD_CELLS, True), (OLD_CELLS[:2], False), ([{"cell_type": "code"}], False), (None, False)]
)
def test_a_notebook_with_old_code_is_told_and_left(tmp_path: Path, cells: object, told: bool) -> None:
    path = tmp_path / "try.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}))
    before = path.read_bytes()
    report = upgrade([tmp_path], Settings(target=Target.parse("starlette==1.10.0"), cache=False))
    assert path.read_bytes() == before
    assert [(file.path, file.status) for file in report.files] == [(str(path), Status.SKIPPED)] * told
    assert all("do by hand what decorator_to_call would do" in file.message for file in report.files)
