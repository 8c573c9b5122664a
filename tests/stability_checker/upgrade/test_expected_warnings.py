"""Tests that expect a deprecation warning lose the expectation together with what caused the warning."""

from pathlib import Path

import pytest

from stability_checker.upgrade.plan import Target
from stability_checker.upgrade.run import Settings, upgrade

APP = "import pytest\nfrom starlette.applications import Starlette\n\n\ndef test_it():\n    app = Starlette()\n"
FAST = APP.replace("starlette.applications import Starlette", "fastapi import FastAPI").replace("Starlette", "FastAPI")
BLOCK = "    with pytest.deprecated_call():\n"

FILE = "import pytest\nfrom starlette.responses import FileResponse\n\n\ndef test_it():\n"
LINES = (
    "    with pytest.warns(DeprecationWarning):  # for now\n        FileResponse(\n            'a',\n"
    "            method='GET',\n        )\n"
)


@pytest.mark.parametrize(
    ("before", "gone", "there"),
    [
        (
            APP + BLOCK + "        @app.route('/')\n        def home(request): ...\n",
            ["pytest", "@app"],
            ["\n    def home(request): ...\n", "\n    app.add_route('/', home)\n"],
        ),
        (APP + BLOCK + "        app.route('/')(print)\n        connect(app)\n", ["app.route"], [BLOCK]),
        (FAST + BLOCK + "        @app.on_event('startup')\n        def connect(): ...\n", [], [BLOCK]),
        (
            FILE + "    with pytest.warns(DeprecationWarning): FileResponse('a', method='GET')\n",
            ["pytest", "method"],
            ["\n    FileResponse('a')\n"],
        ),
        (
            FILE + LINES.replace("\n", "\r\n"),
            ["pytest", "method"],
            ["\n    FileResponse(\r\n        'a',\r\n    )\r\n"],
        ),
    ],
)
def test_expectation(tmp_path: Path, before: str, gone: list[str], there: list[str]) -> None:
    path = tmp_path / "test_it.py"
    path.write_bytes(before.encode())
    upgrade([tmp_path], Settings(target=Target.parse("starlette==1.10.0"), cache=False))
    after = path.read_bytes().decode()
    assert [text for text in gone if text in after] == []
    assert [text for text in there if text not in after] == []
