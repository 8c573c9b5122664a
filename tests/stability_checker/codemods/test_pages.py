"""Every codemod keeps what its page promises: the examples run, and a second run changes nothing."""

import ast
from pathlib import Path

import pytest

from stability_checker.codemods import Codemod, find_codemods
from stability_checker.codemods.frame.contract import ManifestCodemod
from stability_checker.codemods.frame.page import Example, page
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.manifests import apply_to_manifest, modules_imported
from stability_checker.upgrade.recipes import read_library
from stability_checker.upgrade.results import FileResult, Status
from stability_checker.upgrade.rewrite import Rewritten, rewrite
from stability_checker.upgrade.steps import configured

PAGES = {name: page(kind) for name, kind in find_codemods().items()}
EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{number}")
    for name, one in PAGES.items()
    for number, example in enumerate(one.examples, 1)
]


def _run(name: str, example: Example, text: str) -> str:
    codemod, path = _step(name, example), Path(example.file)
    if isinstance(codemod, ManifestCodemod):
        return _manifest(codemod, example, text, FileResult(example.file, Status.UNCHANGED))
    return _rewritten(codemod, text, path).text


def _step(name: str, example: Example) -> Codemod:
    kind = find_codemods()[name]
    return kind(**configured(kind, example.step))


def _manifest(codemod: ManifestCodemod, example: Example, text: str, result: FileResult) -> str:
    imported = frozenset(modules_imported(example.project.encode(), Path("project.py")))
    return apply_to_manifest(text, Path(example.file), codemod, imported, Safety.REVIEW, result)


def _rewritten(codemod: Codemod, text: str, path: Path) -> Rewritten:
    project = Project([], Knowledge([read_library("starlette")]))
    return rewrite(text, path, [codemod], project, Safety.REVIEW)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_example(name: str, example: Example) -> None:
    assert _run(name, example, example.before) == example.after


@pytest.mark.parametrize(("name", "example"), [one for one in EXAMPLES if one.values[1].notices is not None])
def test_notices_are_on_the_lines_that_the_page_says(name: str, example: Example) -> None:
    codemod, result = _step(name, example), FileResult(example.file, Status.UNCHANGED)
    if isinstance(codemod, ManifestCodemod):
        _manifest(codemod, example, example.before, result)
        found = result.left
    else:
        found = _rewritten(codemod, example.before, Path(example.file)).left
    assert tuple(one.line for one in found) == example.notices


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_second_run_changes_nothing(name: str, example: Example) -> None:
    assert _run(name, example, example.after) == example.after


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_example_is_code(name: str, example: Example) -> None:
    if example.file.endswith(".py"):
        ast.parse(example.before)
        ast.parse(example.after)


@pytest.mark.parametrize("name", PAGES)
def test_page_shows_what_it_finds(name: str) -> None:
    assert any(example.before != example.after or example.notices for example in PAGES[name].examples)


@pytest.mark.parametrize("name", PAGES)
def test_page_shows_what_stays_untouched(name: str) -> None:
    assert any(example.before == example.after for example in PAGES[name].examples)
