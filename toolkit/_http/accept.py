"""What a client accepts and how much it wants it: `Accept-Encoding`, quality values (RFC 9110, section 12)."""

import re
from collections.abc import Sequence
from functools import lru_cache

# RFC 9110, section 12.4.2: weight = OWS ";" OWS "q=" qvalue; qvalue = 0 to 1 with at most three decimals.
_WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)

# RFC 9110, section 8.4.1.3: "x-gzip" is the same as "gzip", and so with "x-compress".
_ALIASES = {"x-gzip": "gzip", "x-compress": "compress"}


def prefers_coding(fields: Sequence[str], coding: str) -> bool:
    """Whether a response may be sent with the content coding, and is not wanted more without it.

    `fields` are the values of the Accept-Encoding header fields; none means that the client said nothing, and
    so gets no coding (RFC 9110, section 12.5.3).
    """
    return bool(fields) and _prefers_coding(", ".join(fields), coding)


@lru_cache(maxsize=512)
def _prefers_coding(header: str, coding: str) -> bool:
    wanted = qualities(header)
    quality = wanted.get(coding, wanted.get("*", 0.0))
    return quality > 0 and quality >= wanted.get("identity", 0.0)


def qualities(header: str) -> dict[str, float]:
    """Each member of the list in lower case with its quality, 1 where it has none, 0 where that is malformed."""
    found: dict[str, float] = {}
    for member in header.split(","):
        name, _, parameters = member.partition(";")
        name = name.strip().lower()
        if name:
            found[_ALIASES.get(name, name)] = _quality(parameters)
    return found


def _quality(parameters: str) -> float:
    if not parameters.strip():
        return 1.0
    weight = _WEIGHT.fullmatch(parameters)
    return float(weight[1]) if weight else 0.0
