"""The charset that a sender names, as a codec that is safe to decode text with."""

import codecs

# Text that browsers send is in none of these; decoding some of them takes quadratic time.
_REFUSED_CODECS = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"}


def text_codec(charset: str) -> str:
    """The codec to decode text with: the one that is asked for, or Latin-1, which decodes anything."""
    try:
        codec = codecs.lookup(charset)
    except (LookupError, ValueError):
        return "latin-1"
    is_text = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text and codec.name.replace("-", "_") not in _REFUSED_CODECS else "latin-1"
