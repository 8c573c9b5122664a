"""Files written whole or not at all, and errors that name the file which the user asked for."""

import errno
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

from stability_checker.places import written_whole


def test_a_file_that_cannot_take_its_place_is_named_itself_and_leaves_nothing(tmp_path: Path) -> None:
    taken = tmp_path / "report.json"
    taken.mkdir()
    with pytest.raises(IsADirectoryError) as refused, written_whole(taken) as file:
        file.write(b"{}")
    assert refused.value.filename == str(taken)
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


def test_a_folder_that_takes_no_files_is_told_by_the_file_meant_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*, dir: Path, prefix: str) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", f"{dir}/{prefix}x1")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(PermissionError) as refused, written_whole(tmp_path / "report.json"):
        pass
    assert refused.value.filename == str(tmp_path / "report.json")


def test_what_the_writer_trips_over_keeps_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing, written_whole(tmp_path / "report.json") as file:
        file.write(Path(tmp_path, "source").read_bytes())
    assert missing.value.filename == str(tmp_path / "source")
    assert list(tmp_path.iterdir()) == []
