"""Which files a run looks at: those that import the library, and those that imports tie to them."""

from pathlib import Path

import pytest

from stability_checker.upgrade.scan import scan
from stability_checker.upgrade.ties import imported_names
from stability_checker.upgrade.verdicts import Verdicts

WORD = "app.route"
ROWS = [
    ({"main.py": "import starlette\napp.route"}, {"main.py"}),
    ({"main.py": "x = 1; from starlette import y\napp.route"}, {"main.py"}),
    ({"main.py": "# starlette\napp.route"}, set()),
    ({"main.py": "import starlette_context\napp.route"}, set()),
    ({"main.py": "import starlette\napp.routes"}, set()),
    ({"core.py": "import starlette", "main.py": "from core import app\napp.route"}, {"main.py"}),
    ({"core.py": "import starlette", "mid.py": "import core", "main.py": "import mid\napp.route"}, {"main.py"}),
    ({"core.py": "import starlette\nimport views", "views.py": "def f(app):\n    app.route"}, {"views.py"}),
    ({"pkg/__init__.py": "", "pkg/core.py": "import starlette", "main.py": "import core\napp.route"}, set()),
    (
        {"pkg/__init__.py": "", "pkg/core.py": "import starlette", "pkg/a.py": "from . import core\napp.route"},
        {"pkg/a.py"},
    ),
    ({"conftest.py": "import starlette", "test_a.py": "def test_a(app):\n    app.route"}, {"test_a.py"}),
    ({"conftest.py": "import starlette", "other.py": "app.route"}, set()),
]


@pytest.mark.parametrize(("files", "expected"), ROWS)
def test_candidates(tmp_path: Path, files: dict[str, str], expected: set[str]) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = scan([tmp_path], ["starlette"], [WORD], Verdicts())
    assert {path.relative_to(tmp_path).as_posix() for path in found.candidates} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b as c, d", {"a.b", "d"}),
        ("from a import (\n    b,  # why\n    c as x,\n)", {"a", "a.b", "a.c"}),
        ("    from a.b import c", {"a.b", "a.b.c"}),
        ("x = 'import a'\nreimport = 1", set()),
    ],
)
def test_imported_names(text: str, expected: set[str]) -> None:
    assert set(imported_names(text.encode(), Path("main.py"))) == expected


NAMED = "import starlette\nrender = pages.templates.render_page\n"


@pytest.mark.parametrize(
    ("made", "views", "reached"),
    [
        (NAMED, "from made import render\nrender()", True),
        (NAMED, "import made\nmade.render()", True),
        (NAMED, "from made import *\nrender()", True),
        (NAMED, "from made import render\n", True),
        (NAMED, "from made import other\nrenders()", False),
        (NAMED, "render()", False),
        (NAMED, "from elsewhere import render\nrender()", False),
        (NAMED.replace("render =", "    render ="), "from made import render\nrender()", False),
        ("from starlette import (\n    render_page as page,\n)\n", "from made import page\npage()", True),
        ("import starlette\nrender: Call = render_page  # for all\n", "from made import render\nrender()", True),
        ("import starlette\nrender = render_page()\n", "from made import render\nrender()", False),
    ],
)
def test_a_word_is_also_looked_for_by_the_names_that_modules_give_it(
    tmp_path: Path, made: str, views: str, reached: bool
) -> None:
    (tmp_path / "made.py").write_text(made)
    (tmp_path / "views.py").write_text(views)
    found = scan([tmp_path], ["starlette"], ["render_page"], Verdicts())
    assert (tmp_path / "views.py" in found.candidates) == reached
