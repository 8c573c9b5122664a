"""Accounts with salted, slowly hashed passwords, and the backend that finds a request's user in its session."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from toolkit.authentication import AuthCredentials, AuthenticationBackend, BaseUser, SimpleUser
from toolkit.concurrency import run_in_threadpool
from toolkit.requests import HTTPConnection

# Memory-hard on purpose (RFC 7914): 16 MiB and some 50 ms a try, which is why it runs in a worker thread.
COST = {"n": 2**14, "r": 8, "p": 1}
NOBODY = (b"\0" * 16, b"\0" * 64)


class NameTaken(Exception):
    """Somebody else has an account of that name."""


class Accounts:
    """Names and password hashes; a real application keeps them in its database."""

    def __init__(self) -> None:
        self._hashes: dict[str, tuple[bytes, bytes]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._hashes

    async def open(self, name: str, password: str) -> None:
        salt = secrets.token_bytes(16)
        key = await run_in_threadpool(hash_password, password, salt)
        if self._hashes.setdefault(name, (salt, key)) != (salt, key):
            raise NameTaken(name)

    async def check(self, name: str, password: str) -> bool:
        """Takes as long for a name that nobody has as for a wrong password."""
        salt, expected = self._hashes.get(name, NOBODY)
        return hmac.compare_digest(await run_in_threadpool(hash_password, password, salt), expected)


def hash_password(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, **COST)


class SessionBackend(AuthenticationBackend):
    """The user is who the signed session cookie says, as long as there is such an account."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        name = conn.session.get("user")
        if name is None or name not in self.accounts:
            return None
        return AuthCredentials(["authenticated"]), SimpleUser(name)
