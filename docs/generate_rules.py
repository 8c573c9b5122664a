"""Write docs/rules.md from the pages of the rules: `python docs/generate_rules.py`; a test holds it to be current."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from stability_checker.model.bump import Bump
from stability_checker.rules import Rule, all_rules

TARGET = Path(__file__).with_name("rules.md")
LEVELS = {
    Bump.MAJOR: "Code that was right stops working, or a type checker rejects it.",
    Bump.MINOR: "Something is new, or works otherwise than before without failing.",
    Bump.PATCH: "Worth a line, and nothing that a version number has to say.",
}


def render(rules: Iterable[Rule]) -> str:
    """The whole document: an index by level, then every page."""
    rules = tuple(rules)
    return "\n".join([*_opening(rules), *(line for rule in rules for line in _page(rule))]) + "\n"


def _opening(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield from ("# Rules", "")
    yield ("Generated from the pages of the rules; `stability-checker explain RULE` shows one of them.")
    yield "The level of a rule can be set in `[tool.stability_checker.rules]` (major, minor, patch or off)."
    for level, meaning in LEVELS.items():
        chosen = [rule for rule in rules if rule.level is level]
        yield from ("", f"## {str(level).capitalize()}: {len(chosen)} rules", "", meaning, "")
        yield from (f"- [`{rule.name}`](#{rule.name}): {rule.page.summary}" for rule in chosen)


def _page(rule: Rule) -> Iterator[str]:
    yield from ("", f"## {rule.name}", "", f"Level: {rule.level}", "", rule.page.text)


if __name__ == "__main__":
    TARGET.write_text(render(all_rules()), encoding="utf-8")
