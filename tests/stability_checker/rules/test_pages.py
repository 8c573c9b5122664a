"""The pages of the rules are true: every rule runs over every example of every page, and finds what the page says."""

import re
from pathlib import Path

import pytest

from stability_checker import rules
from stability_checker.rules import Rule
from stability_checker.rules._page import Example
from tests.stability_checker.comparing import described, found_between

FOLDER = Path(rules.__file__).parent
EXAMPLES = [(rule, number) for rule in rules.all_rules() for number in range(len(rule.page.examples))]


def expected_of(rule: Rule, example: Example) -> list[str]:
    """What a page lists; that nobody was warned is told on the page of the rule for it alone."""
    found = (each for each in found_between(example.old, example.new))
    shown = (each for each in found if each.rule != "removed_without_notice" or rule.name == each.rule)
    return sorted(described(each) for each in shown)


@pytest.mark.parametrize(("rule", "number"), EXAMPLES, ids=[f"{rule.name}-{number}" for rule, number in EXAMPLES])
def test_an_example_finds_what_its_page_says(rule: Rule, number: int) -> None:
    example = rule.page.examples[number]
    assert expected_of(rule, example) == list(example.findings)


@pytest.mark.parametrize("rule", rules.all_rules(), ids=lambda rule: rule.name)
def test_a_page_shows_the_rule_speak_and_keep_silent(rule: Rule) -> None:
    speaks = [any(line.split()[0] == rule.name for line in example.findings) for example in rule.page.examples]
    assert True in speaks
    assert False in speaks


@pytest.mark.parametrize("rule", rules.all_rules(), ids=lambda rule: rule.name)
def test_a_page_opens_with_a_sentence_and_explains_it(rule: Rule) -> None:
    prose = re.sub(r"^```.*?^```$", "", rule.page.text, flags=re.MULTILINE | re.DOTALL)
    assert rule.page.summary.endswith(".")
    assert len(prose.strip().splitlines()) >= 3


def test_file_function_and_rule_share_one_name() -> None:
    files = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    assert files == {rule.name for rule in rules.all_rules()}


def test_a_rule_imports_no_rule() -> None:
    names = "|".join(rule.name for rule in rules.all_rules())
    taken = re.compile(rf"rules\.(?:{names})\b|from stability_checker\.rules import .*\b(?:{names})\b")
    assert [path.name for path in FOLDER.glob("*.py") if taken.search(path.read_text(encoding="utf-8"))] == []


def test_a_rule_is_found_by_its_name() -> None:
    for rule in rules.all_rules():
        assert rules.find(rule.name) is rule
    assert rules.find("no_such_rule") is None
