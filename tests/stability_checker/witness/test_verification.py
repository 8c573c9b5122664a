"""A finding is proven, refuted or not provable, by what its witnesses do on both versions and by nothing else."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from stability_checker.judge import compare
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.witness import verification
from stability_checker.witness.verification import Outcome, Result, applied, verify
from tests.stability_checker.comparing import collected
from tests.stability_checker.witness.trees import installed

CLASS = {"pkg/__init__.py": "class K: ...\n"}
GONE = {"pkg/__init__.py": ""}


def proof(folder: Path, old: Mapping[str, str], new: Mapping[str, str], finding: Finding | None = None) -> list[Result]:
    versions = collected(old), collected(new)
    findings = [finding] if finding else compare(*versions)
    return verify(findings, versions, (installed(folder / "old", old), installed(folder / "new", new)), seconds=5)


def claim(rule: str, symbol: str, member: str | None = None, old: str | None = None) -> Finding:
    return Finding(rule=rule, level=Bump.MAJOR, symbol=symbol, member=member, old=old)


def test_what_fails_on_the_new_version_alone_is_proven(tmp_path: Path) -> None:
    (result,) = [each for each in proof(tmp_path, CLASS, GONE) if each.finding.rule == "class_removed"]
    assert result.outcome is Outcome.PROVEN
    assert "cannot import name 'K'" in result.reason


def test_a_finding_that_is_not_true_is_refuted(tmp_path: Path) -> None:
    (result,) = proof(tmp_path, CLASS, CLASS, claim("class_removed", "pkg.K"))
    assert result.outcome is Outcome.REFUTED


def test_a_call_that_a_wrapper_may_still_take_is_not_refuted(tmp_path: Path) -> None:
    old = {"pkg/__init__.py": "def f(a=1): ...\n"}
    new = {"pkg/__init__.py": "def f(*args, **kwargs): raise TypeError\n"}
    (result,) = proof(tmp_path, old, new, claim("parameter_removed", "pkg.f", "a"))
    assert result.outcome is Outcome.UNPROVABLE


def test_what_does_not_work_with_the_old_version_either_is_not_provable(tmp_path: Path) -> None:
    old = {"pkg/__init__.py": "", "pkg/gate.py": "import no_such_dependency\ndef f(): ...\n"}
    new = {"pkg/__init__.py": "", "pkg/gate.py": "import no_such_dependency\n"}
    results = {each.finding.rule: each for each in proof(tmp_path, old, new)}
    assert results["function_removed"].outcome is Outcome.UNPROVABLE
    assert "no_such_dependency" in results["function_removed"].reason


def test_a_dependency_that_only_the_new_version_lacks_here_proves_nothing(tmp_path: Path) -> None:
    new = {"pkg/__init__.py": "import no_such_dependency\n"}
    (result,) = [each for each in proof(tmp_path, CLASS, new) if each.finding.rule == "class_removed"]
    assert result.outcome is Outcome.UNPROVABLE
    assert result.reason == "the new version needs no_such_dependency, which is not installed"


@pytest.mark.parametrize(
    "hostile",
    ["import os; os._exit(1)", "while True: pass", "import ctypes; ctypes.string_at(0)", "raise SystemExit"],
)
def test_a_new_version_that_takes_the_interpreter_along_proves_nothing(tmp_path: Path, hostile: str) -> None:
    old, new = collected(CLASS), collected(GONE)
    environments = installed(tmp_path / "old", CLASS), installed(tmp_path / "new", {"pkg/__init__.py": hostile})
    (result,) = verify([claim("class_removed", "pkg.K")], (old, new), environments, seconds=0.5)
    assert result.outcome is Outcome.UNPROVABLE
    assert result.reason.startswith("its witness did not fail with an exception on the new version")


def test_mypy_that_knows_no_types_refutes_nothing(tmp_path: Path) -> None:
    untyped = {"pkg/__init__.py": "from no_such import f\ndef g(a): return f(a)\n"}
    (result,) = proof(tmp_path, untyped, untyped, claim("return_type_changed", "pkg.g", old="int"))
    assert result.outcome is Outcome.UNPROVABLE


def test_mypy_that_knows_the_type_refutes(tmp_path: Path) -> None:
    typed = {"pkg/__init__.py": "def g(a: int) -> int: return a\n"}
    (result,) = proof(tmp_path, typed, typed, claim("return_type_changed", "pkg.g", old="int"))
    assert result.outcome is Outcome.REFUTED


def test_without_mypy_types_are_not_provable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "can_check", lambda: False)
    typed = {"pkg/__init__.py": "def g(a: int) -> int: return a\n"}
    (result,) = proof(tmp_path, typed, typed, claim("return_type_changed", "pkg.g", old="int"))
    assert result.outcome is Outcome.UNPROVABLE
    assert result.reason.endswith("is not installed: install asgi-toolkit[proof]")


def test_refuted_findings_leave_and_the_others_say_how_they_fared() -> None:
    kept, doubtful, wrong, minor = (claim("class_removed", f"pkg.{name}") for name in "ABCD")
    results = [
        Result(kept, Outcome.PROVEN),
        Result(doubtful, Outcome.UNPROVABLE, reason="no dependency"),
        Result(wrong, Outcome.REFUTED),
    ]
    after = [(each.symbol, each.verified, each.unproven) for each in applied(results, [kept, doubtful, wrong, minor])]
    assert after == [("pkg.A", True, None), ("pkg.B", False, "no dependency"), ("pkg.D", None, None)]
