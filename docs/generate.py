"""Write the pages of docs/ that come from the code; with --check, only say which of them are out of date."""

import argparse
import sys
from pathlib import Path

from pages import architecture, codemods, rules

DOCS = Path(__file__).resolve().parent
PAGES = {"architecture.md": architecture.render, "codemods.md": codemods.render, "rules.md": rules.render}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is out of date")
    check = parser.parse_args().check
    stale = []
    for name, render in PAGES.items():
        page, text = DOCS / name, render()
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                page.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/{name} is out of date: run `make docs`" if check else f"wrote docs/{name}")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
