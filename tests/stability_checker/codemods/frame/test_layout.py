"""Where statements go, no blank lines stand doubled, and none is missing around what stays."""

import ast
from pathlib import Path

import pytest

from stability_checker.codemods.frame.edits import spliced
from stability_checker.codemods.frame.layout import remove_statements
from stability_checker.codemods.frame.source import Source

REMOVED = {
    "def a(): ...\n\n\ngo(a)\n\n\nif a:\n    a()\n": "def a(): ...\n\n\nif a:\n    a()\n",
    "def a(): ...\n\n\ngo(a)\n\nb = 1\n": "def a(): ...\n\n\nb = 1\n",
    "a = 1\ngo(a)\n\n\ndef b(): ...\n": "a = 1\n\n\ndef b(): ...\n",
    "a = 1\n\ngo(a)\n\ngo(a)\n\nb = 1\n": "a = 1\n\nb = 1\n",
    "a = 1\n\n\ngo(a)\ngo(a)\n": "a = 1\n",
    "if a:\n    go(a)\n\nb = 1\n": "if a:\n    pass\n\nb = 1\n",
    "def a():\n    b = 1\n\n    go(b)\n    return b\n": "def a():\n    b = 1\n\n    return b\n",
    "a = 1\r\n\r\ngo(a)\r\n\r\nb = 1\r\n": "a = 1\r\n\r\nb = 1\r\n",
}


@pytest.mark.parametrize(("text", "left"), REMOVED.items())
def test_blank_lines_around_what_goes(text: str, left: str) -> None:
    source = Source(text, Path("site.py"))
    calls = [one for one in ast.walk(source.tree) if isinstance(one, ast.Expr) and ast.unparse(one).startswith("go")]
    assert spliced(text, remove_statements(source, sorted(calls, key=source.span)), 0) == left
