"""Tests of signed values: itsdangerous' format, expiry, rotation, and that no change passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit._http.signing import BadSignature, SignatureExpired, TimestampSigner

NOW = 1_700_000_000

# Made with itsdangerous 2.2's TimestampSigner("key") at the time NOW.
FOREIGN = b"eyJhIjogMX0=.ZVPxAA.6NIQBsd3QedD2tG9xB11g-CuyI4"


def signer(*keys: str, now: float = NOW) -> TimestampSigner:
    return TimestampSigner(keys, clock=lambda: now)


def test_format_is_that_of_itsdangerous() -> None:
    assert signer("key").sign(b"eyJhIjogMX0=") == FOREIGN
    assert signer("key").unsign(FOREIGN) == b"eyJhIjogMX0="


@given(st.binary())
def test_what_was_signed_comes_back(value: bytes) -> None:
    assert signer("key").unsign(signer("key").sign(value), max_age=0) == value


@given(value=st.binary(max_size=20), place=st.integers(0), replacement=st.integers(0, 255))
def test_no_changed_byte_passes(value: bytes, place: int, replacement: int) -> None:
    signed = signer("key").sign(value)
    place %= len(signed)
    changed = signed[:place] + bytes([replacement]) + signed[place + 1 :]
    if changed != signed:
        with pytest.raises(BadSignature):
            signer("key").unsign(changed)


@pytest.mark.parametrize(
    "signed", [b"", b".", b"..", b"a", b"a.b", b"a.b.c", FOREIGN[:-1], FOREIGN + b"=", b"\xff.\xff.\xff"]
)
def test_malformed_values_are_bad_signatures(signed: bytes) -> None:
    with pytest.raises(BadSignature):
        signer("key").unsign(signed)


@pytest.mark.parametrize(
    ("age", "max_age", "passes"),
    [(0, 10, True), (10, 10, True), (11, 10, False), (-1, 10, False), (10**9, None, True), (0, -1, False)],
)
def test_age(age: int, max_age: int | None, passes: bool) -> None:
    signed = signer("key").sign(b"value")
    later = signer("key", now=NOW + age)
    if passes:
        assert later.unsign(signed, max_age) == b"value"
    else:
        with pytest.raises(SignatureExpired):
            later.unsign(signed, max_age)


def test_last_key_signs_and_all_are_accepted() -> None:
    rotated = signer("old", "new")
    assert rotated.sign(b"value") == signer("new").sign(b"value")
    assert rotated.unsign(signer("old").sign(b"value")) == b"value"
    with pytest.raises(BadSignature):
        signer("new").unsign(signer("old").sign(b"value"))


def test_a_signer_without_keys_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        TimestampSigner([])
