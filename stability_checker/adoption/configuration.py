"""The settings in pyproject.toml, written only where the checker could not do without them."""

import tomllib

from stability_checker.adoption.step import State, Step
from stability_checker.adoption.survey import Survey


def configuration(survey: Survey) -> Step:
    """`[tool.stability_checker]` with the packages, where a project holds several and none is named like it."""
    path = survey.project / "pyproject.toml"
    text = path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    if "stability_checker" in tomllib.loads(text).get("tool", {}):
        return Step(path=path, state=State.PRESENT, reason="it has [tool.stability_checker]")
    if not survey.ambiguous:
        found = f"the package {survey.packages[0]} is found without settings"
        return Step(path=path, state=State.UNNEEDED, reason=found)
    names = ", ".join(f'"{name}"' for name in survey.packages)
    table = f"[tool.stability_checker]\npackages = [{names}]\n"
    return Step(path=path, state=State.WRITE, reason="added", shown=table, content=_added(text, table))


def _added(text: str, table: str) -> str:
    """The file with the table at its end, in the line endings that it has."""
    end = "\r\n" if "\r\n" in text else "\n"
    before = text if not text or text.endswith("\n") else text + end
    return before + (end if text.strip() else "") + table.replace("\n", end)
