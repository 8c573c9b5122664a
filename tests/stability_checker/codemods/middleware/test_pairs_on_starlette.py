"""The forms behave on Starlette too as they did before, with the helpers that are written into a project."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from stability_checker.upgrade.plan import Choice, Target
from stability_checker.upgrade.run import Settings, upgrade
from tests.conformance.environments import environment
from tests.stability_checker.codemods.middleware.forms import REVIEWED, SAFE

OBSERVER = Path(__file__).with_name("observing.py")
FORMS = [*SAFE, *REVIEWED]
RELEASES = ["1.10.0", "0.52.1"]


@pytest.fixture(scope="module", params=RELEASES)
def python(request: pytest.FixtureRequest) -> Path:
    """An interpreter that has a release of Starlette and nothing else."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return environment(version, "starlette-alone", [f"starlette=={request.param}"])


def upgraded(folder: Path) -> None:
    settings = Settings(
        target=Target("starlette", Version("1.10.0")),
        choice=Choice(frozenset({"base_http_middleware"})),
        unsafe=True,
        force=True,
        cache=False,
    )
    upgrade([folder], settings)


@pytest.mark.network
@pytest.mark.slow
def test_behaviour_is_the_same(python: Path, tmp_path: Path) -> None:
    """A response that is collected is not sent where its body fails; all else is as it was."""
    for number, form in enumerate(FORMS):
        (tmp_path / f"form_{number}.py").write_text(form.source("starlette"), "utf-8")
    upgraded(tmp_path)
    pairs = [
        (form.name, form.source("starlette"), (tmp_path / f"form_{number}.py").read_text("utf-8"))
        for number, form in enumerate(FORMS)
        if not form.reorders
    ]
    assert not [name for name, before, after in pairs if before == after]
    run = subprocess.run(
        [str(python), str(OBSERVER), "starlette"],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(tmp_path)},
    )
    known = {(form.name, scenario) for form in FORMS for scenario in form.differs}
    known |= {(form.name, "fails in its body") for form in FORMS if "body_iterator" in form.body}
    found = [one for one in json.loads(run.stdout) if (one["form"], one["scenario"]) not in known]
    assert [one for one in found if not is_cut_short(one)] == []


def is_cut_short(one: dict[str, Any]) -> bool:
    """Starlette's class ends a body that has failed as if it were whole; the pure form leaves it open."""
    before, after = {**one["before"]}, {**one["after"]}
    ends = before.pop("complete"), after.pop("complete")
    return one["scenario"] == "fails in its body" and ends == (True, False) and before == after
