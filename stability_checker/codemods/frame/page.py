"""A codemod's docstring as its page: prose, and the examples that are its tests."""

import inspect
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from stability_checker.codemods.frame.contract import Codemod

_BLOCK = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

FILES = {"python": "example.py", "toml": "pyproject.toml", "text": "requirements.txt"}


@dataclass(frozen=True, slots=True)
class Example:
    """What a file reads before and after a step with the settings `step`; equal where it stays untouched.

    `file` is the name of such a file: that of a module, of `pyproject.toml` or of a list of requirements.
    """

    file: str
    step: dict[str, Any]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    text: str
    examples: tuple[Example, ...]


def page(codemod: type[Codemod]) -> Page:
    """Read the page of a codemod: `toml step`, `python before`, `python after` and `python untouched` blocks.

    Blocks of `toml` and `text` stand for manifests. A `toml step` block holds for the examples behind it, an `after` block belongs to the `before` block above it.
    """
    text = inspect.cleandoc(codemod.__doc__ or "")
    step: dict[str, Any] = {}
    before, examples = "", list[Example]()
    for language, role, content in _BLOCK.findall(text):
        if role == "step":
            step = tomllib.loads(content)
        elif role == "before":
            before = content
        elif role == "after":
            examples.append(Example(FILES[language], step, before, content))
        elif role == "untouched":
            examples.append(Example(FILES[language], step, content, content))
    return Page(codemod.id, text, tuple(examples))
