"""How many real middleware classes does `upgrade` make pure ASGI, and does each still do what it did?

    python -m benchmarks.middleware_classes [--work FOLDER] [--packages FILE]

Downloads the wheels of the listed packages (no code of theirs is built), counts the subclasses of `BaseHTTPMiddleware`
that are rewritten by default, with `--unsafe` and not at all, and runs every rewritten class beside the old one on
generated requests, in an environment of its own.
"""

import argparse
import ast
import json
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version

from stability_checker.model.recipe import Safety
from stability_checker.upgrade.plan import Choice, Target
from stability_checker.upgrade.run import Settings, upgrade

HERE = Path(__file__).parent
INDIRECT = "takes its dispatch from another class"
"""What is said of classes that inherit from a middleware of their own project: they are none of those counted here."""

NEEDS = ("starlette==1.10.0", "fastapi", "httpx", "python-multipart", "itsdangerous", "jinja2", "anyio")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path(".cache/middleware"), help="where packages are kept")
    parser.add_argument("--packages", type=Path, default=HERE / "middleware_packages.txt")
    parser.add_argument("--only", default="", help="look at the packages alone whose folder starts so, as a pattern")
    given = parser.parse_args()
    work = given.work.resolve()
    python = environment(work / "env")
    download(python, given.packages.read_text("utf-8").split(), work / "wheels")
    unpack(work / "wheels", work / "before")
    tiers, proofs = measure(work, python, given.only)
    report(tiers, proofs)


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


def measure(work: Path, python: Path, only: str = "") -> tuple[Counter[str], Counter[str]]:
    """How many classes are of which safety, and how the rewritten ones fared."""
    tiers, proofs = Counter[str](), Counter[str]()
    for before in sorted((work / "before").glob(f"{only}*")):
        after = work / "after" / before.name
        shutil.rmtree(after, ignore_errors=True)
        shutil.copytree(before, after)
        for file, found in rewritten(after).items():
            tiers.update(found.values())
            names = [name for name, safety in found.items() if safety != "manual"]
            for name, outcome in prove(python, before, after, file, names) if names else ():
                proofs[f"{found[name]} {outcome.partition(':')[0]}"] += 1
                if outcome != "same":
                    print(f"{before.name}/{file} {name}: {outcome}")
    return tiers, proofs


def rewritten(folder: Path) -> dict[str, dict[str, str]]:
    """The safety of each class by file, after rewriting `folder` in place."""
    settings = Settings(
        target=Target("starlette", Version("1.10.0")),
        choice=Choice(frozenset({"base_http_middleware"})),
        unsafe=True, force=True, cache=False, jobs=1,
    )  # fmt: skip
    result: dict[str, dict[str, str]] = {}
    for file in upgrade([folder], settings).files:
        done = [(one.line, one.safety) for one in (*file.done, *file.left) if INDIRECT not in one.message]
        if done:
            path = Path(file.path)
            old = ast.parse(file.before or path.read_bytes())
            names = {node.lineno: node.name for node in ast.walk(old) if isinstance(node, ast.ClassDef)}
            result[str(path.relative_to(folder))] = {
                names.get(line, f"line {line}"): str(safety) for line, safety in done
            }
    return result


def prove(python: Path, before: Path, after: Path, file: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """What came of running both forms of each class: `same`, `differs: ...`, or why they could not be run."""
    old, new = (observations(python, root, root / file, names) for root in (before, after))
    for name in names:
        yield (
            name,
            verdict(old.get(name, old.get("import", "not reached")), new.get(name, new.get("import", "not reached"))),
        )


def observations(python: Path, root: Path, file: Path, names: list[str]) -> dict[str, object]:
    command = [str(python), str(HERE / "middleware_observer.py"), str(root), str(file), *names]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=root)
    except subprocess.TimeoutExpired:
        return {"import": "took too long"}
    return dict(json.loads(run.stdout.rpartition("@@")[2] or '{"import": "crashed"}'))


def verdict(old: object, new: object) -> str:
    if isinstance(old, str) and isinstance(new, str):
        return f"not run: {old}"
    if isinstance(old, str) or isinstance(new, str):
        return f"differs: {old if isinstance(old, str) else 'runs'} / {new if isinstance(new, str) else 'runs'}"
    assert isinstance(old, list)
    assert isinstance(new, list)
    apart = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    if apart:
        keys = sorted({key for one, other in apart for key in one if one[key] != other[key]})
        told = f"{len(apart)} of {len(old)} requests in {', '.join(keys)}"
        return f"differs: {told}, first {apart[0]}"
    return "same"


def report(tiers: Counter[str], proofs: Counter[str]) -> None:
    total = sum(tiers.values())
    safe, review = tiers[Safety.SAFE], tiers[Safety.REVIEW]
    print(f"{total} classes: {safe} safe ({safe / total:.0%}), {review} for review, {tiers[Safety.MANUAL]} by hand")
    print(f"rewritten with --unsafe: {safe + review} ({(safe + review) / total:.0%})")
    for outcome, count in sorted(proofs.items()):
        print(f"  {outcome}: {count}")


if __name__ == "__main__":
    main()
