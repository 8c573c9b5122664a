"""Tests of the benchmark behind servers: its own load generator, the account of processor time, its table."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time

import pytest

from benchmarks.harness import loader
from benchmarks.server import KEYS, as_markdown, processor_seconds


async def answers_of(status: bytes, seconds: float) -> tuple[int, int]:
    """What the load generator counts, and what a server that answers in two pieces counts."""
    served = 0
    handlers = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        handlers.add(asyncio.current_task())
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 5\r\n\r\nhe")
                await writer.drain()
                writer.write(b"llo")
                served += 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        try:
            counted = await loader.load(server.sockets[0].getsockname()[1], "/", seconds)
        finally:
            # What is still open when the loop ends would be reported in some other test.
            await asyncio.wait(handlers)
    return counted, served


def test_loader_counts_the_answers() -> None:
    counted, served = asyncio.run(answers_of(b"200 OK", 1))
    assert 0 < counted <= served <= counted + 2 * loader.CONNECTIONS


def test_loader_counts_no_failures() -> None:
    with pytest.raises(SystemExit, match="were not 200"):
        asyncio.run(answers_of(b"500 Oops", 1))


@pytest.mark.skipif(sys.platform != "linux", reason="the account is Linux's")
def test_processor_time_is_that_of_work_and_not_of_waiting() -> None:
    before = processor_seconds(os.getpid())
    time.sleep(0.2)
    waited = processor_seconds(os.getpid())
    deadline = time.process_time() + 0.2
    while time.process_time() < deadline:
        pass
    assert waited - before < 0.1 < processor_seconds(os.getpid()) - waited


def test_table_gives_microseconds_and_the_share() -> None:
    known = {"bare": 30e-6, "toolkit": 40e-6, "starlette": 50e-6, "blacksheep": 60e-6}
    assert "| uvicorn: plain text | 30.0 | 40.0 | 50.0 | 60.0 | 0.80 |" in as_markdown({("uvicorn", KEYS[0]): known})
