"""application/x-www-form-urlencoded text, read and written (WHATWG URL standard, section 5)."""

from urllib.parse import unquote_plus

Pairs = list[tuple[str, str]]


def parse(text: str) -> Pairs:
    """Names and values of a query string, blank values kept, "+" and percent-encoded UTF-8 decoded.

    What is no valid percent-encoding stays as it is written; bytes that are no UTF-8 become U+FFFD. Nothing is refused.
    """
    pairs = [field.partition("=") for field in text.split("&") if field]
    if "%" not in text and "+" not in text:
        return [(name, value) for name, _, value in pairs]
    return [(decode(name), decode(value)) for name, _, value in pairs]


def decode(text: str) -> str:
    """One name or value, decoded."""
    if "%" in text:
        return unquote_plus(text)
    return text.replace("+", " ") if "+" in text else text
