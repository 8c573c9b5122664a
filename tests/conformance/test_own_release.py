"""Releases of the registry against themselves: read, written as a snapshot and read back, they have no findings."""

import pytest

from stability_checker.intake import take_snapshot
from stability_checker.judge import compare
from stability_checker.snapshot import decode, encode

# Each brings something of its own: stubs, compiled modules, lazy loading, a metaclass, a command line, a namespace.
RELEASES = [
    "attrs==24.1.0",
    "click==8.1.8",
    "flask==3.0.0",
    "griffe==1.15.0",
    "httpx==0.28.0",
    "jinja2==3.1.4",
    "marshmallow==4.0.0",
    "networkx==3.0",
    "pydantic==2.0",
    "pytest==8.0.0",
    "sqlalchemy==2.0.0",
    "trio==0.23.0",
]


@pytest.mark.network
@pytest.mark.parametrize("release", RELEASES)
def test_a_release_has_no_findings_against_itself(release: str) -> None:
    package = take_snapshot(f"pypi:{release}")
    again = decode(encode(package))
    assert again == package
    assert compare(package, again) == []
