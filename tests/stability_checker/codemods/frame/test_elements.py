"""Records that stand in a list are read by their new fields, and what only looks like them is left."""

from pathlib import Path

import pytest

from stability_checker.codemods.change_fields import ChangeFields
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.recipes import read_library
from stability_checker.upgrade.rewrite import rewrite

CODEMOD = ChangeFields(
    record="starlette.middleware.Middleware",
    lists=("starlette.applications.Starlette.user_middleware",),
    added="args",
    old="options",
    new="kwargs",
    by_place="app",
)
IMPORTS = "from fastapi import FastAPI\nfrom starlette.middleware import Middleware\n\n"
FOLLOWED = {
    "def build(app, layers: list[Middleware] | None):\n"
    "    for cls, options in reversed(layers or ()):\n"
    "        app = cls(app=app, **options)\n": (
        "def build(app, layers: list[Middleware] | None):\n"
        "    for cls, args, options in reversed(layers or ()):\n"
        "        app = cls(app, *args, **options)\n"
    ),
    "given = [Middleware(print), *rest]\nnames = [cls.__name__ for cls, options in given[::-1]]\n": (
        "given = [Middleware(print), *rest]\nnames = [cls.__name__ for cls, args, options in given[::-1]]\n"
    ),
    "def build(app, *args):\n"
    "    for cls, options in [*FastAPI().user_middleware]:\n"
    "        app = cls(debug=args, app=app, **options)\n": (
        "def build(app, *args):\n"
        "    for cls, more_args, options in [*FastAPI().user_middleware]:\n"
        "        app = cls(debug=args, app=app, *more_args, **options)\n"
    ),
    "def build(app, rest):\n"
    "    layers = []\n"
    "    if rest:\n"
    "        layers.append(Middleware(print))\n"
    "    layers += rest\n"
    "    layers.insert(0, Middleware(repr))\n"
    "    for cls, options in reversed(layers):\n"
    "        app = cls(app=app, **options)\n": (
        "def build(app, rest):\n"
        "    layers = []\n"
        "    if rest:\n"
        "        layers.append(Middleware(print))\n"
        "    layers += rest\n"
        "    layers.insert(0, Middleware(repr))\n"
        "    for cls, args, options in reversed(layers):\n"
        "        app = cls(app, *args, **options)\n"
    ),
    "def layers() -> list[Middleware]: ...\n\n\nassert layers()[0].options == {}\n": (
        "def layers() -> list[Middleware]: ...\n\n\nassert layers()[0].kwargs == {}\n"
    ),
}
LEFT = [
    "for cls, options in [Middleware(print), (print, {})]:\n    cls(app=1, **options)\n",
    "for one in layers:\n    one.options\n",
    "def build(layers: list[tuple[type, dict]]):\n    for cls, options in layers: ...\n",
    "layers = []\nlayers.append(Middleware(print))\nlayers.append((print, {}))\nfor cls, options in layers: ...\n",
    "layers = []\n\n\ndef add(layers):\n    layers.append(Middleware(print))\n\n\nfor cls, options in layers: ...\n",
    "layers = layers + layers\nfor cls, options in layers: ...\n",
]


def rewritten(text: str) -> str:
    project = Project([], Knowledge([read_library("starlette")]))
    return rewrite(IMPORTS + text, Path("site.py"), [CODEMOD], project, Safety.SAFE).text.removeprefix(IMPORTS)


@pytest.mark.parametrize(("before", "after"), FOLLOWED.items())
def test_records_of_a_list_are_followed(before: str, after: str) -> None:
    assert rewritten(before) == after
    assert rewritten(after) == after


@pytest.mark.parametrize("text", LEFT)
def test_other_lists_are_left(text: str) -> None:
    assert rewritten(text) == text
