"""The examples under every server, with real clients: each does what docs/servers.md says, and ends when told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.lineup import SERVERS, Server
from tests.servers.matrix import PAGE, outcomes, page, surprises

pytestmark = [pytest.mark.servers, pytest.mark.network, pytest.mark.slow]


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_the_server_does_what_the_page_says(server: Server, tmp_path: Path) -> None:
    found = outcomes(server, tmp_path)
    assert surprises(server, found) == {}
    assert PAGE.read_text(encoding="utf-8") == page(list(found)), "write it with: python -m tests.servers.matrix"
