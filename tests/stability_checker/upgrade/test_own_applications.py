"""What subclasses of applications and routers keep for themselves, that later releases look for elsewhere."""

from pathlib import Path

import pytest

from stability_checker.upgrade.plan import Target
from stability_checker.upgrade.results import FileResult
from stability_checker.upgrade.run import Settings, upgrade

SITE = """from starlette.applications import Starlette
from starlette.routing import Router


class Site(Starlette):
    def __init__(self, debug: bool) -> None:
        self._debug = debug
        self.state, self.router = None, Router()
"""


def _upgraded(folder: Path, code: str, origin: str = "0.20.0", *, unsafe: bool = True) -> tuple[str, list[FileResult]]:
    (folder / "main.py").write_text(code)
    target, since = Target.parse("starlette==1.10.0"), Target.parse(f"starlette=={origin}")
    report = upgrade([folder], Settings(target=target, origin=since, cache=False, unsafe=unsafe))
    return (folder / "main.py").read_text(), report.files


@pytest.mark.parametrize(
    ("origin", "unsafe", "new"), [("0.23.1", True, True), ("0.23.1", False, False), ("0.24.0", True, False)]
)
def test_what_was_kept_under_the_property_debug(tmp_path: Path, origin: str, unsafe: bool, new: bool) -> None:
    after, files = _upgraded(tmp_path, SITE, origin, unsafe=unsafe)
    assert after == (SITE.replace("self._debug", "self.debug") if new else SITE)
    assert [one.line for file in files for one in file.review] == [7] * (not unsafe)
