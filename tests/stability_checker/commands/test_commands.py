"""What each command answers, by package trees and repositories that the tests write."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stability_checker import cli, commands
from tests.stability_checker.commands.conftest import Command
from tests.stability_checker.trees import commit, git, index, repository, sdist, wheel, write

PROJECT = "[project]\nname='pkg'\nversion='{}'\n[build-system]\nrequires=[]\n"
OLD = {"pkg/__init__.py": "def kept(x): ...\ndef gone(): ...\n", "pyproject.toml": PROJECT.format("1.0")}
BROKEN = {"pkg/__init__.py": "def kept(x): ...\n"}
GROWN = {"pkg/__init__.py": "def kept(x): ...\ndef gone(): ...\ndef new(): ...\n"}


def _version(text: str) -> dict[str, str]:
    return {"pyproject.toml": PROJECT.format(text)}


def _settings(version: str, table: str) -> dict[str, str]:
    return {"pyproject.toml": PROJECT.format(version) + "[tool.stability_checker]\n" + table}


@pytest.fixture
def released(standing: Path) -> Path:
    """A project in git whose release 1.0 is tagged."""
    return repository(standing, OLD, tag="v1.0")


def test_diff_prints_the_contract(command: Command, standing: Path) -> None:
    write(standing / "old", OLD)
    write(standing / "new", BROKEN | _version("2.0"))
    result = command("diff", "old", "new", "--format", "json")
    document = json.loads(result.out)
    assert (result.status, result.err) == (0, "")
    assert document["schema"] == "stability-checker/diff/1"
    assert document["old"] == {"source": "old", "version": "1.0"}
    assert document["bump"] == {"required": "major", "declared": "major", "next_version": "2.0"}
    (finding,) = [finding for finding in document["findings"] if finding["level"] == "major"]
    assert (finding["rule"], finding["symbol"]) == ("function_removed", "pkg.gone")
    assert finding["location"] == {"file": "pkg/__init__.py", "line": 2}
    assert {"member", "message", "old", "new", "deprecated_since", "accepted", "witness", "verified"} <= finding.keys()


def test_a_package_against_itself_is_silent(command: Command, standing: Path) -> None:
    write(standing, OLD)
    assert json.loads(command("diff", ".", ".", "--format", "json").out)["findings"] == []


def test_a_snapshot_is_the_same_from_a_folder_a_wheel_an_sdist_and_a_tag(command: Command, released: Path) -> None:
    package = {"pkg/__init__.py": OLD["pkg/__init__.py"]}
    wheel(released / "dist", "pkg", "1.0", package)
    sdist(released / "dist", "pkg", "1.0", OLD)
    sources = (".", "git:v1.0", "dist/pkg-1.0-py3-none-any.whl", "dist/pkg-1.0.tar.gz", "1.0", ".")
    texts = [command("snapshot", source).out for source in sources]
    assert '"pkg.gone"' in texts[0]
    assert len(set(texts)) == 1


def test_a_recorded_snapshot_can_be_compared(command: Command, released: Path) -> None:
    (released / "api_snapshots/pkg").mkdir(parents=True)
    assert command("snapshot", ".", "-o", "api_snapshots/pkg/1.0.json").err == "wrote api_snapshots/pkg/1.0.json\n"
    write(released, BROKEN)
    assert "pkg.gone" in command("diff", "1.0", ".", "--format", "json").out


def test_the_listing_names_what_is_public(command: Command, standing: Path) -> None:
    write(standing, {"pkg/__init__.py": "def shown(): ...\ndef _hidden(): ...\n"})
    listed = command("snapshot", ".", "--format", "console").out
    assert "function  pkg.shown\n" in listed
    assert "_hidden" not in listed


@pytest.mark.parametrize(
    ("change", "expected"),
    [(BROKEN, "2.0"), (GROWN, "1.1"), ({}, "1.0.1")],
)
def test_bump_prints_the_next_version(change: dict[str, str], expected: str, command: Command, released: Path) -> None:
    write(released, change)
    assert command("bump", "git:v1.0", ".").out == f"{expected}\n"
    assert json.loads(command("bump", "1.0", ".", "--format", "json").out)["next_version"] == expected


def test_bump_follows_the_zero_rule_of_the_settings(command: Command, standing: Path) -> None:
    repository(standing, OLD | _version("0.3.0"), tag="0.3.0")
    for rule, expected in (("minor-breaks", "0.4.0"), ("patch-breaks", "0.3.1"), ("semver", "1.0.0")):
        write(standing, BROKEN | _settings("0.3.0", f"zero = '{rule}'\n"))
        assert command("bump", "0.3.0", ".").out == f"{expected}\n"


# Each row: what is changed after release 1.0, the exit status, and what the answer says.
GATE = {
    "nothing changed": ({}, 0, "passes"),
    "a break in a major release": (BROKEN | _version("2.0"), 0, "passes"),
    "a break in a minor release": (BROKEN | _version("1.1"), 1, "make it 2.0 or later"),
    "a break without a new version": (BROKEN, 1, "make it 2.0 or later"),
    "an addition in a minor release": (GROWN | _version("1.1"), 0, "passes"),
    "an addition in a patch release": (GROWN | _version("1.0.1"), 1, "make it 1.1 or later"),
    "an accepted break": (
        BROKEN | _settings("1.1", "exceptions=[{rule='*',symbol='pkg.gone',reason='unused'}]"), 0, "accepted: unused",
    ),
    "an expired exception": (
        BROKEN | _settings("1.1", "exceptions=[{rule='*',symbol='pkg.gone',reason='x',expires=2020-01-01}]"),
        1, "the exception for * pkg.gone expired on 2020-01-01; repair what it accepts",
    ),
    "an expired exception without a finding": (
        _settings("1.1", "exceptions=[{rule='*',symbol='pkg.no',reason='x',expires=2020-01-01}]"),
        1, "the exception for * pkg.no accepts nothing",
    ),
    "an exception for another release": (
        _settings("1.1", "exceptions=[{rule='*',symbol='pkg.gone',reason='x',version='3.0'}]"), 0, "passes",
    ),
    "an idle exception": (
        _settings("1.1", "exceptions=[{rule='*',symbol='pkg.no',reason='x'}]"), 1, "accepts nothing",
    ),
    "a removal without notice": (
        BROKEN | _settings("2.0", "deprecation-notice = 1"), 1, "pkg.gone is removed but was never deprecated",
    ),
    "a rule that is off": (
        BROKEN | _settings("1.1", "rules={function_removed='off', removed_without_notice='off'}"), 0, "passes",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "status", "message"), GATE.values(), ids=GATE)
def test_the_gate(change: dict[str, str], status: int, message: str, command: Command, released: Path) -> None:
    write(released, change)
    result = command("check")
    assert (result.status, result.err) == (status, "")
    assert message in " ".join(result.out.split())


def test_the_gate_gives_two_answers(command: Command, released: Path) -> None:
    commit(released, GROWN | _version("1.1"))
    git(released, "checkout", "-q", "-b", "change")
    commit(released, BROKEN)
    document = json.loads(command("check", "--format", "json").out)
    assert document["schema"] == "stability-checker/check/1"
    assert document["verdict"] == "fail"
    alone = {finding["symbol"] for finding in document["change"]["findings"] if finding["level"] == "major"}
    since = {finding["symbol"] for finding in document["findings"] if finding["level"] == "major"}
    assert (alone, since) == ({"pkg.gone", "pkg.new"}, {"pkg.gone"})


def test_the_gate_prefers_a_recorded_snapshot_then_a_tag_then_the_index(
    command: Command, standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index(standing.parent, [wheel(standing.parent / "w", "pkg", "0.8", BROKEN)]))
    write(standing, OLD)

    def compared_with() -> str:
        return str(json.loads(command("check", "--format", "json").out)["old"]["version"])

    assert compared_with() == "0.8"
    repository(standing, OLD | _version("0.9"), tag="0.9")
    write(standing, OLD)
    assert compared_with() == "0.9"
    (standing / "api_snapshots/pkg").mkdir(parents=True)
    command("snapshot", ".", "-o", "api_snapshots/pkg/1.0.json")
    assert compared_with() == "1.0"
    assert json.loads(command("check", "--against", "pypi:pkg", "--format", "json").out)["old"]["version"] == "0.8"


def test_the_gate_checks_every_package_that_is_configured(command: Command, standing: Path) -> None:
    both = {"one/__init__.py": "x: int = 1\n", "two/__init__.py": "y: int = 1\n"}
    repository(standing, both | _settings("1.0", "packages = ['one', 'two']\n"), tag="1.0")
    write(standing, {"two/__init__.py": ""})
    result = command("check", "--format", "json")
    assert result.status == 1
    assert [(each["package"], each["verdict"]) for each in json.loads(result.out)["packages"]] == [
        ("one", "pass"),
        ("two", "fail"),
    ]


def test_exceptions_are_those_of_the_whole_project(command: Command, standing: Path) -> None:
    both = {"one/__init__.py": "x: int = 1\n", "two/__init__.py": "y: int = 1\n"}
    settings = "packages = ['one', 'two']\nexceptions = [{{rule='*', symbol='{}', reason='r'}}]\n"
    repository(standing, both | _settings("1.0", "packages = ['one', 'two']\n"), tag="1.0")
    for symbol, status in (("two.y", 0), ("*.y", 0), ("one.x", 1), ("three.*", 1)):
        write(standing, {"two/__init__.py": "", **_settings("1.0", settings.format(symbol))})
        result = command("check", "--format", "markdown")
        assert (result.status, result.out.count("accepts nothing")) == (status, status)
    write(standing, _settings("1.0", settings.format("two.y")))
    assert command("check", "--package", "one").status == 0


def test_diff_goes_over_every_package_that_is_configured(command: Command, standing: Path) -> None:
    both = {"one/__init__.py": "x: int = 1\n", "two/__init__.py": "y: int = 1\n"}
    repository(standing, both | _settings("1.0", "packages = ['one', 'two']\n"), tag="1.0")
    write(standing, {"two/__init__.py": "", "a/pkg/__init__.py": "", "b/pkg/__init__.py": ""})
    document = json.loads(command("diff", "1.0", ".", "--format", "json").out)
    assert [(each["package"], each["bump"]["required"]) for each in document["packages"]] == [
        ("one", "patch"),
        ("two", "major"),
    ]
    assert json.loads(command("diff", "1.0", ".", "--package", "two", "--format", "json").out)["package"] == "two"
    assert json.loads(command("diff", "a", "b", "--format", "json").out)["package"] == "pkg"


def test_one_run_of_the_gate_writes_every_report_that_is_asked_for(command: Command, released: Path) -> None:
    write(released, BROKEN)
    result = command("check", "--report", "sarif=api.sarif", "--report", "junit=api.xml", "--format", "json")
    assert (result.status, result.err) == (1, "wrote api.sarif\nwrote api.xml\n")
    assert json.loads(result.out)["verdict"] == "fail"
    assert json.loads((released / "api.sarif").read_text())["version"] == "2.1.0"
    assert (released / "api.xml").read_text().startswith("<?xml")
    for wrong, message in (
        ("sarif", "write FORMAT=FILE"),
        ("x=y", "There is no format 'x'"),
        ("json=no/x", "no folder"),
    ):
        refused = command("check", "--report", wrong)
        assert refused.status == 2
        assert message in refused.err


def test_annotations_are_relative_to_the_repository(command: Command, standing: Path) -> None:
    code = {f"src/{name}": text for name, text in OLD.items() if name.startswith("pkg")}
    write(standing / "libs/core", code | _version("1.0"))
    repository(standing, {}, tag="1.0")
    write(standing / "libs/core", {"src/pkg/__init__.py": "def kept(): ...\n"})
    place = "::error file=libs/core/src/pkg/__init__.py,line=1,title=major%3A parameter_removed::"
    assert place in command("diff", "git:libs/core@1.0", "libs/core", "--format", "github").out
    commit(standing, {}, tag="2.0")
    for _ in ("read", "taken from the cache"):
        assert place in command("diff", "git:libs/core@1.0", "git:libs/core@2.0", "--format", "github").out


def test_explain_and_rules(command: Command, standing: Path) -> None:
    write(standing, {"pkg/__init__.py": "def shown(): ...\ndef _hidden(): ...\n"})
    assert "function_removed" in command("rules").out
    assert {"name", "level", "summary"} == set(json.loads(command("rules", "--format", "json").out)[0])
    assert command("explain", "function_removed").out.startswith("# function_removed (major)")
    assert command("explain", "rename_name").status == 0
    assert "pkg.shown is public" in command("explain", "--object", "pkg.shown", ".").out
    assert "not public" in command("explain", "--object", "pkg._hidden").out


def test_every_file_of_the_folder_is_a_command() -> None:
    files = {path.stem for path in Path(commands.__path__[0]).glob("[!_]*.py")}
    assert {name.replace("-", "_") for name, _ in cli.find_commands()} == files
    assert {"snapshot", "diff", "check", "bump", "rules", "explain"} <= files


@pytest.mark.parametrize("name", [name for name, _ in cli.find_commands()])
def test_every_command_has_a_format_and_examples(name: str, command: Command) -> None:
    shown = command(name, "--help").out
    assert "--format" in shown
    assert f"stability-checker {name}" in shown or name in ("rules", "codemods")


def test_the_program_runs_as_a_module_and_ends_quietly_in_a_closed_pipe(standing: Path) -> None:
    write(standing, {"pkg/__init__.py": "".join(f"def f{number}(): ...\n" for number in range(5000))})
    line = f"{sys.executable} -m stability_checker snapshot . | head -c 10"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert (len(done.stdout), done.stderr) == (10, "")


def test_a_diff_of_two_small_folders_loads_no_more_than_it_needs(standing: Path) -> None:
    write(standing / "old", OLD)
    write(standing / "new", BROKEN | _version("2.0"))
    code = "import sys; from stability_checker.__main__ import run; run(sys.argv[1:]); print(*sys.modules)"
    call = [sys.executable, "-c", code, "diff", "old", "new", "--format", "json", "--package", "pkg"]
    done = subprocess.run(call, check=True, capture_output=True, text=True, cwd=standing)
    loaded = done.stdout.rpartition("}")[2].split()
    assert "stability_checker.judge" in loaded
    assert not {"pydantic", "rich", "concurrent.futures.process", "urllib.request"} & {*loaded}


def test_the_init_file_of_a_package_means_the_package(command: Command, standing: Path) -> None:
    write(standing, {"pkg/__init__.py": "def f(): ..."})
    assert "pkg.f" in command("snapshot", "pkg/__init__.py", "--format", "console").out
