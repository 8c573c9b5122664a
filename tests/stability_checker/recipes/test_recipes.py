"""Every recipe that ships can be read, and each of its steps names a codemod with settings that it knows."""

import pytest

from stability_checker.model.recipe import Step
from stability_checker.upgrade.plan import Target, plan
from stability_checker.upgrade.recipes import read_bridge, read_recipes, shelves
from stability_checker.upgrade.steps import build

STEPS = [
    pytest.param(step, id=f"{name}-{recipe.release}-{number}-{step.codemod}")
    for name in sorted(shelves())
    for recipe in [*read_recipes(name), *filter(None, [read_bridge(name, "starlette")])]
    for number, step in enumerate(recipe.steps)
]


@pytest.mark.parametrize("step", STEPS)
def test_step_can_be_built(step: Step) -> None:
    codemod = build(step)
    assert codemod.id == step.codemod
    assert isinstance(codemod.words(), tuple)


def test_toolkit_answers_the_same_removals_under_its_own_names() -> None:
    answers = {answer for recipe in read_recipes("toolkit") for step in recipe.steps for answer in step.answers}
    assert "parameter_removed toolkit.responses.FileResponse(method)" in answers
    assert "function_removed toolkit.applications.Toolkit.on_event" in answers
    assert not any("starlette" in answer for answer in answers)


def test_the_security_notice_comes_first() -> None:
    assert plan(Target.parse("starlette==1.10.0"), {}).steps[0].codemod == "escape_templates"


def test_no_step_of_a_later_release_is_planned() -> None:
    assert {step.release for step in plan(Target.parse("starlette==0.21.0"), {}).steps} <= {
        "0.13.0", "0.14.0", "0.16.0", "0.17.0", "0.19.0", "0.19.1", "0.20.1", "0.21.0",
    }  # fmt: skip
