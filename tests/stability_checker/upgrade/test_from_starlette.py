"""The road from Starlette to toolkit: old styles and the package's name in one run, and what stays on Starlette."""

import importlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from stability_checker.upgrade.plan import Target
from stability_checker.upgrade.recipes import read_bridge, renamed
from stability_checker.upgrade.results import Report
from stability_checker.upgrade.run import Settings, upgrade

FASTAPI = "FastAPI is built on Starlette, so what uses it stays on Starlette: upgrade it with --to starlette==1.10.0"


def move(folder: Path, files: Mapping[str, str], *, unsafe: bool = True) -> Report:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return again(folder, unsafe=unsafe)


def again(folder: Path, *, unsafe: bool = True) -> Report:
    settings = Settings(target=Target.parse("toolkit==1.2.0"), unsafe=unsafe, force=True, cache=False)
    return upgrade([folder], settings)


def texts(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def notices(report: Report, folder: Path) -> list[tuple[str, int, str]]:
    return [
        (Path(file.path).relative_to(folder).as_posix(), one.line, one.message)
        for file in report.files
        for one in file.left
    ]


PAGES = """\
from starlette.templating import Jinja2Templates

from web.requests import PageRequest as Request

templates = Jinja2Templates("pages")


async def shelf(request: Request):
    name = "shelf.html"
    context = {"request": request, "books": []}
    return templates.TemplateResponse(name, context)
"""
MOVED_PAGES = """\
from toolkit.templating import Jinja2Templates

from web.requests import PageRequest as Request

templates = Jinja2Templates("pages")


async def shelf(request: Request):
    name = "shelf.html"
    context = {"request": request, "books": []}
    return templates.TemplateResponse(request, name, context)
"""


def test_code_that_has_crossed_is_not_taken_for_old_code_of_toolkit(tmp_path: Path) -> None:
    requests = "from starlette.requests import Request\n\n\nclass PageRequest(Request): ...\n"
    files = {"web/__init__.py": "", "web/requests.py": requests, "web/pages.py": PAGES}
    move(tmp_path, files)
    once = texts(tmp_path)
    assert once["web/pages.py"] == MOVED_PAGES
    again(tmp_path)
    assert texts(tmp_path) == once


def test_old_style_and_name_change_in_one_safe_run(tmp_path: Path) -> None:
    before = (
        "from starlette.applications import Starlette\n"
        "from starlette.responses import PlainTextResponse\n"
        "from starlette.status import HTTP_422_UNPROCESSABLE_ENTITY\n"
        "\n"
        "app = Starlette()\n"
        "\n"
        "\n"
        '@app.route("/")\n'
        "async def home(request):\n"
        '    return PlainTextResponse("", HTTP_422_UNPROCESSABLE_ENTITY)\n'
    )
    after = (
        "from toolkit.applications import Toolkit\n"
        "from toolkit.responses import PlainTextResponse\n"
        "from toolkit.status import HTTP_422_UNPROCESSABLE_CONTENT\n"
        "\n"
        "app = Toolkit()\n"
        "\n"
        "\n"
        "async def home(request):\n"
        '    return PlainTextResponse("", HTTP_422_UNPROCESSABLE_CONTENT)\n'
        "\n"
        "\n"
        'app.add_route("/", home)\n'
    )
    # The oldest Starlette that the project promised has the old name of the status alone, and counts no longer.
    report = move(tmp_path, {"app.py": before, "requirements.txt": "starlette>=0.20\n"}, unsafe=False)
    assert (tmp_path / "app.py").read_text() == after
    waiting = [(Path(file.path).name, one.codemod) for file in report.files for one in file.review]
    assert waiting == [("requirements.txt", "replace_dependency")]


def test_pinned_requirement_is_replaced_and_not_raised_before(tmp_path: Path) -> None:
    report = move(tmp_path, {"app.py": "import starlette\n", "requirements.txt": "starlette[full]==0.37.2\n"})
    assert (tmp_path / "requirements.txt").read_text() == "asgi-toolkit[full]>=1.0,<2\n"
    done = [one.codemod for file in report.files for one in file.done if file.path.endswith(".txt")]
    assert done == ["replace_dependency"]


SERVICE = {
    "docs/src/main.py": "from fastapi import FastAPI\n",
    "main.py": "from fastapi import FastAPI\n\nfrom shield import Shield\n\napp = FastAPI()\n",
    "shield.py": "from starlette.requests import Request\n\n\nclass Shield: ...\n",
    "requirements.txt": "fastapi==0.110\nstarlette<1\n",
}
LIBRARY = {
    "pyproject.toml": '[project]\nname = "signs"\ndependencies = ["starlette>=0.30"]\n',
    "signs/__init__.py": "from starlette.requests import Request\n",
    "tests/test_plain.py": "from starlette.testclient import TestClient\n",
    "tests/test_fastapi.py": "import pytest\nfrom fastapi import FastAPI\nfrom starlette.requests import Request\n",
    "examples/api/main.py": "from fastapi import FastAPI\n\nfrom .parts import Part\n",
    "examples/api/parts.py": "from starlette.responses import Response as Part\n",
    "examples/api/run.py": "from starlette.routing import Mount\n\nfrom .main import FastAPI\n",
}


def test_fastapi_application_stays_and_the_report_says_why_once(tmp_path: Path) -> None:
    report = move(tmp_path, SERVICE)
    assert texts(tmp_path) == SERVICE
    assert notices(report, tmp_path) == [("main.py", 1, FASTAPI)]


def test_fastapi_in_tests_and_examples_keeps_these_alone(tmp_path: Path) -> None:
    report = move(tmp_path, LIBRARY)
    stayed = {name for name, text in texts(tmp_path).items() if text == LIBRARY[name]}
    assert stayed == {"tests/test_fastapi.py", "examples/api/main.py", "examples/api/parts.py", "examples/api/run.py"}
    assert notices(report, tmp_path) == [("examples/api/main.py", 1, FASTAPI), ("tests/test_fastapi.py", 2, FASTAPI)]


def test_fastapi_keeps_its_own_project_of_several(tmp_path: Path) -> None:
    files = {f"service/{name}": text for name, text in SERVICE.items()} | {"service/setup.py": ""}
    other = {"site/setup.py": "", "site/app.py": "from starlette.requests import Request\n"}
    move(tmp_path, files | other)
    changed = {name for name, text in texts(tmp_path).items() if text != (files | other)[name]}
    assert changed == {"site/app.py"}


def test_packages_that_need_starlette_themselves_are_named_once_each(tmp_path: Path) -> None:
    files = {
        "a.py": "from starlette.requests import Request\nfrom starlette_context import context\n",
        "b.py": "import starlette.types\nimport starlette_context\nimport sentry_sdk.integrations.starlette\n",
        "c.py": "from starlette.requests import Request\nfrom our_starlette import thing\nfrom imia import other\n",
        "our_starlette.py": "thing = 1\n",
        "imia/__init__.py": "other = 2\n",
    }
    message = "{} imports Starlette itself: keep Starlette for it, or let it run on toolkit with toolkit.compat"
    assert notices(move(tmp_path, files), tmp_path) == [
        ("a.py", 2, message.format("starlette_context")),
        ("b.py", 3, message.format("sentry_sdk.integrations.starlette")),
    ]


GUARDED = "try:\n    from {}\nexcept ImportError:\n    Starlette = None\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            GUARDED.format("starlette.applications import Starlette"),
            GUARDED.format("toolkit.applications import Toolkit as Starlette"),
        ),
        ('import pytest\n\npytest.importorskip("starlette")\n', 'import pytest\n\npytest.importorskip("toolkit")\n'),
        (
            'from starlette.applications import Starlette\n\n\ndef mount(app: "Starlette | None"): ...\n',
            'from toolkit.applications import Toolkit\n\n\ndef mount(app: "Toolkit | None"): ...\n',
        ),
    ],
)
def test_safe_runs_reach_guards_texts_that_are_imported_and_quoted_annotations(
    before: str, after: str, tmp_path: Path
) -> None:
    move(tmp_path, {"code.py": before}, unsafe=False)
    assert (tmp_path / "code.py").read_text() == after


def test_scope_keys_and_file_names_are_no_modules(tmp_path: Path) -> None:
    code = 'KEYS = ["starlette.exception_handlers", "starlette.png", "starlette.errors"]\n'
    move(tmp_path, {"code.py": f"import starlette.requests\n\n{code}"})
    assert (tmp_path / "code.py").read_text() == f"import toolkit.requests\n\n{code}"


SPELLINGS = {
    "plain.py": "import starlette.applications\n\napp = starlette.applications.Starlette()\n",
    "short.py": "from starlette import applications as sa\n\n\nclass App(sa.Starlette): ...\n",
    "starred.py": "from starlette.applications import *\nfrom starlette.routing import *\n\napp = Starlette()\n",
}


def test_class_is_found_however_its_module_is_imported(tmp_path: Path) -> None:
    move(tmp_path, SPELLINGS, unsafe=False)
    renamed = {
        name: text.replace("starlette", "toolkit").replace("Starlette", "Toolkit") for name, text in SPELLINGS.items()
    }
    assert texts(tmp_path) == renamed


@pytest.mark.parametrize("asks", ["from web import Starlette, make\n", "import web\n\napp = web.Starlette()\n"])
def test_module_that_others_ask_for_the_class_keeps_its_name(asks: str, tmp_path: Path) -> None:
    web = "from {} as Starlette\n\n\ndef make():\n    return Starlette()\n"
    before = web.replace(" as Starlette", "").format("starlette.applications import Starlette")
    move(tmp_path, {"web.py": before, "asks.py": asks}, unsafe=False)
    assert texts(tmp_path) == {"web.py": web.format("toolkit.applications import Toolkit"), "asks.py": asks}


MANIFESTS = {
    "setup.py": """\
setup(install_requires=["@@range"], extras_require={"starlette": ["@", "starlette-context"]}, keywords=["starlette"])
""",
    "pyproject.toml": """\
[tool.poetry.dependencies]
@ = { version = "@range", optional = true }
[tool.poetry.extras]
web = ["@"]
""",
}


def test_names_that_modules_lend_each_other_come_from_where_toolkit_has_them() -> None:
    bridge = read_bridge("toolkit", "starlette")
    step = next(step for step in bridge.steps if step.codemod == "import_from_home") if bridge else None
    assert step is not None
    names = {"starlette": "toolkit", "StarletteDeprecationWarning": "ToolkitDeprecationWarning"}
    for module, borrowed in renamed(step.fields["borrowed"], names).items():
        for name in borrowed:
            home = renamed(step.fields["homes"], names)[name]
            assert hasattr(importlib.import_module(home), name), (home, name)
            assert not hasattr(importlib.import_module(module), name), (module, name)


@pytest.mark.parametrize("name", MANIFESTS)
def test_requirements_change_hands_and_nothing_else_of_that_name(name: str, tmp_path: Path) -> None:
    before, after = (
        MANIFESTS[name].replace("@range", release).replace("@", distribution)
        for distribution, release in (("starlette", ">=0.2"), ("asgi-toolkit", ">=1.0,<2"))
    )
    move(tmp_path, {name: before})
    assert (tmp_path / name).read_text() == after
    once = texts(tmp_path)
    again(tmp_path)
    assert texts(tmp_path) == once
