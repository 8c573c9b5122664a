"""One installation of a version with its dependencies, made by uv or by venv and pip, kept in the user's cache."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from stability_checker.errors import CheckerError
from stability_checker.places import cache_folder, written_whole
from stability_checker.sources import Commit, Folder, Release, SnapshotFile, Source
from stability_checker.sources.archive import Archive
from stability_checker.sources.installed import Installed

_LONGEST = 900
_END_OF_BUILD = "[end of output]"
_PASSED_OVER = re.compile(r"ERROR: Ignored the following", re.IGNORECASE)
# What a build finds in a working copy and must not carry along: it may be huge, and it is not the project's.
_LEFT_OUT = (
    ".git",
    ".hg",
    ".venv",
    "venv",
    ".tox",
    ".nox",
    "node_modules",
    "__pycache__",
    "build",
    "dist",
    "*.egg-info",
)


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter in which one version can be imported; `paths` go before its own on `sys.path`.

    A `passing` one is found by nobody again, since what it was made of may change: who asked for it discards it.
    """

    python: Path
    paths: tuple[Path, ...] = ()
    passing: bool = False

    @property
    def home(self) -> Path:
        """The folder that it was made in."""
        return self.python.parent.parent

    @property
    def site_packages(self) -> tuple[Path, ...]:
        """The folders that hold what is installed."""
        return (*self.paths, *self.home.glob("lib/python3*/site-packages"))


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be installed: a source, the version that it turned out to be, and requirements beside it."""

    source: Source
    name: str | None
    version: str | None
    extras: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def key(self) -> str | None:
        """What the installation is kept by; None where the source may change."""
        pinned = self.source.digest or _pinned(self)
        if pinned is None:
            return None
        facts = [pinned, self.version, *self.extras, "|", *self.beside, "|", sys.version]
        return hashlib.blake2b(json.dumps(facts).encode(), digest_size=12).hexdigest()


def environment_for(order: Order) -> Environment:
    """The installation of `order`, made now or found in the cache. Raises CheckerError where it cannot be installed."""
    place = cache_folder() / "environments"
    if order.key is None:
        return passing_environment(order)
    known = _kept(place / order.key)
    if known is not None:
        return known
    # An environment cannot be moved, so each builder makes its own, and the last one to end is the one that is found.
    (place / order.key).mkdir(parents=True, exist_ok=True)
    made = _made(order, Path(tempfile.mkdtemp(dir=place / order.key)))
    with written_whole(place / order.key / "whole") as file:
        file.write(str(made.python).encode())
    return made


def passing_environment(order: Order) -> Environment:
    """An installation of its own, which nobody else will find; who asked for it discards it."""
    return replace(_made(order, Path(tempfile.mkdtemp(prefix="stability-checker-environment-"))), passing=True)


def discard(environment: Environment) -> None:
    """Remove an installation; one that was kept is made anew when it is asked for."""
    shutil.rmtree(environment.home, ignore_errors=True)


def _kept(folder: Path) -> Environment | None:
    try:
        python = Path((folder / "whole").read_text(encoding="utf-8"))
    except OSError:
        return None
    return Environment(python) if python.exists() else None


def _made(order: Order, folder: Path) -> Environment:
    try:
        with _requirement(order) as wanted:
            return _installed([wanted, *order.beside], folder, order)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _requirement(order: Order) -> Iterator[str]:
    """What the installer is told, while what it needs for that lies on the disk."""
    extras = f"[{','.join(order.extras)}]" if order.extras else ""
    source, pinned = order.source, _pinned(order)
    if pinned is not None:
        yield pinned.replace("==", f"{extras}==")
    elif isinstance(source, Archive):
        yield f"{source.path.resolve()}{extras}"
    else:
        with tempfile.TemporaryDirectory(prefix="stability-checker-build-") as scratch:
            yield f"{_tree(source, Path(scratch) / 'project')}{extras}"


def _pinned(order: Order) -> str | None:
    """The release of the index that a source stands for, as a requirement."""
    source = order.source
    if isinstance(source, Release) and order.version:
        return f"{source.name}=={order.version}"
    if isinstance(source, SnapshotFile | Installed):
        name = source.name if isinstance(source, Installed) else order.name
        if name and order.version:
            return f"{name}=={order.version}"
        raise CheckerError(f"{source.text} names no release that could be installed; name a source that holds code.")
    return None


def _tree(source: Source, folder: Path) -> Path:
    """A copy of a project that a build may litter."""
    if isinstance(source, Commit):
        return source.check_out(folder)
    if isinstance(source, Folder) and source.path.is_dir():
        shutil.copytree(source.path, folder, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        return folder
    raise CheckerError(f"{source.text} cannot be installed; name a project's folder, a tag, a wheel or a release.")


def _installed(wanted: Sequence[str], folder: Path, order: Order) -> Environment:
    """The environment in `folder`, by uv where it is there and succeeds, by venv and pip otherwise."""
    uv = shutil.which("uv")
    if uv and _by_uv(uv, wanted, folder, order):
        return Environment(_python(folder))
    _run([sys.executable, "-m", "venv", "--clear", *_without_pip(), str(folder)], order)
    pip = [*_pip(folder), "install", "--quiet", "--no-input", "--disable-pip-version-check", *wanted]
    _run(pip, order)
    return Environment(_python(folder))


def _by_uv(uv: str, wanted: Sequence[str], folder: Path, order: Order) -> bool:
    python = ["--python", sys.executable]
    try:
        _run([uv, "venv", "--quiet", "--clear", *python, str(folder)], order)
        _run([uv, "pip", "install", "--quiet", "--python", str(_python(folder)), *wanted], order)
    except CheckerError:
        return False  # pip may know an index that uv does not
    return True


def _without_pip() -> list[str]:
    return ["--without-pip"] if _has_pip() else []


def _pip(folder: Path) -> list[str]:
    """Our own pip where there is one, which spares the environment a pip of its own."""
    own = [sys.executable, "-m", "pip", "--python", str(_python(folder))]
    return own if _has_pip() else [str(_python(folder)), "-m", "pip"]


def _has_pip() -> bool:
    from importlib.util import find_spec

    return find_spec("pip") is not None


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(command: Sequence[str], order: Order) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    if order.version and isinstance(order.source, Commit | Folder):
        # A copy without its history cannot tell its version to setuptools-scm, hatch-vcs and their kin.
        surroundings["SETUPTOOLS_SCM_PRETEND_VERSION"] = order.version
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_LONGEST, env=surroundings, check=False
        )
    except subprocess.TimeoutExpired:
        raise CheckerError(f"Installing {order.source.text} took longer than {_LONGEST // 60} minutes.") from None
    if ended.returncode:
        said = _reason((ended.stderr or ended.stdout).splitlines())
        raise CheckerError(f"{order.source.text} cannot be installed ({said}); check that pip can install it.")


def _reason(lines: Sequence[str]) -> str:
    """The line of an installer's complaint that says why; what it passed over on the way is no reason."""
    told = [line.strip() for line in lines if line.strip()]
    errors = [line for line in told if line.lower().startswith("error") and not _PASSED_OVER.match(line)]
    if (
        errors
        and "No matching distribution" in errors[-1]
        and any("require a different python" in line for line in told)
    ):
        return f"it, or what it needs, does not support Python {sys.version_info.major}.{sys.version_info.minor}"
    if _END_OF_BUILD in told[1:]:
        return f"its build failed: {told[told.index(_END_OF_BUILD) - 1]}"
    return errors[0] if errors else told[-1] if told else "no reason"
