"""Every codemod keeps what its page promises: the examples run, and a second run changes nothing."""

import ast
from pathlib import Path

import pytest

from stability_checker.codemods import find_codemods
from stability_checker.codemods.frame.page import Example, page
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.recipes import read_library
from stability_checker.upgrade.rewrite import rewrite
from stability_checker.upgrade.steps import configured

PAGES = {name: page(kind) for name, kind in find_codemods().items()}
EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{number}")
    for name, one in PAGES.items()
    for number, example in enumerate(one.examples, 1)
]


def _run(name: str, step: dict[str, object], text: str) -> str:
    kind = find_codemods()[name]
    codemod = kind(**configured(kind, step))
    project = Project([], Knowledge([read_library("starlette")]))
    return rewrite(text, Path("example.py"), [codemod], project, Safety.REVIEW).text


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_example(name: str, example: Example) -> None:
    assert _run(name, example.step, example.before) == example.after


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_second_run_changes_nothing(name: str, example: Example) -> None:
    assert _run(name, example.step, example.after) == example.after
    ast.parse(example.after)


@pytest.mark.parametrize("name", PAGES)
def test_page_shows_what_stays_untouched(name: str) -> None:
    assert any(example.before == example.after for example in PAGES[name].examples)
