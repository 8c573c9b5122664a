"""What a step would write that does not compile is told and not written, and every other step goes on."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from stability_checker.codemods.frame.contract import Codemod, Hit
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.module import Module
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.rewrite import Rewritten, rewrite


@dataclass(frozen=True, kw_only=True)
class Respell(Codemod):
    """Write another text for each mention of a name."""

    old: str
    new: str

    def words(self) -> tuple[str, ...]:
        return (self.old,)

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.Name):
            if node.id == self.old:
                edits = (module.source.replace(node, self.new),)
                yield self.hit(node, partial(Change, edits, creates={"new.py": ""}))


def _rewritten(text: str, *steps: tuple[str, str]) -> Rewritten:
    path = Path("page.py")
    codemods = [Respell(old=old, new=new) for old, new in steps]
    return rewrite(text, path, codemods, Project((path,), Knowledge(())))


MISTAKES = [
    ("keyword argument repeated", "first\nf(a=1, b=old)\n", "new, a=2"),
    ("'return' outside function", "first\nold\n", "return"),
    ("parameter and global", "first\ndef f(a):\n    old\n", "global a"),
    ("'await' outside function", "first\nold\n", "await f()"),
    ("invalid syntax", "first\nold\n", "= ="),
]


@pytest.mark.parametrize(("why", "text", "new"), MISTAKES)
def test_what_does_not_compile_is_told_and_the_rest_is_written(why: str, text: str, new: str) -> None:
    result = _rewritten(text, ("old", new), ("first", "second"))
    assert result.text == text.replace("first", "second")
    assert [(one.codemod, one.line) for one in result.done] == [(Respell.id, 1)]
    (left,) = result.left
    assert left.safety is Safety.MANUAL
    assert left.line == 1 + text[: text.index("old")].count("\n")
    assert why in left.message
    assert [number for number, _ in result.stages] == [1]


def test_nothing_is_created_for_what_is_refused() -> None:
    result = _rewritten("old\n", ("old", "return"))
    assert (result.text, result.creates, result.done) == ("old\n", {}, [])


def test_what_did_not_compile_before_is_rewritten_as_ever() -> None:
    assert "await new()" in _rewritten("await old()\n", ("old", "new")).text


def test_doubtful_code_is_no_mistake_and_warns_nobody() -> None:
    assert "1 is 2" in _rewritten("old is 2\n", ("old", "1")).text
