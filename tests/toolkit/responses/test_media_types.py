"""The media type of a name is what `mimetypes` guesses, by whichever way it is found."""

import mimetypes

import pytest

from toolkit.responses._media_types import guessed_media_type

mimetypes.init()
EXTENSIONS = [*mimetypes.types_map, *mimetypes.suffix_map, *mimetypes.encodings_map, "", ".", ".unknown"]
NAMES = ["a{}", "A{}", "{}", "dir.d/a{}", "/x/{}", "a.tar{}", "a.txt{}", "a?b{}", "a#b{}", "http://h/a{}", "data:,{}"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_has_the_type_that_is_guessed(name: str) -> None:
    names = [name.format(form) for extension in EXTENSIONS for form in (extension, extension.upper())]
    guessed = {name: mimetypes.guess_type(name)[0] or "application/octet-stream" for name in names}
    assert {name: guessed_media_type(name) for name in names} == guessed


def test_a_type_that_is_added_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(mimetypes.types_map, ".novel", "")
    assert guessed_media_type("a.novel") != "text/novel"
    mimetypes.add_type("text/novel", ".novel")
    assert guessed_media_type("a.NOVEL") == "text/novel"
