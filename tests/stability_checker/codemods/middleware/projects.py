"""Writes small projects with middleware classes, and runs `upgrade` on them."""

from pathlib import Path

from packaging.version import Version

from stability_checker.upgrade.plan import Choice, Target
from stability_checker.upgrade.results import Report
from stability_checker.upgrade.run import Settings, upgrade

IMPORT = "from starlette.middleware.base import BaseHTTPMiddleware\n\n\n"
PLAIN = "    async def dispatch(self, request, call_next):\n        return await call_next(request)\n"
TOUCH = """\
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["x-a"] = "1"
        return response
"""
CONSTRUCTOR = "    def __init__(self, app, {parameters}):\n        super().__init__({given})\n\n"


def run(folder: Path, *, selected: bool = True, to: str = "starlette==1.10.0", unsafe: bool = True) -> Report:
    library, _, version = to.partition("==")
    choice = Choice(frozenset({"base_http_middleware"}) if selected else frozenset())
    target = Target(library, Version(version))
    return upgrade([folder], Settings(target=target, choice=choice, unsafe=unsafe, force=True, cache=False))


def safeties(report: Report) -> list[str]:
    return [one.safety.value for file in report.files for one in (*file.done, *file.left)]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__", "/").replace("INIT", "__init__") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


ON_TOOLKIT = f"""\
import importlib, sys
sys.path.insert(0, {str(Path(__file__).parents[4])!r})
for name in ("", ".requests", ".responses", ".types", ".middleware", ".middleware.base"):
    sys.modules["starlette" + name] = importlib.import_module("toolkit" + name)
del sys.path[0]
"""
"""Lets toolkit stand for Starlette, which need not be installed."""
