"""Signed values with a time stamp: a client may read them and cannot change them (HMAC, RFC 2104).

The format is that of itsdangerous' `TimestampSigner` with its defaults, so that cookies stay valid on both sides::

    value "." base64url(seconds since 1970, big-endian) "." base64url(HMAC-SHA1(key, all before the last dot))

where the key is SHA1(salt + "signer" + secret) and base64url leaves its padding away (RFC 4648, section 5).
"""

import binascii
import hmac
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import sha1

_SEPARATOR = b"."
_SALT = b"itsdangerous.Signer"


class BadSignature(ValueError):
    """The value is not what was signed: changed, cut, or signed with a key that is not known."""


class SignatureExpired(BadSignature):
    """The value was signed too long ago, or in the future."""


class TimestampSigner:
    """Signs values with the last of `keys` and accepts those signed with any of them: rotate by appending a key.

    `clock` gives seconds since 1970. Raises `ValueError` where there is no key.
    """

    def __init__(self, keys: Sequence[str | bytes], *, clock: Callable[[], float] = time.time) -> None:
        if not keys:
            raise ValueError("A signer needs at least one key.")
        self._keys = [sha1(_SALT + b"signer" + _as_bytes(key)).digest() for key in keys]
        self._clock = clock

    def sign(self, value: bytes) -> bytes:
        """The value with the present time and the signature."""
        stamp = int(self._clock())
        stamped = value + _SEPARATOR + _encode(stamp.to_bytes(max(1, (stamp.bit_length() + 7) // 8), "big"))
        return stamped + _SEPARATOR + _signature(self._keys[-1], stamped)

    def unsign(self, signed: bytes, max_age: float | None = None) -> bytes:
        """The value that was signed at most `max_age` seconds ago; None lets every age pass.

        Raises `BadSignature`, or `SignatureExpired` where only the age is wrong. Takes the same time whatever part
        of the signature is wrong.
        """
        stamped, _, signature = signed.rpartition(_SEPARATOR)
        # Every key is compared, so that the time does not tell which one was used.
        if not sum(hmac.compare_digest(_signature(key, stamped), signature) for key in self._keys):
            raise BadSignature("The signature does not fit the value.")
        value, separator, stamp = stamped.rpartition(_SEPARATOR)
        if not separator:
            raise BadSignature("The value has no time stamp.")
        age = int(self._clock()) - _decode_stamp(stamp)
        if max_age is not None and not 0 <= age <= max_age:
            raise SignatureExpired(f"The value was signed {age} seconds ago, at most {max_age} are allowed.")
        return value


def _as_bytes(key: str | bytes) -> bytes:
    return key.encode() if isinstance(key, str) else key


def _signature(key: bytes, value: bytes) -> bytes:
    return _encode(hmac.digest(key, value, "sha1"))


def _encode(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")


def _decode_stamp(stamp: bytes) -> int:
    try:
        return int.from_bytes(urlsafe_b64decode(stamp + b"=" * (-len(stamp) % 4)), "big")
    except binascii.Error:
        raise BadSignature("The time stamp is malformed.") from None
