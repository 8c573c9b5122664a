"""Every rule of level major can prove its findings: its page's examples are installed, and their witnesses run."""

from pathlib import Path

import pytest

from stability_checker.compare.context import Context
from stability_checker.judge import compare
from stability_checker.model.bump import Bump
from stability_checker.rules import Rule, all_rules
from stability_checker.rules._page import Example
from stability_checker.witness import Reader, candidates, write_witness
from stability_checker.witness.verification import Outcome, verify
from stability_checker.witness.writers import writers
from tests.stability_checker.comparing import collected
from tests.stability_checker.witness.trees import installed

RULES = [rule for rule in all_rules() if rule.level is Bump.MAJOR]
# Examples (by rule and place on its page) of what no code that runs can show, with the reason.
UNPROVABLE = {
    ("class_became_abstract", 1): "it can be subclassed and made as before; its base only says what it is for",
    ("script_removed", 1): "only an installer puts a file among the commands",
}


def speaking(rule: Rule) -> list[Example]:
    """The examples in which a rule finds something."""
    return [each for each in rule.page.examples if any(line.split()[0] == rule.name for line in each.findings)]


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


EXAMPLES = [(rule, place) for rule in RULES for place in range(len(speaking(rule)))]


@pytest.mark.parametrize(("rule", "place"), EXAMPLES, ids=[f"{rule.name}-{place}" for rule, place in EXAMPLES])
def test_the_findings_of_a_page_are_proven(
    rule: Rule, place: int, tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # mypy reads the standard library once for all pages.
    monkeypatch.setenv("STABILITY_CHECKER_CACHE", str(shared_cache))
    example = speaking(rule)[place]
    old, new = collected(example.old), collected(example.new)
    environments = installed(tmp_path / "old", example.old), installed(tmp_path / "new", example.new)
    findings = [each for each in compare(old, new) if each.rule == rule.name]
    results = verify(findings, (old, new), environments)
    expected = Outcome.UNPROVABLE if (rule.name, place) in UNPROVABLE else Outcome.PROVEN
    assert [(each.finding.symbol, each.outcome, each.reason) for each in results if each.outcome != expected] == []
    assert len(results) == len(findings) > 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_witness_is_written_for_every_example(rule: Rule) -> None:
    for example in speaking(rule):
        old, new = collected(example.old), collected(example.new)
        for finding in (each for each in compare(old, new) if each.rule == rule.name):
            written = write_witness(finding, old, new)
            assert written
            compile(written, "<witness>", "exec")


def test_what_types_alone_show_is_left_to_the_type_checker() -> None:
    example = speaking(next(rule for rule in RULES if rule.name == "return_type_widened"))[0]
    old, new = collected(example.old), collected(example.new)
    (finding,) = (each for each in compare(old, new) if each.rule == "return_type_widened")
    assert {each.reader for each in candidates(finding, Context(old, new))} == {Reader.MYPY}


def test_no_writer_serves_a_rule_that_does_not_exist() -> None:
    assert set(writers()) <= {rule.name for rule in all_rules()}
