"""How many real middleware classes does `upgrade` make pure ASGI, and does each still do what it did?

    python -m benchmarks.middleware_classes [--work FOLDER] [--packages FILE] [--jobs 2] [--write]

Downloads the wheels of the listed packages (no code of theirs is built), counts the subclasses of `BaseHTTPMiddleware`
that are rewritten by default, with `--unsafe` and not at all, and runs every rewritten class beside the old one on
generated requests, in an environment of its own. With `--write` the figures go into docs/upgrade-middleware.md.
"""

import argparse
import ast
import shutil
import subprocess
import sys
import textwrap
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from benchmarks.middleware_observer import REQUESTS
from benchmarks.middleware_proof import Proof
from stability_checker.model.recipe import Safety
from stability_checker.upgrade.plan import Choice, Target
from stability_checker.upgrade.run import Settings, upgrade

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "upgrade-middleware.md"
OPENING = "<!-- figures: written by python -m benchmarks.middleware_classes --write -->"
CLOSING = "<!-- figures end -->"
NEEDS = (
    "starlette==1.10.0", "fastapi", "httpx", "python-multipart", "itsdangerous", "jinja2", "anyio", "pydantic-settings",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path(".cache/middleware"), help="where packages are kept")
    parser.add_argument("--packages", type=Path, default=HERE / "middleware_packages.txt")
    parser.add_argument("--only", default="", help="look at the packages alone whose folder starts so, as a pattern")
    parser.add_argument("--jobs", type=int, default=1, help="packages that are looked at at a time")
    parser.add_argument("--write", action="store_true", help="write the figures into the documentation")
    given = parser.parse_args()
    work = given.work.resolve()
    python = environment(work / "env")
    download(python, given.packages.read_text("utf-8").split(), work / "wheels")
    unpack(work / "wheels", work / "before")
    seen = measure(work, python, given.only, given.jobs)
    report(seen)
    if given.write:
        write(PAGE, seen)


def environment(folder: Path) -> Path:
    """An interpreter with the frameworks and nothing else."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *NEEDS], check=True, stderr=subprocess.DEVNULL)
    return python


def download(python: Path, packages: list[str], folder: Path) -> None:
    """The wheels that are not there yet; a package that has none for this Python is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = folder / "asked.txt"
    done = set(asked.read_text("utf-8").split()) if asked.exists() else set()
    for package in packages:
        if package not in done:
            command = [str(python), "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", package]
            subprocess.run(command, cwd=folder, stderr=subprocess.DEVNULL, check=False, timeout=300)
            with asked.open("a", encoding="utf-8") as file:
                file.write(f"{package}\n")


def unpack(wheels: Path, folder: Path) -> None:
    """The Python files of the packages that have such a class, one folder a package."""
    for wheel in sorted(wheels.glob("*.whl")):
        place = folder / wheel.name.partition("-")[0]
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(".py")]
            if not place.exists() and any(b"BaseHTTPMiddleware" in archive.read(name) for name in names):
                archive.extractall(place, names)


@dataclass(frozen=True, slots=True)
class Seen:
    """One class: its file, how safe its rewrite is, and what came of running both forms (empty where there is one)."""

    file: str
    name: str
    safety: str
    outcome: str

    @property
    def proof(self) -> str:
        """`same`, `cut short` (it differs only where a body fails half way), `renamed`, `differs` or `not run`."""
        return self.outcome.partition(":")[0]


def measure(work: Path, python: Path, only: str = "", jobs: int = 1) -> list[Seen]:
    """All classes of the packages."""
    folders = sorted((work / "before").glob(f"{only}*"))
    with ThreadPoolExecutor(jobs) as pool, Proof(python, jobs) as proof:
        found = pool.map(lambda before: look(before, work / "after" / before.name, proof), folders)
        return [one for each in found for one in each]


def look(before: Path, after: Path, proof: Proof) -> list[Seen]:
    """The classes of one package, which is rewritten in the folder `after`."""
    shutil.rmtree(after, ignore_errors=True)
    shutil.copytree(before, after)
    result = list[Seen]()
    for file, found in rewritten(after).items():
        names = [name for name, safety in found.items() if safety != Safety.MANUAL]
        proofs = proof.of(before, after, file, names) if names else {}
        place = f"{before.name}/{file}"
        result += [Seen(place, name, safety, proofs.get(name, "")) for name, safety in found.items()]
    return result


def rewritten(folder: Path) -> dict[str, dict[str, str]]:
    """The safety of each class by file, after rewriting `folder` in place."""
    settings = Settings(
        target=Target("starlette", Version("1.10.0")),
        choice=Choice(frozenset({"base_http_middleware"})),
        unsafe=True, force=True, cache=False, jobs=1,
    )  # fmt: skip
    result: dict[str, dict[str, str]] = {}
    for file in upgrade([folder], settings).files:
        steps = [(one.line, one.safety) for one in (*file.done, *file.left)]
        if steps:
            path = Path(file.path)
            old = ast.parse(file.before or path.read_bytes())
            names = {node.lineno: node.name for node in ast.walk(old) if isinstance(node, ast.ClassDef)}
            classes = {names[line]: str(safety) for line, safety in steps if line in names}
            if classes:
                result[str(path.relative_to(folder))] = classes
    return result


def report(seen: list[Seen]) -> None:
    for one in seen:
        if one.outcome not in ("", "same"):
            print(f"{one.file} {one.name}: {one.outcome}")
    print(told(seen))


def told(seen: list[Seen]) -> str:
    """The figures as a paragraph."""
    total, packages = len(seen), len({one.file.partition("/")[0] for one in seen})
    by = Counter(one.safety for one in seen)
    safe, rewritten_ones = by[Safety.SAFE], by[Safety.SAFE] + by[Safety.REVIEW]
    proofs = Counter((one.safety, one.proof) for one in seen if one.outcome)
    same, cut, renamed, apart = (
        [proofs[safety, proof] for safety in (Safety.SAFE, Safety.REVIEW)]
        for proof in ("same", "cut short", "renamed", "differs")
    )
    text = (
        f"Of {total} classes in {packages} packages, {safe} ({safe / total:.0%}) are rewritten by default and "
        f"{by[Safety.REVIEW]} more ({rewritten_ones / total:.0%} together) with `--unsafe`; {by[Safety.MANUAL]} are "
        f"left to a person. Run beside their old form on {REQUESTS} requests each, {same[0]} safe ones and {same[1]} "
        "of those for review did the same in every respect that was looked at (status, headers, body, exceptions, log, "
        f"output). {cut[0]} and {cut[1]} differed only where the body of the application's response fails half way, "
        f"{renamed[0]} and {renamed[1]} in the name of the method, which a decorator prints, and "
        f"{apart[0]} and {apart[1]} in anything else; {_unseen(proofs)}."
    )
    return textwrap.fill(text, 120, break_on_hyphens=False)


def _unseen(proofs: Counter[tuple[str, str]]) -> str:
    number = sum(number for (_, proof), number in proofs.items() if proof == "not run")
    return f"{number} could not be run, for want of a file that is read at the start" if number else "all could be run"


def write(page: Path, seen: list[Seen]) -> None:
    """Put the figures between the two marks of the page."""
    text = page.read_text("utf-8")
    start, end = text.index(OPENING) + len(OPENING), text.index(CLOSING)
    page.write_text(f"{text[:start]}\n{told(seen)}\n{text[end:]}", "utf-8")


if __name__ == "__main__":
    main()
