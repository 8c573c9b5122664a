"""Every server against every check, and the page that shows it: `python -m tests.servers.matrix` writes the page."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.servers.lineup import SERVER_REQUIREMENTS, SERVERS, Server
from tests.servers.serving import ROOT, plain_environ, servers_python, serving

PAGE = ROOT / "docs" / "servers.md"
STOPS = "stops when told"

Outcomes = Mapping[str, str | None]

INTRODUCTION = """\
# Servers

`make servers` runs [the examples](../examples/gallery.py) under each of these servers and tries them with real clients
(httpx2, over HTTP/1.1 and over HTTP/2 with prior knowledge, and websockets). This page is written by
`python -m tests.servers.matrix`; the test fails when a server does more or less than it says here.

"""


def outcomes(server: Server, folder: Path) -> Outcomes:
    """Each check with None, or with what went wrong."""
    log = folder / "server.log"
    with serving(server, log) as running:
        command = [servers_python(), "-m", "tests.servers.checks", running.url, *["--http2"] * server.http2]
        answer = subprocess.run(
            command, cwd=ROOT, env=plain_environ(), capture_output=True, text=True, timeout=900, check=False
        )
    assert answer.returncode == 0, answer.stderr + log.read_text(errors="replace")[-3000:]
    found: dict[str, str | None] = json.loads(answer.stdout)
    return {**found, STOPS: None if running.stopped_itself else "it had to be killed"}


def page(names: list[str]) -> str:
    """The whole page, from the lineup: that the lineup is true is what the tests show. `names` are the checks'."""
    return INTRODUCTION + "\n".join([*_table(names), *_versions(), *_shortfalls()]) + "\n"


def _table(names: list[str]) -> Iterator[str]:
    yield f"| {' | '.join(['server', *names])} |"
    yield f"|{'---|' * (len(names) + 1)}"
    for server in SERVERS:
        marks = ["no" if name in server.shortfalls else "yes" for name in names]
        yield f"| {' | '.join([server.name, *marks])} |"


def _versions() -> Iterator[str]:
    *others, last = SERVER_REQUIREMENTS
    yield from ["", f"Tried on Python 3.11 with {', '.join(others)} and {last}.", ""]


def _shortfalls() -> Iterator[str]:
    yield from ["What a server cannot do, and why:", ""]
    for server in SERVERS:
        for name, why in server.shortfalls.items():
            yield f"- {server.name}, {name}: {why}."


def surprises(server: Server, found: Outcomes) -> dict[str, str]:
    """The checks whose outcome is not what the lineup promises."""
    failed = {name: problem for name, problem in found.items() if problem and name not in server.shortfalls}
    passed = {name: "passes, though the lineup says otherwise" for name in server.without if not found[name]}
    return failed | passed


def main() -> None:
    results = {}
    for server in SERVERS:
        with tempfile.TemporaryDirectory() as folder:
            results[server.name] = outcomes(server, Path(folder))
        print(server.name, surprises(server, results[server.name]) or "as expected", flush=True)
    PAGE.write_text(page(list(next(iter(results.values())))), encoding="utf-8")


if __name__ == "__main__":
    main()
