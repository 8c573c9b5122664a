"""Each form of `dispatch` behaves after the rewrite as it did before, around every application, on both event loops."""

from pathlib import Path
from textwrap import dedent

import pytest

from stability_checker.codemods.base_http_middleware import BaseHttpMiddleware
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.recipes import read_library
from stability_checker.upgrade.rewrite import Rewritten, rewrite
from tests.stability_checker.codemods.middleware.forms import MANUAL, REVIEWED, SAFE, Form
from tests.stability_checker.codemods.middleware.observing import SCENARIOS, observed

FORMS = [*SAFE, *REVIEWED]
PAIRS = [(form, scenario) for form in FORMS for scenario in SCENARIOS]


KNOWLEDGE = Knowledge([read_library("toolkit")])
CODEMOD = BaseHttpMiddleware(
    base="toolkit.middleware.base.BaseHTTPMiddleware",
    request="toolkit.requests:Request",
    types="toolkit.types",
    helpers="toolkit.middleware.pure",
)


def rewritten(form: Form, allowed: Safety = Safety.REVIEW) -> Rewritten:
    """The module of a form after the codemod."""
    return rewrite(form.source("toolkit"), Path("subject.py"), [CODEMOD], Project([], KNOWLEDGE), allowed)


@pytest.mark.anyio
@pytest.mark.parametrize(("form", "scenario"), PAIRS, ids=[f"{form.name}-{scenario}" for form, scenario in PAIRS])
async def test_behaviour_is_the_same(form: Form, scenario: str) -> None:
    before, after = form.source("toolkit"), rewritten(form).text
    if scenario in form.differs:
        pytest.skip("a documented difference, with a test of its own")
    old, new = await observed(before, scenario), await observed(after, scenario)
    if form.reorders:
        old["events"].sort()
        new["events"].sort()
    assert new == old


@pytest.mark.parametrize("form", [*SAFE, *REVIEWED, *MANUAL], ids=lambda form: form.name)
def test_safety(form: Form) -> None:
    result = rewritten(form)
    assert [one.safety.value for one in (*result.done, *result.left)] == [form.safety]
    assert (result.text == form.source("toolkit")) is (form.safety == "manual")


@pytest.mark.parametrize("form", REVIEWED, ids=lambda form: form.name)
def test_review_is_left_alone_by_default(form: Form) -> None:
    result = rewritten(form, allowed=Safety.SAFE)
    assert result.text == form.source("toolkit")
    assert [one.message.partition(":")[0] for one in result.left] == ["Subject"]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_second_run_changes_nothing(form: Form) -> None:
    once = rewritten(form).text
    assert "(BaseHTTPMiddleware)" not in once
    assert rewrite(once, Path("subject.py"), [CODEMOD], Project([], KNOWLEDGE), Safety.REVIEW).text == once


ALONE = [form for form in FORMS if not (form.methods or "self" in form.body or '"""' in form.body)]


@pytest.mark.parametrize("form", ALONE, ids=lambda form: form.name)
def test_function_becomes_what_its_class_becomes(form: Form) -> None:
    """So what holds of the classes holds of functions too."""
    head, _, body = form.source("toolkit").partition("class Subject(BaseHTTPMiddleware):\n")
    function = dedent(body).replace("async def dispatch(self, ", "async def subject(", 1)
    served = "\n\nserved = BaseHTTPMiddleware(None, dispatch=subject)\n"
    result = rewrite(head + function + served, Path("subject.py"), [CODEMOD], Project([], KNOWLEDGE), Safety.REVIEW)
    assert result.text.rstrip() == f"{rewritten(form).text.rstrip()}\n{served.rstrip()}".replace(
        "BaseHTTPMiddleware(None, dispatch=subject)", "Subject(None)"
    )
