"""What machines read holds to its published schema, and says the same as what people read."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from msgspec import structs

from stability_checker.model.bump import Bump
from stability_checker.model.proof import Break, Proof
from stability_checker.model.recipe import Repair, Safety
from stability_checker.reports import Comparison, Gate, render
from tests.stability_checker.published_schemas import demand
from tests.stability_checker.reports.test_reports import ACCEPTED, ADDED, BREAK, COMPARISON

# What the merge request's parser requires (docs.gitlab.com, "Code Quality report format"), and nothing besides.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1, "pattern": "^[^\n]*$"},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"minimum": 1}}},
                },
            },
        },
    },
}
ROOT = Path(__file__).resolve().parents[3]
NOWHERE = replace(BREAK, location=None, symbol="pkg", member="requires-python")
HOSTILE = replace(BREAK, symbol="pkg.x", message='a <b> & "c" \x00\x1b ]]> \ud800', old="\n\n")
GATE = Gate(reasons=("too <small>", "too late"), base="git:abc", change=(ADDED,))
PROVEN = replace(BREAK, verified=True)
UNPROVEN = replace(NOWHERE, verified=False, unproven="it needs trio, which is not installed", witness=None)
PROOF = Proof(proven=1, unprovable=1, refuted=(ACCEPTED,), missed=(Break("pkg.Late", "it is gone"),))
VERIFIED = structs.replace(COMPARISON, findings=(PROVEN, UNPROVEN, ADDED), proof=PROOF)
# Each row: what is reported.
CASES: dict[str, tuple[Comparison, ...]] = {
    "a break": (COMPARISON,),
    "nothing": (structs.replace(COMPARISON, findings=(), required=Bump.PATCH),),
    "a gate that is shut": (structs.replace(COMPARISON, gate=GATE),),
    "an incomplete comparison": (structs.replace(COMPARISON, problems=("pkg/x.py:3: invalid syntax",)),),
    "two packages": (COMPARISON, structs.replace(COMPARISON, package="other")),
    "no place in the code": (structs.replace(COMPARISON, findings=(NOWHERE,)),),
    "odd characters": (structs.replace(COMPARISON, findings=(HOSTILE,), prefix="a b/ü/"),),
    "a proof": (VERIFIED,),
    "no versions": (structs.replace(COMPARISON, declared=None, next_version=None),),
}


@pytest.fixture(scope="module")
def junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))


@pytest.mark.parametrize("comparisons", CASES.values(), ids=CASES)
def test_sarif_holds_to_its_schema(comparisons: tuple[Comparison, ...]) -> None:
    document = json.loads(render("sarif", comparisons))
    demand(document, "https://json.schemastore.org/sarif-2.1.0.json")
    assert len(document["runs"][0]["results"]) == sum(len(each.findings) for each in comparisons)


@pytest.mark.parametrize("comparisons", CASES.values(), ids=CASES)
def test_json_holds_to_the_schema_in_the_docs(comparisons: tuple[Comparison, ...]) -> None:
    schema = json.loads((ROOT / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    repair = Repair(codemod="remove_argument", safety=Safety.SAFE, target="pkg==2.0")
    repaired = [structs.replace(each, repairs={BREAK.subject: repair}) for each in comparisons]
    document = json.loads(render("json", repaired))
    jsonschema.validate(document, schema)
    described = set(schema["$defs"]["finding"]["properties"])
    for each in document.get("packages", [document]):
        assert all(set(finding) - {"repair"} == described - {"repair"} for finding in each["findings"])


@pytest.mark.parametrize("comparisons", CASES.values(), ids=CASES)
def test_gitlab_holds_to_its_schema(comparisons: tuple[Comparison, ...]) -> None:
    jsonschema.validate(json.loads(render("gitlab", comparisons)), GITLAB)


@pytest.mark.parametrize("comparisons", CASES.values(), ids=CASES)
def test_junit_holds_to_its_schema(comparisons: tuple[Comparison, ...], junit_schema: xmlschema.XMLSchema) -> None:
    root = ElementTree.fromstring(render("junit", comparisons).encode())
    junit_schema.validate(root)
    for suite in root:
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))


def test_a_broken_promise_is_an_error_in_every_format() -> None:
    kept = structs.replace(COMPARISON, declared=Bump.MAJOR)
    for comparison, sarif, gitlab, failures in ((COMPARISON, "error", "blocker", 1), (kept, "warning", "major", 0)):
        results = json.loads(render("sarif", [comparison]))["runs"][0]["results"]
        levels = {result["ruleId"]: result["level"] for result in results if "suppressions" not in result}
        assert levels == {"parameter_removed": sarif, "function_added": "note"}
        assert [each["severity"] for each in json.loads(render("gitlab", [comparison]))] == [gitlab, "info"]
        assert len(ElementTree.fromstring(render("junit", [comparison])).findall(".//failure")) == failures


def test_code_scanning_gets_lines_reasons_and_repairs() -> None:
    repair = Repair(codemod="remove_argument", safety=Safety.REVIEW, target="pkg==2.0")
    comparison = structs.replace(
        COMPARISON, repairs={"pkg.core.Client.__init__(timeout)": repair}, findings=(BREAK, ACCEPTED)
    )
    first, accepted = json.loads(render("sarif", [comparison]))["runs"][0]["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "src/pkg/core.py"}, "region": {"startLine": 7}}
    assert "`stability-checker upgrade . --to pkg==2.0 --unsafe --select remove_argument`" in first["message"]["text"]
    assert accepted["suppressions"][0]["justification"] == "nobody *used* it"


def test_every_format_tells_how_the_proof_of_a_finding_went() -> None:
    sarif = json.loads(render("sarif", [VERIFIED]))["runs"][0]["results"]
    gitlab = json.loads(render("gitlab", [VERIFIED]))
    cases = ElementTree.fromstring(render("junit", [VERIFIED])).iter("testcase")
    github = render("github", [VERIFIED]).splitlines()
    told = {
        "sarif": {each["properties"]["symbol"]: each["message"]["text"] for each in sarif},
        "gitlab": {each["description"].partition(":")[0]: each["description"] for each in gitlab},
        "junit": {each.get("name", "").partition(" ")[2]: "".join(each.itertext()) for each in cases},
        "github": {PROVEN.subject: github[1], UNPROVEN.subject: github[0], ADDED.subject: github[2]},
    }
    for form, texts in told.items():
        assert "Proven by code that ran on both versions." in texts[PROVEN.subject], form
        assert "Not proven: it needs trio, which is not installed." in texts[UNPROVEN.subject], form
        assert "roven" not in texts[ADDED.subject], form


def test_the_code_that_stops_working_reaches_those_who_read_logs() -> None:
    (result,) = [
        each for each in json.loads(render("sarif", [VERIFIED]))["runs"][0]["results"] if each["properties"]["verified"]
    ]
    assert result["properties"]["witness"] == BREAK.witness
    assert "This code stops working:%0Aimport pkg%0Apkg.Client(timeout=1)" in render("github", [VERIFIED])
    assert "import pkg\npkg.Client(timeout=1)" in render("junit", [VERIFIED])


def test_what_the_proof_came_to_is_summed_up_where_the_format_has_a_place_for_it() -> None:
    summary = (
        "Proof: 1 breaking finding proven by code that ran on both versions, 1 refuted and left out, 1 not provable."
    )
    notes = json.loads(render("sarif", [VERIFIED]))["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"] == summary
    assert {each["level"] for each in notes} == {"note"}
    (suite,) = ElementTree.fromstring(render("junit", [VERIFIED]))
    counts = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert counts == {"proof.proven": "1", "proof.refuted": "1", "proof.unprovable": "1"}
    assert (suite.findtext("system-out") or "").startswith(summary)
    assert f"::notice title=proof of pkg::{summary}%0ARefuted: " in render("github", [VERIFIED])
    assert "Not named: pkg.Late: it is gone" in render("github", [VERIFIED])


def test_a_fingerprint_outlives_moved_lines() -> None:
    def fingerprints(comparison: Comparison) -> list[str]:
        return [each["fingerprint"] for each in json.loads(render("gitlab", [comparison]))]

    moved = replace(BREAK, location=None, message="said otherwise")
    assert fingerprints(COMPARISON) == fingerprints(structs.replace(COMPARISON, findings=(ADDED, moved, ACCEPTED)))
    assert len(set(fingerprints(COMPARISON))) == 2


def test_junit_fails_the_version_and_skips_what_is_accepted() -> None:
    root = ElementTree.fromstring(render("junit", [structs.replace(COMPARISON, gate=GATE)]))
    cases = {str(case.get("name")): case for case in root.iter("testcase")}
    assert str(cases["promise of the version"].findtext("failure")) == "too <small>\ntoo late"
    assert cases["parameter_removed pkg.old"].find("skipped") is not None
    assert "src/pkg/core.py:7" in str(cases["parameter_removed pkg.core.Client.__init__(timeout)"].findtext("failure"))
