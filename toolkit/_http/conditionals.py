"""Conditional requests: whether the copy that a client has is still good (RFC 9110, section 13)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# RFC 9110, section 8.8.3: entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE. A comma may stand inside the quotes. Tags without
# quotes are no tags, but some clients and servers agree on them all the same.
_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*"|[^\s",]+)')


def is_not_modified(
    *, etag: str | None, last_modified: str | None, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Whether a GET or HEAD may be answered with 304: the values are header fields, None where one is missing.

    If-None-Match counts alone where it is there (section 13.1.3). A malformed date is as good as none.
    """
    if if_none_match is not None:
        return etag is not None and any_tag_matches(if_none_match, etag)
    since, modified = parse_date(if_modified_since), parse_date(last_modified)
    return since is not None and modified is not None and since >= modified


def any_tag_matches(header: str, etag: str) -> bool:
    """Whether an If-None-Match value names the entity tag or is "*", by the weak comparison (section 8.8.3.2)."""
    if header.strip() == "*":
        return True
    opaque = etag.removeprefix("W/")
    return any(tag == opaque for tag in _ENTITY_TAG.findall(header))


def is_same_strongly(header: str, etag: str) -> bool:
    """Whether an If-Range value is this entity tag and neither is weak (sections 13.1.5 and 8.8.3.2)."""
    return header.strip() == etag and not etag.startswith("W/")


def parse_date(value: str | None) -> datetime | None:
    """An HTTP date in any of its three formats (section 5.6.7), None where it is missing or malformed."""
    try:
        date = parsedate_to_datetime(value) if value else None
    except (ValueError, OverflowError, IndexError):
        return None
    # asctime dates have no zone and are in GMT; dates of no zone and of one cannot be compared.
    return date if date is None or date.tzinfo is not None else date.replace(tzinfo=UTC)
