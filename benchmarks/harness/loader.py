"""`python -m benchmarks.harness.loader PORT PATH SECONDS`: requests over open connections, where wrk is not at hand."""

from __future__ import annotations

import asyncio
import sys

CONNECTIONS = 16


class Connection(asyncio.Protocol):
    """Asks, reads the answer, and asks again; the answers are counted, and those that are not 200 apart."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.buffer = b""
        self.answers = 0
        self.failures = 0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, blank, rest = self.buffer.partition(b"\r\n\r\n")
        if not blank:
            return
        size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(rest) < size:
            return
        self.buffer = rest[size:]
        self.answers += 1
        self.failures += not head.startswith(b"HTTP/1.1 200 ")
        assert self.transport is not None
        self.transport.write(self.request)


async def load(port: int, path: str, seconds: float) -> int:
    """The number of answers."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    connections = []
    for _ in range(CONNECTIONS):
        transport, connection = await loop.create_connection(lambda: Connection(request), "127.0.0.1", port)
        connections.append((transport, connection))
    await asyncio.sleep(seconds)
    answers = sum(connection.answers for _, connection in connections)
    for transport, _ in connections:
        transport.abort()
    failures = sum(connection.failures for _, connection in connections)
    if failures:
        raise SystemExit(f"{failures} of {answers} answers were not 200")
    return answers


if __name__ == "__main__":
    print(asyncio.run(load(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))))
