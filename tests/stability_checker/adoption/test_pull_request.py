"""A new library from `init` to a pull request: at the command line, and through the action, step by step."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.stability_checker.commands.conftest import Command, command
from tests.stability_checker.published_schemas import demand
from tests.stability_checker.trees import commit, git, repository

__all__ = ["command"]

ROOT = Path(__file__).resolve().parents[3]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PROJECT = "[project]\nname = 'lib'\nversion = '{}'\n"
FIRST = {"pyproject.toml": PROJECT.format("1.0"), "src/lib/__init__.py": "def read(path): ...\n"}
SECOND = {
    "pyproject.toml": PROJECT.format("1.1"),
    "src/lib/__init__.py": "def read(path): ...\n\n\ndef write(path, text): ...\n",
}
BREAK = {"src/lib/__init__.py": "def read(path): ...\n\n\ndef write(path, text, mode): ...\n"}
EXCEPTION = """
[[tool.stability_checker.exceptions]]
rule = "parameter_added_required"
symbol = "lib.write"
reason = "1.1 is a week old, and nobody calls it yet"
expires = {}
"""
LINE = "::error file=src/lib/__init__.py,line=4,title=major%3A parameter_added_required::"


@pytest.fixture
def library(command: Command, standing: Path) -> Path:
    """A library with two tagged releases that has adopted the gate, on a branch that breaks it."""
    repository(standing, FIRST, tag="v1.0")
    commit(standing, SECOND, tag="v1.1")
    assert command("init").status == 0
    commit(standing, {})
    git(standing, "checkout", "-q", "-b", "change")
    commit(standing, BREAK)
    return standing


def _accept(library: Path, until: str) -> None:
    commit(library, {"pyproject.toml": PROJECT.format("1.1") + EXCEPTION.format(until)})


def test_at_the_command_line(command: Command, library: Path) -> None:
    broken = command("check", "--format", "github")
    assert broken.status == 1
    assert LINE in broken.out
    assert "::error title=API promise of lib::going from 1.1 to 1.1 promises a patch release" in broken.out
    _accept(library, "2999-12-31")
    assert command("check").status == 0
    _accept(library, "2020-12-31")
    expired = command("check", "--format", "github")
    assert expired.status == 1
    assert LINE in expired.out
    assert "the exception for parameter_added_required lib.write expired on 2020-12-31" in expired.out


@dataclass
class Runner:
    """Runs the shell steps of action.yml in order, as the service does: inputs, outputs, files and statuses."""

    folder: Path
    scratch: Path
    inputs: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    status: int = 0

    def run(self) -> "Runner":
        for step in ACTION["runs"]["steps"]:
            if step.get("id") == "check" or step.get("name") in ("comment", "verdict"):
                self._step(step)
        return self

    @property
    def summary(self) -> str:
        return (self.scratch / "summary").read_text(encoding="utf-8")

    @property
    def comments(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.scratch / "comments.json").read_text(encoding="utf-8"))
        return found

    def _step(self, step: Mapping[str, Any]) -> None:
        given = {name: self._filled(value) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder / self._filled(step.get("working-directory", ".")),
            env={**os.environ, **self._surroundings(), **given, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        self.log += done.stdout + done.stderr
        self.status = self.status or done.returncode
        for line in (self.scratch / "output").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            self.outputs[name] = value

    def _surroundings(self) -> dict[str, str]:
        for name in ("output", "summary"):
            (self.scratch / name).touch()
        return {
            "PATH": f"{self.scratch / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.scratch / "output"),
            "GITHUB_STEP_SUMMARY": str(self.scratch / "summary"),
            "GITHUB_REPOSITORY": "someone/lib",
            "GITHUB_SERVER_URL": "https://git.example",
            "GITHUB_RUN_ID": "7",
            "RUNNER_TEMP": str(self.scratch),
            "COMMENTS": str(self.scratch / "comments.json"),
        }

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ *(.+?) *\}\}", lambda found: self._value(found[1]), text)

    def _value(self, expression: str) -> str:
        if name := re.fullmatch(r"inputs\.([\w-]+)", expression):
            default = ACTION["inputs"][name[1]]["default"]
            return self.inputs.get(name[1], "token" if name[1] == "token" else default)
        if name := re.fullmatch(r"steps\.check\.outputs\.(\w+)", expression):
            return self.outputs.get(name[1], "")
        return {"github.event.pull_request.number": "12"}[expression]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "runner"
    (folder / "bin").mkdir(parents=True)
    gh = folder / "bin" / "gh"
    gh.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("fake_gh.py")}" "$@"\n')
    gh.chmod(0o755)
    return folder


def test_as_a_pull_request_through_the_action(library: Path, scratch: Path) -> None:
    broken = Runner(library, scratch).run()
    assert (broken.status, broken.outputs["verdict"], broken.outputs["bump"]) == (1, "fail", "major")
    assert LINE in broken.log
    assert "declared as **patch**: 2.0 or later. ❌" in broken.summary
    demand(json.loads(Path(broken.outputs["sarif"]).read_text()), "https://json.schemastore.org/sarif-2.1.0.json")
    (comment,) = broken.comments
    assert comment["body"].startswith("<!-- stability-checker: .  -->\n## lib: 1.1 → 1.1\n")

    _accept(library, "2999-12-31")
    passed = Runner(library, scratch).run()
    assert (passed.status, passed.outputs["verdict"]) == (0, "pass")
    (comment,) = passed.comments
    assert "1.1 is a week old" in comment["body"]

    _accept(library, "2020-12-31")
    assert Runner(library, scratch).run().outputs["verdict"] == "fail"


def test_the_action_keeps_its_hands_off_other_comments(library: Path, scratch: Path) -> None:
    forged = [{"id": 1, "bot": False, "body": "<!-- stability-checker: .  -->\nmine"}]
    (scratch / "comments.json").write_text(json.dumps(forged))
    comments = Runner(library, scratch).run().comments
    assert comments[0] == forged[0]
    assert len(comments) == 2


def test_a_fork_may_not_comment_and_gets_its_answer_all_the_same(library: Path, scratch: Path) -> None:
    result = Runner(library, scratch, environment={"FORK": "1"}).run()
    assert result.status == 1
    assert "::warning title=API promise::The comment could not be written" in result.log


def test_what_cannot_be_compared_fails_even_where_breaks_may_pass(library: Path, scratch: Path) -> None:
    allowed = Runner(library, scratch, inputs={"fail": "false"}).run()
    assert (allowed.status, allowed.outputs["verdict"]) == (0, "fail")
    shutil.rmtree(library / "api_snapshots")
    git(library, "tag", "--delete", "v1.0", "v1.1")
    (library / "pyproject.toml").write_text("[project]\nversion = '1.1'\n")
    result = Runner(library, scratch, inputs={"fail": "false"}).run()
    assert (result.status, result.outputs["verdict"], result.outputs["bump"]) == (2, "error", "")
    assert "There is nothing to compare with" in result.summary
    assert "::error title=API promise::There is nothing to compare with" in result.log


def test_a_comment_that_is_too_long_points_to_the_summary(library: Path, scratch: Path) -> None:
    many = "".join(f"def function_number_{number}(path, text, mode=None): ...\n" for number in range(900))
    broken = many.replace("text, mode=None", "text")
    git(library, "checkout", "-q", "main")
    commit(library, {"src/lib/__init__.py": many})
    git(library, "rm", "-rq", "api_snapshots")
    git(library, "commit", "-qm", "forget")
    git(library, "tag", "-f", "v1.1")
    commit(library, {"src/lib/__init__.py": broken})
    (comment,) = Runner(library, scratch).run().comments
    assert len(comment["body"]) < 65_536
    assert "The rest is in [the summary of the run](https://git.example/someone/lib/actions/runs/7)." in comment["body"]
    assert comment["body"].count("<details>") == comment["body"].count("</details>")


def test_the_action_holds_to_its_schema_and_pins_what_it_uses() -> None:
    demand(ACTION, "https://json.schemastore.org/github-action.json")
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    for name, comment in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    assert "secrets." not in text


def test_the_hook_installs_what_the_checker_needs() -> None:
    import tomllib

    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert hook["additional_dependencies"] == extras["checker"]
    assert hook["entry"] == "stability-checker check"
