"""Laws of urlencoded text: it is read as the standard library reads it, and any chunking of a form gives the same."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.toolkit.test_multipart_laws import cut
from toolkit._http import urlencoded
from toolkit.datastructures import FormData, Headers, QueryParams
from toolkit.formparsers import FormParser, MultiPartException

texts = st.text(st.characters(codec="utf-8"), max_size=20)
fragments = st.sampled_from(
    ["%", "%4", "%41", "%c3%a9", "%e9", "%26", "%3D", "%3d", "+", "&", "=", ";", "a", "é", "\0"]
)
queries = st.lists(fragments | texts, max_size=20).map("".join)


@given(st.lists(st.tuples(texts, texts)))
def test_what_was_written_is_read_back(pairs: list[tuple[str, str]]) -> None:
    assert urlencoded.parse(urlencode(pairs)) == pairs
    assert urlencoded.parse(str(QueryParams(pairs))) == pairs


@given(queries)
def test_any_query_is_read_as_the_standard_library_reads_it(query: str) -> None:
    assert urlencoded.parse(query) == parse_qsl(query, keep_blank_values=True)


@given(st.binary(max_size=20) | st.sampled_from([b"a=1&b=2", b"a=%41&a=+", b"&&=", b"\xe9=\xff"]))
def test_bytes_of_a_query_are_read_as_their_text(query: bytes) -> None:
    params, text = QueryParams(query), query.decode("latin-1")
    assert params.multi_items() == QueryParams(text).multi_items()
    assert dict(params) == dict(QueryParams(text))


def finished(coroutine: Any) -> Any:
    """What a coroutine that waits for nothing returns."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("The coroutine waits.")


def read_form(chunks: Sequence[bytes], **limits: int) -> FormData | str:
    async def stream() -> AsyncGenerator[bytes, None]:
        for chunk in chunks:
            yield chunk

    async def parse() -> FormData | str:
        try:
            return await FormParser(Headers(), stream(), **limits).parse()
        except MultiPartException as error:
            return error.message

    result: FormData | str = finished(parse())
    return result


bodies = st.lists(st.sampled_from([b"%", b"%41", b"+", b"&", b"=", b"a"]) | st.binary(max_size=5), max_size=20)


@given(bodies.map(b"".join), st.lists(st.integers(0, 1000), max_size=20))
def test_any_chunking_of_a_form_gives_the_same_fields(body: bytes, cuts: list[int]) -> None:
    form = read_form([body])
    assert isinstance(form, FormData)
    assert form.multi_items() == urlencoded.parse(body.decode("latin-1"))
    assert read_form(cut(body, cuts)) == form


@given(bodies.map(b"".join), st.lists(st.integers(0, 1000), max_size=20), st.integers(0, 4), st.integers(0, 6))
def test_a_form_over_a_limit_is_refused_in_any_chunks(body: bytes, cuts: list[int], fields: int, size: int) -> None:
    written = [field for field in body.split(b"&") if field]
    too_many = len(written) > fields
    too_large = any(len(field) - (b"=" in field) > size for field in written)
    form = read_form(cut(body, cuts), max_fields=fields, max_part_size=size)
    assert isinstance(form, str) == (too_many or too_large)
