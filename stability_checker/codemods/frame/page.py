"""A codemod's docstring as its page: prose, and the examples that are its tests."""

import inspect
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from stability_checker.codemods.frame.contract import Codemod

_BLOCK = re.compile(r"^```(\w+)(?: (\w+)((?: \d+)*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

FILES = {
    "python": "example.py",
    "toml": "pyproject.toml",
    "text": "requirements.txt",
    "ini": "setup.cfg",
    "yaml": "environment.yml",
    "dockerfile": "Dockerfile",
}


@dataclass(frozen=True, slots=True)
class Example:
    """What a file reads before and after a step with the settings `step`; equal where it stays untouched.

    `file` is the name of such a file: that of a module, of `pyproject.toml` or of a list of requirements. `project` is
    code that lies beside it. `notices` are the lines that the report names, where the page says which.
    """

    file: str
    step: dict[str, Any]
    before: str
    after: str
    project: str = ""
    notices: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    text: str
    examples: tuple[Example, ...]


def page(codemod: type[Codemod]) -> Page:
    """Read the page of a codemod: `toml step`, `python before`, `python after` and `python untouched` blocks.

    Blocks of `toml` and `text` stand for manifests. A `toml step` and a `python project` block hold for the examples
    behind them, an `after` block belongs to the `before` block above it. `python notice 3 5` stays untouched too, and
    the report names its lines 3 and 5.
    """
    text = inspect.cleandoc(codemod.__doc__ or "")
    step: dict[str, Any] = {}
    before, project, examples = "", "", list[Example]()
    for language, role, numbers, content in _BLOCK.findall(text):
        if role == "step":
            step = tomllib.loads(content)
        elif role == "project":
            project = content
        elif role == "before":
            before = content
        elif role == "after":
            examples.append(Example(FILES[language], step, before, content, project))
        elif role == "untouched":
            examples.append(Example(FILES[language], step, content, content, project))
        elif role == "notice":
            lines = tuple(map(int, numbers.split()))
            examples.append(Example(FILES[language], step, content, content, project, lines))
    return Page(codemod.id, text, tuple(examples))
