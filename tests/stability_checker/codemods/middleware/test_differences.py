"""The documented differences between the two forms, each shown on both event loops as the guide tells it."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stability_checker.codemods.middleware import observing
from tests.stability_checker.codemods.middleware.forms import REVIEWED, SAFE, Form
from tests.stability_checker.codemods.middleware.test_pairs import rewritten

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
