"""The entry of pre-commit's configuration that runs the gate before a push."""

import re
import textwrap

from stability_checker.adoption.step import State, Step
from stability_checker.adoption.survey import Survey
from stability_checker.adoption.templating import filled

_ITEM = re.compile(r"^(?P<indent> *)- ", re.MULTILINE)
_TOP_LEVEL_KEY = re.compile(r"^[A-Za-z_\"']", re.MULTILINE)


def hook(survey: Survey) -> Step:
    """A new file, or an entry behind the others of `repos`; where these are not laid out as usual, by hand.

    The file is read as text, and what stands in it is kept byte for byte: a YAML writer would lose its comments.
    """
    path, entry = survey.top / ".pre-commit-config.yaml", filled("pre-commit.yaml", survey)
    if survey.folder != ".":
        entry = entry.replace("entry: stability", f"entry: env -C {survey.folder} stability")
    if not path.exists():
        return Step(path=path, state=State.WRITE, reason="written", shown=entry, content=f"repos:\n{entry}")
    text = path.read_bytes().decode("utf-8")
    if "stability-checker" in text:
        return Step(path=path, state=State.PRESENT, reason="it runs stability-checker")
    content = _inserted(text, entry)
    if content is None:
        reason = "its `repos` are not a plain list; add the entry yourself"
        return Step(path=path, state=State.BY_HAND, reason=reason, shown=entry)
    return Step(path=path, state=State.WRITE, reason="entry added", shown=entry, content=content)


def _inserted(text: str, entry: str) -> str | None:
    """The file with `entry` at the end of the list under `repos:`, or None where there is no such list."""
    head = re.search(r"^repos:[ \t]*(?:#.*)?\r?\n", text, re.MULTILINE)
    first = _ITEM.search(text, head.end()) if head else None
    if head is None or first is None or not _is_remarks(text[head.end() : first.start()]):
        return None
    following = _TOP_LEVEL_KEY.search(text, head.end())
    end = following.start() if following else len(text)
    before, after = text[:end], text[end:]
    ending = "\r\n" if "\r\n" in text else "\n"
    indented = textwrap.indent(entry, first["indent"]).replace("\n", ending)
    kept = before.rstrip()
    return kept + ending + indented + (before[len(kept) :].removeprefix(ending) if after else "") + after


def _is_remarks(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())
