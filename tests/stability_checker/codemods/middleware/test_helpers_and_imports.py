"""Where the helpers of new classes are written, and how files import them and what else they need."""

import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from tests.stability_checker.codemods.middleware.projects import (
    IMPORT,
    ON_TOOLKIT,
    TOUCH,
    run,
    safeties,
    write,
)


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
