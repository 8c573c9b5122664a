"""Media types and the parameters of header fields, as clients write them and as they should not."""

import time

import pytest

from toolkit._http.media_type import base_name, form_data_names, media_type, parse_parameters

PARAMETERS = {
    b"": (b"", {}),
    b"Text/HTML": (b"text/html", {}),
    b"multipart/form-data; boundary=abc": (b"multipart/form-data", {b"boundary": b"abc"}),
    b'multipart/form-data; boundary="a b"; charset=utf-8': (
        b"multipart/form-data",
        {b"boundary": b"a b", b"charset": b"utf-8"},
    ),
    b"a; B = c ": (b"a", {b"b": b"c"}),
    b"a;b=1;b=2": (b"a", {b"b": b"2"}),
    b"a;b;c=d": (b"a", {b"b": b"", b"c": b"d"}),
    b'a; ="x"': (b"a", {b"": b"x"}),
    b'a; b="x;y=z"; c=1': (b"a", {b"b": b"x;y=z", b"c": b"1"}),
    rb'a; b="\"\\\x"': (b"a", {b"b": b'"\\\\x'}),
    b'a; b="open': (b"a", {b"b": b'"open'}),
    b'a; b="x"y': (b"a", {b"b": b'"x"y'}),
    b'a; b=""': (b"a", {b"b": b""}),
    b"a; b='x'": (b"a", {b"b": b"'x'"}),
}
NAMES = {
    b'form-data; name="a"': (b"a", None),
    b'form-data; name="a"; filename="f.txt"': (b"a", b"f.txt"),
    b'form-data; filename="f.txt"; name="a"': (b"a", b"f.txt"),
    b"form-data;name=a;filename=f": (b"a", b"f"),
    rb'form-data; name="a\"b"': (b'a"b', None),
    b"form-data": (None, None),
    b"": (None, None),
}
FILES = {
    b"plain.txt": b"plain.txt",
    b"/etc/passwd": b"/etc/passwd",
    rb"C:\Users\me\x.txt": b"x.txt",
    rb"\\server\share\x.txt": b"x.txt",
    rb"a\b.txt": rb"a\b.txt",
}


@pytest.mark.parametrize(("field", "parsed"), PARAMETERS.items())
def test_a_field_has_a_value_and_parameters(field: bytes, parsed: tuple[bytes, dict[bytes, bytes]]) -> None:
    assert parse_parameters(field) == parsed


@pytest.mark.parametrize(("field", "names"), NAMES.items())
def test_a_part_has_names(field: bytes, names: tuple[bytes | None, bytes | None]) -> None:
    assert form_data_names(field) == names


@pytest.mark.parametrize(("filename", "name"), FILES.items())
def test_a_windows_path_is_cut_off(filename: bytes, name: bytes) -> None:
    assert base_name(filename) == name


@pytest.mark.parametrize(
    ("value", "expected"), [("Text/HTML; charset=x", "text/html"), (" a/b ", "a/b"), ("", ""), (";", "")]
)
def test_a_content_type_has_a_media_type(value: str, expected: str) -> None:
    assert media_type(value) == expected


@pytest.mark.parametrize("unit", [b';="', b'; a="\\', b";" + b" " * 50, b'; a="b" x'])
def test_reading_parameters_takes_linear_time(unit: bytes) -> None:
    def cost(repeats: int) -> float:
        started = time.process_time()
        parse_parameters(b"a" + unit * repeats)
        return time.process_time() - started

    cost(100)
    # Sixteen times the text would take 256 times as long if the cost were quadratic.
    assert min(cost(16_000) for _ in range(3)) < 100 * max(min(cost(1_000) for _ in range(3)), 0.0002)
