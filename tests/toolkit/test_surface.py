"""No public name, parameter or default of Starlette is missing in toolkit, as the project's own checker sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import toolkit
from stability_checker import Bump, Finding, judge, take_snapshot
from stability_checker.snapshot.codec import decode, encode

STARLETTE = "pypi:starlette==1.10.0"
ROOT = Path(toolkit.__file__).resolve().parents[1]

# The text of Starlette's snapshot with toolkit's names; the keys in scopes keep theirs, for other packages read them.
RENAMED = {
    r"\bStarletteDeprecationWarning\b": "ToolkitDeprecationWarning",
    r"\bStarlette\b": "Toolkit",
    r"\bstarlette\b(?!\.(?:exception_handlers|max_body_size)\b)": "toolkit",
}

# What toolkit does without, and why.
LEFT_OUT = {
    r"toolkit\.\w+\.(?:AppType|P|T)": "type variables, which no one else's code can use",
    r"toolkit\.middleware\.P": "the same",
    r"toolkit\.status\.\w+": "are `Final` here, so that type checkers know the number",
    r"toolkit\.middleware\.errors\.[A-Z_]+": "the debug page's text is our own",
    r"toolkit\.middleware\.(?:body_limit|gzip|wsgi)\.\w+Responder\.\w+": "how far one response has come",
    r"toolkit\.testclient\.TestClient\.stream_(?:send|receive)": "the channels of a lifespan that runs",
    r"toolkit\.middleware\.opentelemetry\.__version__": "an import of that module",
}


@cache
def findings() -> list[Finding]:
    text = encode(take_snapshot(STARLETTE))
    for pattern, name in RENAMED.items():
        text = re.sub(pattern, name, text)
    ours = decode(encode(take_snapshot(str(ROOT), package="toolkit")))
    return [finding for finding in judge(decode(text), ours).findings if finding.level is Bump.MAJOR]


def reasons(finding: Finding) -> Iterator[str]:
    return (reason for pattern, reason in LEFT_OUT.items() if re.fullmatch(pattern, finding.symbol))


@pytest.mark.network
def test_nothing_of_starlette_is_missing() -> None:
    missing = [f"{found.rule} {found.symbol} {found.member or ''}" for found in findings() if not any(reasons(found))]
    assert missing == []


@pytest.mark.network
@pytest.mark.parametrize("pattern", LEFT_OUT)
def test_each_exception_is_still_needed(pattern: str) -> None:
    assert any(re.fullmatch(pattern, finding.symbol) for finding in findings())


@pytest.mark.network
def test_a_missing_parameter_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RENAMED, r'\{"name": "max_body_size"', '{"name": "largest_body"')
    findings.cache_clear()
    try:
        assert "toolkit.applications.Toolkit.__init__" in {found.symbol for found in findings()}
    finally:
        findings.cache_clear()
