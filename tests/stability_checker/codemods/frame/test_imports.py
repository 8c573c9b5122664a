"""Where a new import goes in files that open in different ways."""

from pathlib import Path

import pytest

from stability_checker.codemods.frame.edits import spliced
from stability_checker.codemods.frame.imports import add
from stability_checker.codemods.frame.source import Source

FILES = {
    "behind a docstring": ('"""A page."""\n\nx = 1\n', '"""A page."""\n\nimport contextlib\n\nx = 1\n'),
    "behind a docstring without a blank line": (
        '"""A page."""\nx = 1\n',
        '"""A page."""\n\nimport contextlib\n\nx = 1\n',
    ),
    "behind a docstring alone": ('"""A page."""', '"""A page."""\n\nimport contextlib\n'),
    "behind opening comments": ("# A page.\nx = 1\n", "# A page.\nimport contextlib\n\nx = 1\n"),
    "among imports below the names that a module exports": (
        '"""A page."""\n\n# names\n__all__ = ["x"]\n__version__: str = "1"\n\nimport json, uuid\n',
        '"""A page."""\n\n# names\n__all__ = ["x"]\n__version__: str = "1"\n\nimport contextlib\nimport json, uuid\n',
    ),
    "among imports below names that stand behind the future": (
        "from __future__ import annotations\n\n__all__ = []\n\nimport json\n",
        "from __future__ import annotations\n\n__all__ = []\n\nimport contextlib\nimport json\n",
    ),
    "not behind code": (
        "import json\n__all__ = []\nimport uuid\n",
        "import contextlib\nimport json\n__all__ = []\nimport uuid\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), FILES.values(), ids=FILES)
def test_an_import_is_added(before: str, after: str) -> None:
    assert spliced(before, add(Source(before, Path("page.py")), ["contextlib"]), 0) == after


@pytest.mark.parametrize(("before", "after"), FILES.values(), ids=FILES)
def test_an_import_is_added_once(before: str, after: str) -> None:
    assert add(Source(after, Path("page.py")), ["contextlib"]) == []


def test_an_import_keeps_to_those_of_its_package() -> None:
    before = "from starlette.routing import Route\n\nfrom mine import app\nfrom sites import x\n"
    after = "from starlette.routing import Route\nfrom starlette.types import ASGIApp\n\nfrom mine import app\n"
    edits = add(Source(before, Path("page.py")), ["starlette.types:ASGIApp"])
    assert spliced(before, edits, 0) == after + "from sites import x\n"


def test_an_import_of_another_package_stands_above_the_projects_own() -> None:
    before = "import httpx\nfrom starlette.routing import Route\n\nfrom app import pages\n"
    after = (
        "import httpx\nfrom jinja2 import Environment\nfrom starlette.routing import Route\n\nfrom app import pages\n"
    )
    assert spliced(before, add(Source(before, Path("page.py")), ["jinja2:Environment"]), 0) == after


def test_a_module_and_a_name_of_it_are_both_imported() -> None:
    edits = add(Source("", Path("page.py")), ["starlette.status", "starlette.status:HTTP_200_OK"])
    lines = spliced("", edits, 0).splitlines()
    assert lines[:2] == ["import starlette.status", "from starlette.status import HTTP_200_OK"]
