"""Tables and pages of documentation in the formats of a person and a program."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from stability_checker.codemods import find_codemods
from stability_checker.codemods.frame.page import page
from stability_checker.rules import Rule, all_rules


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: its name, the level of what it finds, its first sentence, and the whole of it as Markdown."""

    name: str
    level: str
    summary: str
    text: str


def rule_page(rule: Rule) -> PageEntry:
    return PageEntry(rule.name, str(rule.level), rule.page.summary, rule.page.text)


def rule_pages() -> list[PageEntry]:
    """The pages of all rules, worst level first."""
    return [rule_page(rule) for rule in sorted(all_rules(), key=lambda rule: (-rule.level, rule.name))]


def codemod_pages() -> list[PageEntry]:
    """The pages of all codemods."""
    return [_codemod_page(name, page(kind).text) for name, kind in find_codemods().items()]


def _codemod_page(name: str, text: str) -> PageEntry:
    return PageEntry(name, "codemod", text.partition("\n")[0], text)


def table_renderers(noun: str) -> Mapping[str, Callable[[Sequence[PageEntry]], str]]:
    """How a table of pages is shown; `noun` heads the first column."""
    return {"console": _columns, "markdown": lambda pages: _markdown_table(noun, pages), "json": _json}


def page_renderers() -> Mapping[str, Callable[[PageEntry], str]]:
    """How one page is shown."""
    return {"console": _page, "markdown": _page, "json": lambda page: json.dumps(asdict(page), indent=2) + "\n"}


def _columns(pages: Sequence[PageEntry]) -> str:
    width = max((len(page.name) for page in pages), default=0)
    return "".join(f"{page.level:<7}{page.name:<{width}}  {page.summary}\n" for page in pages)


def _markdown_table(noun: str, pages: Sequence[PageEntry]) -> str:
    rows = "".join(f"| `{page.name}` | {page.level} | {page.summary} |\n" for page in pages)
    return f"| {noun} | level | what it says |\n|---|---|---|\n{rows}"


def _json(pages: Sequence[PageEntry]) -> str:
    rows = [{"name": page.name, "level": page.level, "summary": page.summary} for page in pages]
    return json.dumps(rows, indent=2) + "\n"


def _page(page: PageEntry) -> str:
    return f"# {page.name} ({page.level})\n\n{page.text.rstrip()}\n"
