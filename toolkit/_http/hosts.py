"""The Host header field: a host and a port (RFC 9110 section 7.2, RFC 3986 section 3.2)."""

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import NamedTuple

# RFC 3986 section 3.2.2: reg-name = *( unreserved / pct-encoded / sub-delims ); userinfo is no part of the field.
_REG_NAME = r"[A-Za-z0-9\-._~!$&'()*+,;=%]+"
_IP_LITERAL = r"\[(?:(?P<v6>[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)|v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+)\]"
_HOST = re.compile(rf"(?P<host>{_REG_NAME}|{_IP_LITERAL})(?::(?P<port>[0-9]+))?")


class ParsedHost(NamedTuple):
    """A well-formed Host header: `host` with its brackets where it is an IP literal, `port` as it was written."""

    host: str
    port: str | None

    @property
    def authority(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def is_valid_port(self) -> bool:
        """Whether the port is absent or within 0 to 65535, leading zeros allowed."""
        if self.port is None:
            return True
        digits = self.port.lstrip("0")
        return len(digits) <= 5 and int(digits or "0") <= 65535


@lru_cache(maxsize=512)
def parse_host_header(host_header: str | None) -> ParsedHost | None:
    """The parts of a Host header's value, or None where it is missing or malformed."""
    match = _HOST.fullmatch(host_header) if host_header else None
    if match is None or not _is_ipv6(match["v6"]):
        return None
    return ParsedHost(match["host"], match["port"])


def _is_ipv6(address: str | None) -> bool:
    try:
        return address is None or bool(IPv6Address(address))
    except AddressValueError:
        return False
