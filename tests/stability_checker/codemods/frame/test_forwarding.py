"""Which constructors hand a keyword on to the library: each row is the body of a subclass and what gets `lifespan`."""

from pathlib import Path

import pytest

from stability_checker.codemods.frame.forwarding import forwarded_calls
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.upgrade.recipes import read_library

ROUTER = "starlette.routing.Router"

BODIES = [
    ("def __init__(self, **kw): super().__init__(**kw)", [ROUTER]),
    ("def __init__(self, title, *args, **kw): super(Pages, self).__init__(*args, **kw)", [ROUTER]),
    ("def __init__(self, **kw): super().__init__(routes=[], **kw)", [ROUTER]),
    ("def __init__(self, lifespan=None, **kw): super().__init__(**kw)", []),
    ("def __init__(self, **kw): super().__init__(lifespan=None, **kw)", []),
    ("def __init__(self, **kw): super().__init__(**kw); self.options = kw", []),
    ("def __init__(self, **kw): super().__init__(default=kw.pop('lifespan'))", []),
    ("def __init__(self, **kw): self.options = kw", []),
    ("pass", []),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
@pytest.mark.parametrize("base", ["Router", "Plain"])
def test_a_keyword_reaches(base: str, body: str, expected: list[str]) -> None:
    text = (
        f"from starlette.routing import Router\nclass Plain(Router): ...\nclass Pages({base}):\n    {body}\nPages()\n"
    )
    assert _reached(text) == expected


def test_a_keyword_does_not_pass_a_foreign_class() -> None:
    text = (
        "from strange import Base\nclass Pages(Base):\n    def __init__(self, **kw): super().__init__(**kw)\nPages()\n"
    )
    assert _reached(text) == []


def _reached(text: str) -> list[str]:
    module = Project([], Knowledge([read_library("starlette")])).hold(Source(text, Path("main.py")))
    return [reached for _, reached in forwarded_calls(module, {ROUTER}, {"lifespan"})]
