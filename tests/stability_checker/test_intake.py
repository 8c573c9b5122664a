"""Processes that read for another one end with it, and leave nothing behind."""

import tempfile
import time
from pathlib import Path

import pytest

from stability_checker.intake import workers


def _unpack_for_long(folder: str) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as unpacked:
        Path(unpacked, "begun").touch()
        time.sleep(120)


@pytest.mark.parametrize("reason", [KeyboardInterrupt, ValueError])
def test_nobody_waits_for_workers_after_an_error(reason: type[BaseException], tmp_path: Path) -> None:
    begun = 0.0
    with pytest.raises(reason), workers(1) as pool:  # noqa: PT012  what is raised in the block is what is tested
        future = pool.submit(_unpack_for_long, str(tmp_path))
        while not list(tmp_path.rglob("begun")):
            assert not future.done()
            time.sleep(0.02)
        begun = time.monotonic()
        raise reason
    assert time.monotonic() - begun < 60
    assert list(tmp_path.iterdir()) == []
