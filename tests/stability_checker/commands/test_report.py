"""`report` walks releases: all that an index offers, or those named; what cannot be read is left out by name."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stability_checker.__main__ import run
from tests.stability_checker.trees import index, wheel

FILES = {
    "1.0.0": "def order(now=True): ...\ndef buy(): ...\n",
    "1.1.0": "def order(now=True): ...\n",
    "1.2.0rc1": "",
    "2.0.0": "def order(): ...\n",
}


@pytest.fixture
def offered(standing: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    archives = [wheel(standing, "shop", version, {"shop/__init__.py": code}) for version, code in FILES.items()]
    monkeypatch.setenv("PIP_INDEX_URL", index(standing / "index", archives))
    return standing


def _data(page: Path) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_all_releases_of_a_distribution_are_walked(offered: Path) -> None:
    assert run(["report", "pypi:shop", "--html", "page.html"]) == 0
    data = _data(offered / "page.html")
    assert data["first"] == "1.0.0"
    assert [(each["version"], each["needed"], each["kept"]) for each in data["releases"]] == [
        ("1.1.0", "major", False),
        ("2.0.0", "major", True),
    ]


def test_since_and_pre_choose(offered: Path) -> None:
    assert run(["report", "pypi:shop", "--since", "1.1", "--pre", "--html", "page.html"]) == 0
    assert [each["version"] for each in _data(offered / "page.html")["releases"]] == ["1.2.0rc1", "2.0.0"]


def test_a_release_that_cannot_be_read_is_left_out_by_name(offered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken-1.5-py3-none-any.whl").write_bytes(b"no archive")
    sources = ["pypi:shop==1.0.0", "broken-1.5-py3-none-any.whl", "pypi:shop==2.0.0"]
    assert run(["report", *sources, "--html", "page.html"]) == 0
    data = _data(offered / "page.html")
    assert [each["version"] for each in data["releases"]] == ["2.0.0"]
    assert any("broken-1.5" in note for note in data["notes"])
    assert "left out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["pypi:shop==1.0.0"], "two releases"),
        (["pypi:shop", "--since", "9"], "fewer than two"),
        (["pypi:shop", "--since", "new"], "is no version"),
        (["pypi:shop==1.0.0", "pypi:shop==2.0.0", "--since", "1"], "--since goes with one"),
        (["pypi:shop", "--format", "pdf"], "no format"),
    ],
)
def test_mistakes_are_answered_with_one_sentence(
    offered: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert run(["report", *arguments, "--html", "page.html"]) == 2
    assert sentence in capsys.readouterr().err
    assert not (offered / "page.html").exists()
