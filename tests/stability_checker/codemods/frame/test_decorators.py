"""Which decorators hand back what they stand on: each row is a file and the answer for its first decorator."""

import ast
from pathlib import Path

import pytest

from stability_checker.codemods.frame.decorators import hands_back
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.upgrade.recipes import read_library

APP = "starlette.applications.Starlette"
BUILT = "from starlette.applications import Starlette\napp = Starlette()\n"

FILES = [
    ("import typing\n@typing.no_type_check\ndef page(): ...", True),
    ("from typing_extensions import final as closed\n@closed\nclass Page: ...", True),
    ("import functools\n@functools.cache\ndef page(): ...", False),
    ("@strange\ndef page(): ...", False),
    ("def note(page):\n    pages.append(page)\n    return page\n@note\ndef page(): ...", True),
    ("def wrap(page):\n    page = cache(page)\n    return page\n@wrap\ndef page(): ...", False),
    ("def wrap(page):\n    return lambda: page()\n@wrap\ndef page(): ...", False),
    ("def drop(page):\n    pages.append(page)\n@drop\ndef page(): ...", False),
    ("async def note(page):\n    return page\n@note\ndef page(): ...", False),
    ("def name(text):\n    def note(page):\n        return page\n    return note\n@name('x')\ndef page(): ...", True),
    ("def name(text):\n    def note(page):\n        return text\n    return note\n@name('x')\ndef page(): ...", False),
    (BUILT + "@app.exception_handler(404)\ndef page(): ...", True),
    ("from flask import Flask\napp = Flask()\n@app.before_request()\ndef page(): ...", False),
    (
        BUILT
        + "class Site(Starlette):\n    def route(self, path): ...\napp = Site()\n@app.route('/')\ndef page(): ...",
        False,
    ),
]


@pytest.mark.parametrize(("text", "kept"), FILES)
def test_identity_is_known(text: str, kept: bool) -> None:
    project = Project([], Knowledge([read_library("starlette")]))
    module = project.hold(Source(text, Path("main.py")))
    decorated = module.source.tree.body[-1]
    assert isinstance(decorated, ast.FunctionDef | ast.ClassDef)
    assert hands_back(module, decorated.decorator_list[0], [APP]) is kept
