"""The rules' document says what the rules' pages say."""

import runpy
from pathlib import Path

from stability_checker.rules import all_rules

DOCS = Path(__file__).parents[3] / "docs"


def test_the_document_is_current() -> None:
    generator = runpy.run_path(str(DOCS / "generate_rules.py"), run_name="generator")
    written = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert generator["render"](all_rules()) == written, "run `python docs/generate_rules.py`"
