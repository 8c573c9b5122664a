"""The documented differences between the two forms, each shown on both event loops as the guide tells it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.rewrite import rewrite
from tests.stability_checker.codemods.middleware import observing
from tests.stability_checker.codemods.middleware.forms import REVIEWED, SAFE, Form
from tests.stability_checker.codemods.middleware.test_pairs import CODEMOD, KNOWLEDGE, rewritten

pytestmark = pytest.mark.anyio
FORMS = {form.name: form for form in (*SAFE, *REVIEWED)}


async def both(form: Form, scenario: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        await observing.observed(form.source("toolkit"), scenario),
        await observing.observed(rewritten(form).text, scenario),
    )


async def test_with_block_ends_behind_the_body() -> None:
    before, after = await both(FORMS["T5b holds a with block"], "answers")
    assert before["events"].index("middleware: leave around") < before["events"].index("client: http.response.body")
    assert after["events"].index("middleware: leave around") > after["events"].index("client: http.response.body")


async def test_background_task_does_not_run_where_the_body_fails() -> None:
    before, after = await both(FORMS["T4c sets a background task"], "fails in its body")
    assert ("middleware: background" in after["events"], after["raised"]) == (False, before["raised"])


@contextlib.contextmanager
def scenario(app: Any) -> Iterator[str]:
    """One more application to run the middleware around."""
    observing.SCENARIOS["added"] = (app, {})
    try:
        yield "added"
    finally:
        del observing.SCENARIOS["added"]


async def silent(scope: Any, receive: Any, send: Any) -> None: ...


async def test_application_without_a_response_is_no_error_of_the_middleware() -> None:
    with scenario(silent) as added:
        before, after = await both(FORMS["T1a forwards"], added)
    assert before["raised"] == ["RuntimeError", "No response returned."]
    assert (after["raised"], after["starts"]) == (None, [])


async def guarded(scope: Any, receive: Any, send: Any) -> None:
    try:
        await observing.missing(scope, receive, send)
    except KeyError:
        scope["events"].append("application: saw the error")
        raise


async def test_error_behind_call_next_passes_through_the_application() -> None:
    with scenario(guarded) as added:
        before, after = await both(FORMS["gate: raises behind call_next"], added)
    assert before["raised"] == after["raised"] == ["KeyError", "'gone'"]
    assert "application: saw the error" not in before["events"]
    assert "application: saw the error" in after["events"]


async def test_application_that_is_asked_again_may_answer() -> None:
    """On Starlette, whose class raised the first error even so; toolkit's class gave the second answer too."""
    _, after = await both(FORMS["T11 asks again where it has failed"], "fails once")
    assert (after["starts"][0][0], after["body"], after["raised"]) == (200, "abcd", None)


async def test_block_that_sets_a_context_variable_lasts_for_what_follows_it() -> None:
    before, after = await both(FORMS["gate: logs behind a block that sets a context variable"], "answers")
    assert "middleware: behind with unset" in before["events"]
    assert "middleware: behind with for the application" in after["events"]


async def test_context_variable_that_is_set_behind_call_next_is_set_for_the_application() -> None:
    name = "gate: a function sets a context variable, and more"
    before, after = await both(FORMS[name], "is busy afterwards")
    assert "application: busy afterwards for the application" in before["events"]
    assert "application: busy afterwards unset" in after["events"]


TOLD = """\
def told(function):
    async def run(self, *given):
        log(f"{function.__name__} of {len(given)}")
        return await function(self, *given)
    return run


"""


async def test_decorator_around_dispatch_gets_another_function() -> None:
    before = FORMS["T1a forwards"].source("toolkit").replace("class Subject", f"{TOLD}class Subject")
    before = before.replace("    async def dispatch", "    @told\n    async def dispatch")
    after = rewrite(before, Path("subject.py"), [CODEMOD], Project([], KNOWLEDGE), Safety.REVIEW).text
    old, new = await observing.observed(before, "answers"), await observing.observed(after, "answers")
    assert "middleware: dispatch of 2" in old.pop("events")
    assert "middleware: __call__ of 3" in new.pop("events")
    assert old == new


UNSURE = """
with span("asked"):
    if "x-value" in request.headers:
        value = request.headers["x-value"]
    if request.url.path == "/deny":
        return PlainTextResponse("no")
log(f"has {value}")
return await call_next(request)
"""


async def test_name_that_a_path_leaves_without_a_value_is_none() -> None:
    form = Form("an unsure name", "review", UNSURE)
    (done,) = rewritten(form).done
    assert "value may have no value where it is read" in done.message
    before, after = await both(form, "answers")
    assert (before["raised"][0], after["raised"]) == ("UnboundLocalError", None)
    assert "middleware: has None" in after["events"]
