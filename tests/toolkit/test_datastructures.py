"""URLs, headers, multi-dicts, uploads, state and settings' types, as their users see them."""

from __future__ import annotations

import io
import pickle
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest

import toolkit.datastructures
from toolkit.datastructures import (
    URL,
    Address,
    CommaSeparatedStrings,
    FormData,
    Headers,
    ImmutableMultiDict,
    MultiDict,
    MutableHeaders,
    QueryParams,
    Secret,
    State,
    UploadFile,
    URLPath,
)


def test_every_class_stands_under_the_public_path() -> None:
    for name in toolkit.datastructures.__all__:
        assert getattr(toolkit.datastructures, name).__module__ == "toolkit.datastructures"
    assert pickle.loads(pickle.dumps(Address("a", 1))) == Address("a", 1)


# ---- URL -------------------------------------------------------------------------------------------------------


def test_a_url_has_parts() -> None:
    url = URL("https://me:pw@example.org:123/p/q?a=1&b=2#top")
    parts = (url.scheme, url.username, url.password, url.hostname, url.port, url.path, url.query, url.fragment)
    assert parts == ("https", "me", "pw", "example.org", 123, "/p/q", "a=1&b=2", "top")
    assert url.netloc == "me:pw@example.org:123"
    assert url.is_secure
    assert url == str(url)
    assert repr(url) == "URL('https://me:********@example.org:123/p/q?a=1&b=2#top')"


REPLACED = [
    ("http://a/x", {"scheme": "https"}, "https://a/x"),
    ("http://a:1/x", {"port": None}, "http://a/x"),
    ("http://u:p@a:1/", {"hostname": "b"}, "http://u:p@b:1/"),
    ("http://u:p@a", {"username": None}, "http://a"),
    ("http://u:p@a", {"password": None}, "http://u@a"),
    ("http://a", {"hostname": "::1"}, "http://[::1]"),
    ("http://[::1]:8", {"port": 9}, "http://[::1]:9"),
    ("http://a", {"hostname": "[::1]:8"}, "http://[::1]:8"),
    ("/x", {"port": 8}, "//:8/x"),
    ("", {"path": "/x", "query": "a"}, "/x?a"),
]


@pytest.mark.parametrize(("url", "changes", "result"), REPLACED)
def test_parts_are_replaced(url: str, changes: dict[str, Any], result: str) -> None:
    assert URL(url).replace(**changes) == result


def test_a_subclass_stays_one() -> None:
    class Link(URL):
        pass

    assert type(Link("/a").replace(path="/b")) is Link


def test_query_parameters_are_changed() -> None:
    url = URL("/p?a=1&b=2&a=3")
    assert url.include_query_params(a=4, c="x y") == "/p?b=2&a=4&c=x+y"
    assert url.replace_query_params(c=1) == "/p?c=1"
    assert url.remove_query_params("a") == "/p?b=2"
    assert url.remove_query_params(["a", "b"]) == "/p"


SCOPES = [
    ({"path": "/p", "query_string": b"a=1"}, "/p?a=1"),
    ({"path": "//host/p"}, "/%2Fhost/p"),
    ({"path": "/a?b#c\\d", "headers": [(b"host", b"h")]}, "http://h/a%3Fb%23c%5Cd"),
    ({"path": "@x.org", "headers": [(b"host", b"h")]}, "http://h/@x.org"),
    ({"path": "/p", "scheme": "https", "server": ("h", 443)}, "https://h/p"),
    ({"path": "/p", "scheme": "ws", "server": ("h", 8000)}, "ws://h:8000/p"),
    ({"path": "/p", "server": ("::1", 80)}, "http://[::1]/p"),
    ({"path": "/p", "server": ("/run/app.sock", None)}, "/p"),
    ({"path": "/p", "scheme": "odd", "server": ("h", 80)}, "odd://h:80/p"),
    ({"path": "/p", "server": ("s", 80), "headers": [(b"host", b"a/b")]}, "http://s/p"),
    ({"path": "/p", "server": ("s", 80), "headers": [(b"host", b"a:99999")]}, "http://s/p"),
    ({"path": "/p", "query_string": b"a=\xe9&b=\xff%20", "headers": [(b"host", b"h")]}, "http://h/p?a=%E9&b=%FF%20"),
]


@pytest.mark.parametrize(("scope", "url"), SCOPES)
def test_a_scope_has_a_url(scope: dict[str, Any], url: str) -> None:
    assert URL(scope={"headers": [], **scope}) == url


def test_a_url_is_made_of_one_thing() -> None:
    for arguments in ({"url": "/a", "scope": {"path": "/"}}, {"url": "/a", "path": "/b"}, {"scope": {}, "path": "/b"}):
        with pytest.raises(AssertionError):
            URL(**arguments)  # type: ignore[arg-type]


PATHS = [
    (URLPath("/a"), "http://h/b/", "http://h/b/a"),
    (URLPath("/a", "http"), "wss://h", "https://h/a"),
    (URLPath("/a", "websocket"), "https://h", "wss://h/a"),
    (URLPath("/a", host="o.org"), "http://h", "http://o.org/a"),
    (URLPath("//x\\y"), "http://h", "http://h/%2Fx%5Cy"),
]


@pytest.mark.parametrize(("path", "base", "url"), PATHS)
def test_a_path_becomes_absolute(path: URLPath, base: str, url: str) -> None:
    assert path.make_absolute_url(base) == url
    assert path.make_absolute_url(URL(base)) == url


# ---- headers ---------------------------------------------------------------------------------------------------


def test_headers_are_case_insensitive_and_keep_repeated_fields() -> None:
    headers = Headers(raw=[(b"a", b"1"), (b"b", b"\xe9"), (b"a", b"2")])
    assert (headers["A"], headers["b"], headers.getlist("A")) == ("1", "é", ["1", "2"])
    assert (headers.get("c"), headers.get("c", "x")) == (None, "x")
    assert "A" in headers
    assert "c" not in headers
    assert list(headers) == headers.keys() == ["a", "b", "a"]
    assert headers.values() == ["1", "é", "2"]
    assert len(headers) == 3
    assert headers == Headers(raw=[(b"b", b"\xe9"), (b"a", b"2"), (b"a", b"1")])
    assert repr(headers) == r"Headers(raw=[(b'a', b'1'), (b'b', b'\xe9'), (b'a', b'2')])"
    with pytest.raises(KeyError):
        headers["c"]


def test_headers_read_a_scope_whatever_holds_its_fields() -> None:
    scope = {"headers": iter([(b"a", b"1")])}
    assert Headers(scope=scope)["a"] == Headers(scope=scope)["a"] == "1"
    fields = [(b"a", b"1")]
    assert Headers(scope={"headers": fields}).raw is fields


def test_changed_headers_of_a_message_leave_the_list_it_came_with() -> None:
    fields = [(b"a", b"1")]
    message = {"headers": fields}
    headers = MutableHeaders(scope=message)
    headers["a"] = "2"
    headers.append("B", "3")
    assert message["headers"] == [(b"a", b"2"), (b"b", b"3")]
    assert fields == [(b"a", b"1")]


def test_headers_change() -> None:
    headers = MutableHeaders(raw=[(b"a", b"1"), (b"b", b"2"), (b"a", b"3")])
    headers["A"] = "9"
    assert headers.raw == [(b"a", b"9"), (b"b", b"2")]
    assert (headers.setdefault("a", "0"), headers.setdefault("c", "3")) == ("9", "3")
    del headers["B"]
    del headers["none"]
    assert dict(headers | {"a": "1", "d": "4"}) == {"a": "1", "c": "3", "d": "4"}
    headers |= {"c": "5"}
    assert dict(headers) == {"a": "9", "c": "5"}
    copy = headers.mutablecopy()
    copy.update({"a": "7"})
    assert headers["a"] == "9"


@pytest.mark.parametrize(
    ("present", "added", "vary"),
    [
        ([], "Cookie", ["Cookie"]),
        (["Accept"], "Cookie", ["Accept, Cookie"]),
        (["Accept", "Origin"], "Cookie", ["Accept, Origin, Cookie"]),
        (["cookie"], "Cookie", ["cookie"]),
        (["*"], "Cookie", ["*"]),
        (["Accept"], "Accept, Origin", ["Accept, Origin"]),
    ],
)
def test_vary_names_each_field_once(present: list[str], added: str, vary: list[str]) -> None:
    headers = MutableHeaders(raw=[(b"vary", value.encode()) for value in present])
    headers.add_vary_header(added)
    assert headers.getlist("vary") == vary


# ---- multi-dicts -----------------------------------------------------------------------------------------------


def test_a_multidict_is_a_mapping_to_last_values() -> None:
    data = ImmutableMultiDict([("a", 1), ("b", 2), ("a", 3)])
    assert dict(data) == {"a": 3, "b": 2}
    assert data.getlist("a") == [1, 3]
    assert data.getlist("c") == []
    assert data.multi_items() == [("a", 1), ("b", 2), ("a", 3)]
    assert (data.get("a"), data.get("c"), data.get("c", 0)) == (3, None, 0)
    assert len(data) == 2
    assert ImmutableMultiDict(data, c=4).multi_items() == [*data.multi_items(), ("c", 4)]


def test_multidicts_are_equal_by_key_and_in_order_under_a_key() -> None:
    one = MultiDict([("a", 1), ("b", 2), ("a", 3)])
    assert one == MultiDict([("b", 2), ("a", 1), ("a", 3)])
    assert one != MultiDict([("a", 3), ("b", 2), ("a", 1)])
    assert one != ImmutableMultiDict(one)
    assert one != dict(one)


# What is done to MultiDict([("a", 1), ("b", 2), ("a", 3)]), what it returns, what is left.
CHANGES: dict[str, tuple[Any, Any, list[tuple[str, int]]]] = {
    "set": (lambda data: data.__setitem__("a", 9), None, [("b", 2), ("a", 9)]),
    "delete": (lambda data: data.__delitem__("a"), None, [("b", 2)]),
    "pop": (lambda data: data.pop("a"), 3, [("b", 2)]),
    "pop nothing": (lambda data: data.pop("c", 0), 0, [("a", 1), ("b", 2), ("a", 3)]),
    "popitem": (lambda data: data.popitem(), ("b", 2), [("a", 1), ("a", 3)]),
    "poplist": (lambda data: data.poplist("a"), [1, 3], [("b", 2)]),
    "clear": (lambda data: data.clear(), None, []),
    "setdefault of old": (lambda data: data.setdefault("a", 9), 3, [("a", 1), ("b", 2), ("a", 3)]),
    "setdefault of new": (lambda data: data.setdefault("c", 9), 9, [("a", 1), ("b", 2), ("a", 3), ("c", 9)]),
    "setlist": (lambda data: data.setlist("b", [7, 8]), None, [("a", 1), ("a", 3), ("b", 7), ("b", 8)]),
    "setlist of none": (lambda data: data.setlist("a", []), None, [("b", 2)]),
    "append": (lambda data: data.append("a", 4), None, [("a", 1), ("b", 2), ("a", 3), ("a", 4)]),
    "update": (lambda data: data.update({"a": 5}, c=6), None, [("b", 2), ("a", 5), ("c", 6)]),
}


@pytest.mark.parametrize(("change", "returned", "left"), CHANGES.values(), ids=CHANGES)
def test_a_multidict_changes(change: Any, returned: Any, left: list[tuple[str, int]]) -> None:
    data = MultiDict([("a", 1), ("b", 2), ("a", 3)])
    assert change(data) == returned
    assert data.multi_items() == left
    assert dict(data) == dict(left)


@pytest.mark.parametrize("given", ["a=1&b=x+y", b"a=1&b=x%20y", {"a": 1, "b": "x y"}, [("a", 1), ("b", "x y")]])
def test_query_parameters_are_text_whatever_they_are_made_of(given: Any) -> None:
    params = QueryParams(given)
    assert params.multi_items() == [("a", "1"), ("b", "x y")]
    assert str(params) == "a=1&b=x+y"
    assert repr(params) == "QueryParams('a=1&b=x+y')"
    assert QueryParams(given, c=2)["c"] == "2"


# ---- uploads and state -----------------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.parametrize("max_size", [2, 1000], ids=["on disk", "in memory"])
async def test_an_upload_is_read_and_written(max_size: int) -> None:
    with SpooledTemporaryFile(max_size=max_size) as spooled:
        file = UploadFile(spooled, size=0, filename="f", headers=Headers({"content-type": "text/plain"}))  # type: ignore[arg-type]
        await file.write(b"some data")
        assert file._in_memory is (max_size == 1000)
        await file.seek(5)
        assert await file.read(2) == b"da"
        assert await file.read() == b"ta"
        assert (file.size, file.content_type) == (9, "text/plain")
        await file.close()
        assert spooled.closed


@pytest.mark.anyio
async def test_a_form_closes_its_files() -> None:
    files = [io.BytesIO(), io.BytesIO()]
    form = FormData([("a", UploadFile(files[0])), ("a", UploadFile(files[1])), ("b", "text")])
    await form.close()
    assert [file.closed for file in files] == [True, True]


def test_state_is_attributes_and_keys() -> None:
    held: dict[str, Any] = {"a": 1}
    state = State(held)
    state.b = 2
    state["c"] = 3
    del state.a
    assert held == {"b": 2, "c": 3}
    assert (state.c, state["b"], list(state), len(state)) == (3, 2, ["b", "c"], 2)
    with pytest.raises(AttributeError, match="'State' object has no attribute 'a'"):
        state.a  # noqa: B018
    with pytest.raises(KeyError):
        state["a"]


def test_state_works_without_init() -> None:
    state = State.__new__(State)
    assert not hasattr(state, "a")
    state.a = 1
    assert state.a == 1


def test_a_secret_is_not_shown() -> None:
    assert (repr(Secret("key")), str(Secret("key")), bool(Secret(""))) == ("Secret('**********')", "key", False)


@pytest.mark.parametrize("value", ["a, 'b c', \"d,e\"", ["a", "b c", "d,e"]])
def test_strings_are_separated_by_commas(value: str | list[str]) -> None:
    strings = CommaSeparatedStrings(value)
    assert list(strings) == ["a", "b c", "d,e"]
    assert (strings[0], strings[1:], len(strings)) == ("a", ["b c", "d,e"], 3)
    assert str(strings) == "'a', 'b c', 'd,e'"
    assert repr(strings) == "CommaSeparatedStrings(['a', 'b c', 'd,e'])"
