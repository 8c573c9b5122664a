"""The comparison as JUnit XML, which every CI service shows: a case a finding, and one for the version's promise."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, place, proof_lines, standing, subject

# XML 1.0 (section 2.2) has no way to write these, not even as references.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(comparisons: Sequence[Comparison]) -> str:
    """A `testsuites` document with a suite a package; failed is what the declared version does not permit."""
    root = Element("testsuites", name="stability-checker")
    for comparison in comparisons:
        _add_suite(root, comparison)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _add_suite(root: Element, comparison: Comparison) -> None:
    suite = SubElement(root, "testsuite", name=_text(f"{comparison.package} {_road(comparison)}"))
    _add_counts_of_proof(suite, comparison)
    _add_promise(suite, comparison)
    for finding in comparison.findings:
        _add_finding(suite, comparison, finding)
    for problem in comparison.problems:
        case = SubElement(suite, "testcase", classname=_text(comparison.package), name=_text(problem), time="0")
        SubElement(case, "error", type="not_compared", message=_text(problem))
    if comparison.proof:
        SubElement(suite, "system-out").text = _text("\n".join(proof_lines(comparison.proof)))
    suite.attrib |= _counts(suite)


def _add_counts_of_proof(suite: Element, comparison: Comparison) -> None:
    """What running the witnesses came to, as properties of the suite; the sentences stand in its output."""
    proof = comparison.proof
    if proof is not None:
        counts = {"proven": proof.proven, "refuted": len(proof.refuted), "unprovable": proof.unprovable}
        properties = SubElement(suite, "properties")
        for name, count in counts.items():
            SubElement(properties, "property", name=f"proof.{name}", value=str(count))


def _road(comparison: Comparison) -> str:
    return f"{comparison.old.version or 'old'} -> {comparison.new.version or 'new'}"


def _counts(suite: Element) -> dict[str, str]:
    counted = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
    return {name: str(len(suite.findall(path))) for name, path in counted.items()} | {
        "skipped": str(len(suite.findall("testcase/skipped"))),
        "time": "0",
    }


def _add_promise(suite: Element, comparison: Comparison) -> None:
    """The case that fails where the gate does, also for reasons that no single finding has."""
    case = SubElement(suite, "testcase", classname=_text(comparison.package), name="promise of the version", time="0")
    reasons = comparison.gate.reasons if comparison.gate else ()
    if reasons:
        failure = SubElement(case, "failure", type="promise", message=_text(reasons[0]))
        failure.text = _text("\n".join(reasons))


def _add_finding(suite: Element, comparison: Comparison, finding: Finding) -> None:
    name = _text(f"{finding.rule} {subject(finding)}")
    case = SubElement(suite, "testcase", classname=_text(_owner(finding, comparison)), name=name, time="0")
    if finding.accepted is not None:
        SubElement(case, "skipped", message=_text(finding.accepted))
    elif comparison.outruns_promise(finding):
        failure = SubElement(case, "failure", type=finding.rule, message=_text(finding.message or subject(finding)))
        failure.text = _text(_details(comparison, finding))
    else:
        SubElement(case, "system-out").text = _text(_details(comparison, finding))


def _owner(finding: Finding, comparison: Comparison) -> str:
    return finding.symbol.rpartition(".")[0] or comparison.package


def _details(comparison: Comparison, finding: Finding) -> str:
    file, line = place(comparison, finding)
    sides = [f"{label}: {text}" for label, text in (("old", finding.old), ("new", finding.new)) if text]
    return "\n".join(
        [
            f"{file}:{line}",
            f"{finding.level}: {finding.message}",
            *sides,
            *filter(None, [standing(finding), finding.witness]),
        ]
    )


def _text(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
