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


ROUTER = """from starlette.routing import Router


class Pages(Router):
    def __init__(self, on_startup=None):
        {first}
        super().__init__(on_startup=on_startup)
        {last}

    async def {method}(self):
        print("here")
"""
KEPT = [
    ("pass", "pass", "startup", "Pages overrides startup()"),
    ("pass", "pass", "shutdown", "Pages overrides shutdown()"),
    ("pass", "self.count = len(self.on_startup)", "run", "Pages reads self.on_startup"),
]


@pytest.mark.parametrize(("first", "last", "method", "why"), KEPT)
def test_a_router_that_runs_its_handlers_itself_is_left(
    tmp_path: Path, first: str, last: str, method: str, why: str
) -> None:
    code = ROUTER.format(first=first, last=last, method=method)
    after, (file,) = _upgraded(tmp_path, code)
    assert after == code
    assert [one.line for one in file.manual if one.message.startswith(why)] == [7]


@pytest.mark.parametrize("first", ["pass", "self.on_startup = [on_startup]"])
def test_a_router_that_does_not_is_rewritten(tmp_path: Path, first: str) -> None:
    after, _ = _upgraded(tmp_path, ROUTER.format(first=first, last="pass", method="run"))
    assert "super().__init__(lifespan=lifespan)" in after


def test_a_router_of_such_a_class_is_left_where_it_is_built(tmp_path: Path) -> None:
    code = (
        "from starlette.routing import Router\n\n\nclass Pages(Router):\n    async def startup(self): ...\n\n\n"
        "class Named(Pages): ...\n\n\npages = Named(on_startup=[print])\n"
    )
    after, (file,) = _upgraded(tmp_path, code)
    assert after == code
    assert [one.line for one in file.manual] == [11, 4]


def test_a_handler_of_an_application_may_have_any_name(tmp_path: Path) -> None:
    code = (
        "from starlette.applications import Starlette\n\n\nclass Site(Starlette):\n    def __init__(self):\n"
        "        super().__init__(on_startup=[self.startup])\n\n    async def startup(self): ...\n"
    )
    after, _ = _upgraded(tmp_path, code)
    assert "await self.startup()" in after
