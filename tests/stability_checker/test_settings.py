"""The settings of a project: what they may say, and what is said about what they may not."""

import datetime
from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.model.bump import Bump
from stability_checker.settings import Acceptance, Settings, find_project, parse_settings, read_settings

WHOLE = """
[tool.stability_checker]
packages = ["one", "two"]
paths = ["src"]
zero = "semver"
deprecation-notice = 2
against = "pypi:one"
private = ["one.core"]
snapshots = "api"
rules = { class_added = "off", parameter_renamed = "minor" }
[[tool.stability_checker.exceptions]]
rule = "class_removed"
symbol = "one.Old"
reason = "nobody used it"
expires = 2027-01-31
"""
ACCEPTED = Acceptance(
    rule="class_removed", symbol="one.Old", reason="nobody used it", expires=datetime.date(2027, 1, 31)
)


def test_every_setting_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(WHOLE)
    assert read_settings(tmp_path) == Settings(
        packages=("one", "two"),
        paths=("src",),
        zero="semver",
        deprecation_notice=2,
        against="pypi:one",
        private=("one.core",),
        snapshots="api",
        rules={"class_added": None, "parameter_renamed": Bump.MINOR},
        exceptions=(ACCEPTED,),
        folder=tmp_path,
    )


@pytest.mark.parametrize("text", [None, "", "[project]\nname = 'x'\n"])
def test_nothing_needs_to_be_set(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    read = read_settings(tmp_path)
    assert (read.packages, read.zero, read.exceptions, read.snapshots) == ((), "minor-breaks", (), "api_snapshots")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"pakages": ["x"]}, r"unknown key 'pakages'; did you mean 'packages'\?"),
        ({"qqqq": 1}, "the known ones are against, deprecation-notice"),
        ({"zero": "never"}, "zero must be one of minor-breaks"),
        ({"packages": "x"}, "packages must be a list of strings"),
        ({"deprecation-notice": True}, "deprecation-notice must be a number"),
        ({"rules": {"x": "huge"}}, "rules.x must be major, minor, patch or off, not 'huge'"),
        ({"rules": {"x": 1}}, "rules.x must be major"),
        ({"exceptions": [{"rule": "x", "symbol": "y"}]}, r"exceptions\[0\] needs a 'reason'"),
        ({"exceptions": [{"rule": "x", "symbol": "y", "reason": " "}]}, "needs a 'reason'"),
        (
            {"exceptions": [{"rule": "x", "symbol": "y", "reason": "z", "expire": "2027-01-01"}]},
            "did you mean 'expires'",
        ),
        ({"exceptions": [{"rule": "x", "symbol": "y", "reason": "z", "expires": "soon"}]}, "must be a date such as"),
    ],
)
def test_what_may_not_be_set_is_named(table: dict[str, object], message: str) -> None:
    with pytest.raises(CheckerError, match=message):
        parse_settings(table)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool")
    with pytest.raises(CheckerError, match=r"pyproject\.toml is not valid TOML"):
        read_settings(tmp_path)


def test_unknown_rules_are_named() -> None:
    with pytest.raises(CheckerError, match="unknown rule 'class_remove'; did you mean 'class_removed'"):
        Settings(rules={"class_remove": None}).demand_known_rules(["class_removed", "class_added"])


def test_the_project_around_a_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "setup.cfg").touch()
    assert find_project(tmp_path / "a" / "b") == tmp_path / "a"
