"""How a parameter comes to stand behind `self` in lists of different layouts."""

from pathlib import Path

import pytest

from stability_checker.codemods.frame.edits import spliced
from stability_checker.codemods.frame.signature import behind_self, moved_behind_self, named
from stability_checker.codemods.frame.source import Source

MOVED = {
    "(self, x, app)": "(self, app, x)",
    "(self, x=1, app: App = None)": "(self, app: App, x=1)",
    "(self, x=1, app=None, *rest)": "(self, app, x=1, *rest)",
    "(self, x, app=None, **more)": "(self, app, x, **more)",
    "(self, *, app)": "(self, app)",
    "(self, *, app=None, **more)": "(self, app, **more)",
    "(self, *, app, x)": "(self, app, *, x)",
    "(self, *, x, app)": "(self, app, *, x)",
    "(self, x, *, app)": "(self, app, x)",
    "(self, x, *, app, **more)": "(self, app, x, **more)",
    "(self, *rest, app)": "(self, app, *rest)",
    "(\n    self,\n    x: int,\n    app: App,\n)": "(\n    self,\n    app: App,\n    x: int,\n)",
    "(\n    self,  # me\n    x,\n    app,\n)": "(\n    self, app,  # me\n    x,\n)",
}
ADDED = {
    "(self, **more)": "(self, app, **more)",
    "(self, x=1, *rest, **more)": "(self, app, x=1, *rest, **more)",
    "(\n    self,\n    *rest,\n)": "(\n    self,\n    app,\n    *rest,\n)",
}


def _source(parameters: str) -> Source:
    return Source(f"def f{parameters}: pass", Path("page.py"))


@pytest.mark.parametrize(("before", "after"), MOVED.items())
def test_a_parameter_is_moved(before: str, after: str) -> None:
    source = _source(before)
    parameter = named(source.functions[0], "app")
    assert parameter is not None
    assert spliced(source.text, moved_behind_self(source, source.functions[0], parameter), 0) == f"def f{after}: pass"


@pytest.mark.parametrize(("before", "after"), ADDED.items())
def test_a_parameter_is_added(before: str, after: str) -> None:
    source = _source(before)
    assert spliced(source.text, [behind_self(source, source.functions[0], "app")], 0) == f"def f{after}: pass"
