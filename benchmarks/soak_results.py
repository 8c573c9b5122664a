"""What a soak has found so far: which releases it compares, and what each package came to, kept for the next run."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from packaging.version import Version

import stability_checker
from stability_checker.places import cache_folder, written_whole

Step = tuple[str, str]


@dataclass(slots=True)
class Outcome:
    """What one comparison came to: seconds, findings, the number of files that could not be read, what went wrong."""

    name: str
    old: str
    new: str
    seconds: float = 0.0
    findings: list[dict[str, str | None]] = field(default_factory=list)
    unread: int = 0
    failure: str | None = None
    skipped: str | None = None

    @property
    def place(self) -> tuple[str, Version, Version]:
        """Where a report lists it."""
        return self.name, Version(self.old), Version(self.new)


def read_steps(path: Path) -> dict[str, list[Step]]:
    """The releases to compare, by package: the lines of `path` are "name old new"."""
    steps: dict[str, list[Step]] = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        name, old, new = line.split()
        steps.setdefault(name, []).append((old, new))
    return steps


def write_steps(path: Path, steps: dict[str, list[Step]]) -> None:
    """The reverse of `read_steps`, sorted by name."""
    lines = (f"{name} {old} {new}\n" for name in sorted(steps) for old, new in steps[name])
    path.write_text("".join(lines), "utf-8")


def recall(name: str, steps: list[Step]) -> list[Outcome]:
    """What this very code found for a package before, or nothing where it has not compared these releases yet."""
    try:
        known = [Outcome(**each) for each in json.loads(_place(name).read_bytes())]
    except (OSError, ValueError, TypeError):
        return []
    return known if [(each.old, each.new) for each in known] == steps else []


def keep(name: str, outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes, which `recall` gives from now on."""
    with written_whole(_place(name)) as file:
        file.write(json.dumps([asdict(each) for each in outcomes]).encode())
    return outcomes


def _place(name: str) -> Path:
    return cache_folder() / "soak" / _code() / f"{name}.json"


@cache
def _code() -> str:
    """A digest of the checker's code: what another version found says nothing of this one."""
    digest = hashlib.blake2b(digest_size=10)
    for path in sorted(Path(stability_checker.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
