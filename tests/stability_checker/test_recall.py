"""An answer given before is given again byte for byte, and only where a fresh one would be the same."""

import threading
from pathlib import Path
from zipfile import ZipFile

import pytest

from stability_checker import __main__ as program
from stability_checker.reports import formats

OLD, NEW = "pkg-1.0-py3-none-any.whl", "pkg-2.0-py3-none-any.whl"
LIBRARY = {OLD: "def kept(a, b=1): ...\ndef lost(): ...\n", NEW: "def kept(a): ...\n"}


@pytest.fixture
def releases(standing: Path) -> Path:
    """The current folder, with two wheels in it."""
    for name, code in LIBRARY.items():
        write_wheel(standing / name, code)
    return standing


def write_wheel(path: Path, code: str, more: str = "") -> None:
    version = path.name.split("-")[1]
    with ZipFile(path, "w") as wheel:
        wheel.writestr("pkg/__init__.py", code)
        wheel.writestr("pkg/more.py", more)
        wheel.writestr(f"pkg-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: pkg\nVersion: {version}\n")


class Runs:
    """Runs the program, and tells of each run whether it compared anything."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._invoked: list[list[str]] = []
        invoke = program._invoke

        def counted(words: list[str]) -> int:
            self._invoked.append(words)
            return invoke(words)

        monkeypatch.setattr(program, "_invoke", counted)

    def __call__(self, *words: str) -> tuple[int, str, str, bool]:
        """Status, output, errors, and whether the answer was made anew."""
        before = len(self._invoked)
        self._capsys.readouterr()
        status = program.run(list(words))
        printed = self._capsys.readouterr()
        return status, printed.out, printed.err, len(self._invoked) > before


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the tool's own code: not the real one, which somebody may be editing during the test."""
    folder = tmp_path / "tool"
    folder.mkdir()
    monkeypatch.setattr("stability_checker.recall._OWN", folder)
    return folder


@pytest.fixture
def runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tool: Path) -> Runs:
    return Runs(capsys, monkeypatch)


def entries() -> list[Path]:
    from stability_checker.places import cache_folder

    return sorted((cache_folder() / "answers").glob("*.txt"))


@pytest.mark.parametrize("form", formats())
def test_the_second_answer_is_the_first_in_every_format(releases: Path, runs: Runs, form: str) -> None:
    first = runs("diff", OLD, NEW, "--format", form)
    assert first[0] == 0
    assert "removed" in first[1]
    assert runs("diff", OLD, NEW, "--format", form) == (*first[:3], False)
    assert first[3]


@pytest.mark.parametrize(
    "words",
    [("diff", OLD, NEW, "--package", "pkg"), ("diff", OLD, NEW, "-f", "markdown"), ("diff", NEW, OLD)],
)
def test_other_words_are_another_question(releases: Path, runs: Runs, words: tuple[str, ...]) -> None:
    runs("diff", OLD, NEW)
    assert runs(*words)[3]


def test_a_file_that_changed_is_read_again(releases: Path, runs: Runs) -> None:
    first = runs("diff", OLD, NEW)
    write_wheel(releases / NEW, LIBRARY[OLD])
    second = runs("diff", OLD, NEW)
    assert second[3]
    assert "lost" in first[1]
    assert "lost" not in second[1]


def test_settings_of_the_project_around_count(releases: Path, runs: Runs) -> None:
    assert "ACCEPTED" not in runs("diff", OLD, NEW)[1]
    exception = '[[tool.stability_checker.exceptions]]\nrule = "*"\nsymbol = "pkg.lost"\nreason = "{}"\n'
    for reason in ("agreed", "agreed twice"):
        (releases / "pyproject.toml").write_text(exception.format(reason))
        _, out, _, fresh = runs("diff", OLD, NEW)
        assert fresh
        assert f"accepted: {reason}\n" in out
    assert not runs("diff", OLD, NEW)[3]


def test_an_exception_that_ends_one_day_keeps_nothing(releases: Path, runs: Runs) -> None:
    (releases / "pyproject.toml").write_text(
        '[[tool.stability_checker.exceptions]]\nrule = "*"\nsymbol = "pkg.lost"\nreason = "r"\nexpires = 2999-01-01\n'
    )
    assert [runs("diff", OLD, NEW)[3] for _ in range(2)] == [True, True]


def test_recorded_snapshots_count(releases: Path, runs: Runs) -> None:
    runs("diff", OLD, NEW)
    assert not runs("diff", OLD, NEW)[3]
    (releases / "api_snapshots" / "pkg").mkdir(parents=True)
    assert runs("snapshot", OLD, "-o", "api_snapshots/pkg/0.9.json")[0] == 0
    assert runs("diff", OLD, NEW)[3]
    assert not runs("diff", OLD, NEW)[3]


def test_the_width_and_the_colours_that_are_asked_for_count(
    releases: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = runs("diff", OLD, NEW)[1]
    monkeypatch.setenv("COLUMNS", "50")
    assert runs("diff", OLD, NEW)[1] != narrow
    monkeypatch.setenv("OLDPWD", "/elsewhere")
    assert not runs("diff", OLD, NEW)[3]


def test_another_folder_has_other_files_of_the_same_name(
    releases: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs("diff", OLD, NEW)
    elsewhere = releases / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    status, out, err, _ = runs("diff", OLD, NEW)
    assert (status, out) == (2, "")
    assert OLD in err


def test_changed_code_of_the_tool_answers_anew(releases: Path, runs: Runs, tool: Path) -> None:
    runs("diff", OLD, NEW)
    assert not runs("diff", OLD, NEW)[3]
    (tool / "new_rule.py").touch()
    assert runs("diff", OLD, NEW)[3]


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"cut"])
def test_a_damaged_entry_is_made_anew(releases: Path, runs: Runs, damage: bytes) -> None:
    first = runs("diff", OLD, NEW)
    (entry,) = entries()
    entry.write_bytes(entry.read_bytes()[:-1] if damage == b"cut" else damage)
    assert runs("diff", OLD, NEW) == first
    assert not runs("diff", OLD, NEW)[3]


def test_a_cache_that_cannot_be_written_only_costs_time(
    releases: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    (releases / "file").touch()
    monkeypatch.setenv("STABILITY_CHECKER_CACHE", str(releases / "file"))
    first = runs("diff", OLD, NEW)
    assert first[0] == 0
    assert runs("diff", OLD, NEW) == first


@pytest.mark.parametrize("extra", [["--output", "report.txt"], ["--verify", "--nonsense"]])
def test_what_does_more_than_print_is_done_every_time(releases: Path, runs: Runs, extra: list[str]) -> None:
    first, second = (runs("diff", OLD, NEW, *extra) for _ in range(2))
    assert first == second
    assert entries() == []


def test_an_incomplete_comparison_says_so_every_time(releases: Path, runs: Runs) -> None:
    write_wheel(releases / NEW, LIBRARY[NEW], more="def broken(a: ...\n")
    first, second = (runs("diff", OLD, NEW) for _ in range(2))
    assert first == second
    assert first[0] == 2
    assert "incomplete" in first[2]


def test_folders_are_read_every_time(standing: Path, runs: Runs) -> None:
    for side, code in zip(("old", "new"), LIBRARY.values(), strict=True):
        (standing / side / "pkg").mkdir(parents=True)
        (standing / side / "pkg" / "__init__.py").write_text(code)
    assert [runs("diff", "old", "new")[3] for _ in range(2)] == [True, True]
    assert entries() == []


def test_runs_at_the_same_time_leave_one_whole_entry(releases: Path, runs: Runs) -> None:
    from stability_checker.recall import Pending, answer_before

    words = ["diff", OLD, NEW]

    def keep() -> None:
        answer_before(words)
        Pending([releases / OLD]).keep("the answer\n" * 10_000)

    threads = [threading.Thread(target=keep) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answer_before(words) == "the answer\n" * 10_000
    assert [path.name for path in entries()[0].parent.iterdir()] == [entries()[0].name]
