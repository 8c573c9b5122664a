"""docs/codemods.md, from the pages of the codemods."""

from collections.abc import Iterator

from stability_checker.codemods import find_codemods
from stability_checker.codemods.frame.page import Page, page


def render() -> str:
    """The whole document: an index, then every page."""
    pages = [page(kind) for _, kind in sorted(find_codemods().items())]
    return "\n".join([*_opening(pages), *(line for each in pages for line in _page(each))]) + "\n"


def _opening(pages: list[Page]) -> Iterator[str]:
    yield from ("# Codemods", "")
    yield "Generated from the pages of the codemods; `stability-checker explain CODEMOD` shows one of them."
    yield "A codemod is a kind of rewrite; what a release needs is data: a recipe in `stability_checker/recipes/`."
    yield ""
    yield from (f"- [`{each.title}`](#{each.title}): {each.text.splitlines()[0]}" for each in pages)


def _page(each: Page) -> Iterator[str]:
    yield from ("", f"## {each.title}", "", each.text)
