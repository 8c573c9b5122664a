"""Media types and the parameters of header fields (RFC 9110 sections 5.6.6 and 8.3.1, RFC 6266, RFC 7578)."""

import re

# The value is a quoted string up to the next semicolon, or whatever stands there.
_PARAMETER = re.compile(rb';[ \t]*([^\s=;]*)[ \t]*(?:=[ \t]*(?:"((?:\\.|[^"\\])*)"[ \t]*(?=;|$)|([^;]*)))?', re.DOTALL)
_QUOTED_PAIR = re.compile(rb'\\(["\\])')

# What browsers and clients write, nearly always.
_FORM_DATA = re.compile(rb'form-data; name="([^"\\]*)"(?:; filename="([^"\\]*)")?')


def media_type(value: str) -> str:
    """The `type/subtype` of a Content-Type, in lower case and without parameters; empty where there is none."""
    return value.partition(";")[0].strip().lower()


def parse_parameters(value: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """A field's value before its first semicolon, in lower case, and its parameters, names in lower case.

    The last parameter of a name counts. In a quoted string a backslash quotes a quote or a backslash and is itself
    anywhere else, since browsers do not double it. Nothing is refused.
    """
    first, semicolon, rest = value.partition(b";")
    if not semicolon:
        return first.strip().lower(), {}
    name, _, plain = rest.partition(b"=")
    if b";" not in rest and b'"' not in rest:  # a single plain parameter, such as a boundary
        return first.strip().lower(), {name.strip().lower(): plain.strip()}
    parameters = {}
    for name, quoted, plain in _PARAMETER.findall(value, len(first)):
        parameters[name.lower()] = _QUOTED_PAIR.sub(rb"\1", quoted) if b"\\" in quoted else quoted or plain.rstrip()
    return first.strip().lower(), parameters


def form_data_names(disposition: bytes) -> tuple[bytes | None, bytes | None]:
    """`name` and `filename` of a part's Content-Disposition (RFC 7578 section 4.2), None where one is missing."""
    usual = _FORM_DATA.fullmatch(disposition)
    if usual is not None:
        return usual[1], usual[2]
    _, parameters = parse_parameters(disposition)
    return parameters.get(b"name"), parameters.get(b"filename")


def base_name(filename: bytes) -> bytes:
    """A file's name without the Windows path that old browsers send before it."""
    has_drive = filename[1:3] == b":\\"
    return filename.rpartition(b"\\")[2] if has_drive or filename[:2] == b"\\\\" else filename
