"""The steps of `init` as a person and a program read them."""

import json
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from stability_checker.adoption import State, Step


def renderers(top: Path, dry_run: bool) -> Mapping[str, Callable[[Sequence[Step]], str]]:
    """How the steps are shown; paths are relative to `top`."""
    return {"console": lambda steps: _console(steps, top, dry_run), "json": lambda steps: _json(steps, top, dry_run)}


def _console(steps: Sequence[Step], top: Path, dry_run: bool) -> str:
    parts = [_shown(step, top, dry_run) for step in steps]
    written = sum(step.state is State.WRITE for step in steps)
    if dry_run:
        return "\n".join([*parts, "", "Nothing was written (--dry-run).", ""])
    closing = (
        "Commit what was written; then try `stability-checker check`." if written else "Nothing had to be written."
    )
    return "\n".join([*parts, "", closing, ""])


def _shown(step: Step, top: Path, dry_run: bool) -> str:
    word = "would write" if dry_run and step.state is State.WRITE else step.state.value
    line = f"{word:<12}{step.path.relative_to(top).as_posix()}: {step.reason}"
    return f"{line}\n{textwrap.indent(step.shown.rstrip(), '    ')}" if step.shown else line


def _json(steps: Sequence[Step], top: Path, dry_run: bool) -> str:
    document = {
        "schema": "stability-checker/init/1",
        "written": not dry_run,
        "steps": [
            {"path": step.path.relative_to(top).as_posix(), "state": step.state.value, "reason": step.reason}
            for step in steps
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
