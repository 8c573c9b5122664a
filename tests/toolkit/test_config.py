"""Settings: where they are looked for, what they are cast to, and an environment that does not change underneath."""

import os
from pathlib import Path
from typing import Any

import pytest

from toolkit.config import Config, Environ, EnvironError
from toolkit.datastructures import CommaSeparatedStrings, Secret

FILE = """\
# a comment
NAME = from file
  # NOT=this
DOUBLE="quoted 'text'"
SINGLE='x'
ODD="y'
EMPTY=
EQUALS=a=b
not a setting
DEBUG=on
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / ".env"
    path.write_text(FILE)
    return path


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(file: Path) -> None:
    assert Config(file, environ={"NAME": "from environment"})("NAME", default="default") == "from environment"
    assert Config(str(file), environ={})("NAME", default="default") == "from file"
    assert Config(environ={})("NAME", default="default") == "default"


def test_a_file_holds_settings_and_comments(file: Path) -> None:
    assert Config(file, environ={}).file_values == {
        "NAME": "from file",
        "DOUBLE": "quoted 'text'",
        "SINGLE": "x",
        "ODD": "\"y'",
        "EMPTY": "",
        "EQUALS": "a=b",
        "DEBUG": "on",
    }


def test_a_file_has_an_encoding(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes("A=é".encode("latin-1"))
    assert Config(path, environ={}, encoding="latin-1")("A") == "é"


def test_a_missing_file_is_a_warning() -> None:
    with pytest.warns(UserWarning, match="Config file 'nowhere' not found."):
        Config("nowhere", environ={})


CASTS: list[tuple[dict[str, Any], Any]] = [
    ({"key": "N", "cast": int}, 5),
    ({"key": "YES", "cast": bool}, True),
    ({"key": "NO", "cast": bool}, False),
    ({"key": "N", "cast": lambda value: value * 2}, "55"),
    ({"key": "NONE", "cast": int, "default": None}, None),
    ({"key": "NONE", "cast": int, "default": "7"}, 7),
    ({"key": "NONE", "cast": bool, "default": True}, True),
]


@pytest.mark.parametrize(("arguments", "value"), CASTS)
def test_a_value_is_cast(arguments: dict[str, Any], value: Any) -> None:
    assert Config(environ={"N": "5", "YES": "True", "NO": "0"}).get(**arguments) == value


def test_a_value_may_be_of_a_settings_type() -> None:
    config = Config(environ={"KEY": "hush", "HOSTS": "a, b"})
    assert repr(config("KEY", cast=Secret)) == "Secret('**********')"
    assert list(config("HOSTS", cast=CommaSeparatedStrings)) == ["a", "b"]


@pytest.mark.parametrize("cast", [bool, int])
def test_a_value_that_cannot_be_cast_is_named(cast: type) -> None:
    with pytest.raises(ValueError, match=rf"Config 'A' has value 'maybe'\. Not a valid {cast.__name__}\."):
        Config(environ={"A": "maybe"})("A", cast=cast)


def test_a_missing_setting_is_named_with_its_prefix() -> None:
    config = Config(environ={"APP_A": "1", "B": "2"}, env_prefix="APP_")
    assert config("A") == "1"
    with pytest.raises(KeyError, match="Config 'APP_B' is missing, and has no default"):
        config("B")


def test_an_environment_does_not_change_once_it_was_read() -> None:
    held = {"A": "1", "B": "2"}
    environ = Environ(held)
    environ["A"] = "3"
    del environ["B"]
    assert (environ["A"], environ.get("B"), "C" in environ) == ("3", None, False)
    for key in "ABC":
        with pytest.raises(EnvironError, match=f"Attempting to set environ\\['{key}'\\]"):
            environ[key] = "4"
        with pytest.raises(EnvironError, match="Attempting to delete"):
            del environ[key]
    assert held == {"A": "3"}
    assert (list(environ), len(environ)) == (["A"], 1)


def test_the_environment_is_the_processs_own() -> None:
    assert dict(Environ()) == dict(os.environ)
