"""Laws of the header parsers: any text is read without an exception of another kind than the documented one."""

from http.cookies import SimpleCookie

from hypothesis import given
from hypothesis import strategies as st

from toolkit._http import conditionals, cookies
from toolkit._http.hosts import parse_host_header
from toolkit._http.media_type import base_name, form_data_names, media_type, parse_parameters
from toolkit.datastructures import URL, Headers, MutableHeaders

latin = st.text(st.characters(codec="latin-1"), max_size=60)
syntax = st.lists(st.sampled_from([";", "=", '"', "\\", " ", ",", "\t", "W/", "[", "]", ":", "a", "1"]) | latin).map(
    "".join
)
names = st.text("abcdefgh-", min_size=1, max_size=6)


@given(syntax)
def test_no_header_parser_raises(text: str) -> None:
    cookies.parse(text)
    parse_parameters(text.encode("latin-1"))
    form_data_names(text.encode("latin-1"))
    base_name(text.encode("latin-1"))
    media_type(text)
    conditionals.parse_date(text)
    conditionals.any_tag_matches(text, '"a"')
    host = parse_host_header(text)
    assert host is None or host.authority == text


@given(names, st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30))
def test_a_quoted_cookie_is_read_back(name: str, value: str) -> None:
    written = SimpleCookie({name: value}).output(attrs=[], header="").strip()
    assert cookies.parse(f"x=1; {written}; y=2") == {"x": "1", name: value, "y": "2"}


@given(st.dictionaries(names, st.from_regex(r"[!#-+\--:<-\[\]-~]*", fullmatch=True), max_size=6))
def test_plain_cookies_are_read_back(jar: dict[str, str]) -> None:
    assert cookies.parse("; ".join(f"{name}={value}" for name, value in jar.items())) == jar


@given(names, st.binary(max_size=30))
def test_a_quoted_parameter_is_read_back(name: str, value: bytes) -> None:
    quoted = value.replace(b"\\", rb"\\").replace(b'"', rb"\"")
    _, parameters = parse_parameters(b'form-data; x=1; %s="%s"; y=2' % (name.encode(), quoted))
    assert parameters == {b"x": b"1", name.encode(): value, b"y": b"2"}


@given(st.lists(st.tuples(names, latin)), names)
def test_headers_answer_as_a_list_of_pairs_does(pairs: list[tuple[str, str]], name: str) -> None:
    headers = Headers(raw=[(key.encode(), value.encode("latin-1")) for key, value in pairs])
    values = [value for key, value in pairs if key == name]
    assert headers.getlist(name.upper()) == values
    assert headers.get(name) == (values[0] if values else None)
    assert (name in headers) is bool(values)
    assert headers.items() == pairs


@given(st.lists(st.tuples(names, latin)), names, latin)
def test_a_header_that_was_set_has_one_value_and_the_others_stay(
    pairs: list[tuple[str, str]], name: str, value: str
) -> None:
    headers = MutableHeaders(raw=[(key.encode(), old.encode("latin-1")) for key, old in pairs])
    headers[name] = value
    assert headers.getlist(name) == [value]
    others = [(key, old) for key, old in pairs if key != name]
    assert [pair for pair in headers.items() if pair[0] != name] == others


@given(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.binary(max_size=20),
    syntax.map(lambda host: host.encode("latin-1")),
)
def test_no_path_query_or_host_reaches_another_part_of_the_url(path: str, query: bytes, host: bytes) -> None:
    headers = [(b"host", host)] if host else []
    scope = {"scheme": "http", "server": ("example.org", 80), "path": path, "query_string": query, "headers": headers}
    netloc = URL(scope=scope).netloc
    parsed = parse_host_header(host.decode("latin-1"))
    assert netloc == (parsed.authority if parsed and parsed.is_valid_port else "example.org")
