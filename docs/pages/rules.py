"""docs/rules.md, from the pages of the rules."""

from collections.abc import Iterator

from stability_checker.model.bump import Bump
from stability_checker.rules import Rule, all_rules

LEVELS = {
    Bump.MAJOR: "Code that was right stops working, or a type checker rejects it.",
    Bump.MINOR: "Something is new, or works otherwise than before without failing.",
    Bump.PATCH: "Worth a line, and nothing that a version number has to say.",
}


def render() -> str:
    """The whole document: an index by level, then every page."""
    rules = all_rules()
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
