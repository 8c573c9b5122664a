"""No argument is handed over twice where what is no more stands beside the one that says it now."""

from pathlib import Path

import pytest

from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.project import Project
from stability_checker.codemods.reorder_arguments import ReorderArguments
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.recipes import read_library
from stability_checker.upgrade.rewrite import rewrite

CODEMOD = ReorderArguments(
    callable="starlette.datastructures.UploadFile",
    old=("filename", "file", "content_type"),
    new=("file", "filename", "headers"),
    keywords=("filename", "headers"),
    spelled={"content_type": 'headers={imported}({{"content-type": {value}}})'},
    imports={"content_type": "starlette.datastructures:Headers"},
)
IMPORT = "from starlette.datastructures import Headers, UploadFile\n\n"
CALLS = {
    'UploadFile("a", body, "text/html", headers=sent)': 'UploadFile(body, filename="a", headers=sent)',
    'UploadFile("a", body, "text/html", headers=None)': (
        'UploadFile(body, filename="a", headers=Headers({"content-type": "text/html"}))'
    ),
    'UploadFile(file=body, filename="a", content_type=kind, headers=sent)': (
        'UploadFile(file=body, filename="a", headers=sent)'
    ),
    'UploadFile(file=body, filename="a", headers=sent, content_type=kind)': (
        'UploadFile(file=body, filename="a", headers=sent)'
    ),
}


@pytest.mark.parametrize(("before", "after"), CALLS.items())
def test_headers_are_handed_over_once(before: str, after: str) -> None:
    project = Project([], Knowledge([read_library("starlette")]))
    text = rewrite(IMPORT + before + "\n", Path("app.py"), [CODEMOD], project, Safety.REVIEW).text
    assert text == IMPORT + after + "\n"
    compile(text, "app.py", "exec")
