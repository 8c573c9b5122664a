"""Notebooks: not rewritten, but their code is looked at, so that the report says which ones are left to do."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.plan import Plan
from stability_checker.upgrade.results import FileResult, Status
from stability_checker.upgrade.rewrite import rewrite
from stability_checker.upgrade.scan import Scan

_COMMAND = re.compile(r"^([ \t]*)(?=[%!?])", re.MULTILINE)
"""Where a line stands that speaks to the notebook and is no Python."""


def tell(found: Scan, road: Plan) -> Iterator[FileResult]:
    """A line for each notebook in whose code one of the steps finds something."""
    if not found.notebooks:
        return
    project = Project(found.python, Knowledge(road.libraries), found.speakers)
    for path in found.notebooks:
        code = _code_of(path)
        if not found.sieve.verdict(code.encode(errors="replace"), path).hit:
            continue
        try:
            result = rewrite(code, path, road.codemods, project, Safety.REVIEW)
        except Exception as error:  # one file must never stop the run
            yield FileResult(str(path), Status.FAILED, message=f"{type(error).__name__}: {error}")
            continue
        kinds = {one.codemod for one in result.done} | {one.codemod for one in result.left}
        if kinds:
            message = f"is a notebook, which is not rewritten: do by hand what {', '.join(sorted(kinds))} would do"
            yield FileResult(str(path), Status.SKIPPED, message=message)


def _code_of(path: Path) -> str:
    """The code of a notebook's cells (nbformat 4) as one module; empty for what is no such notebook."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        written = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    plain = (_COMMAND.sub(r"\1pass  # ", text) + "\n" for text in written)
    return "".join(text for text in plain if _is_python(text))


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
