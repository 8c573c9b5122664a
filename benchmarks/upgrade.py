"""How fast is `upgrade` on a large tree, beside libcst's codemod tool doing one rename and beside `ruff check`?

The tree holds copies of real files of the standard library, and a few that use Starlette's old API. `upgrade` and ruff
read all of it. libcst's tool would need most of an hour for that, so it gets every 25th file, both tools with one
process each, and its time counts 25-fold. The ratios count, all from one run:

    python -m benchmarks.upgrade [--files 10000] [--touched 20] [--sample 400]
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LARGEST = 100_000
"""Bytes of a standard library module above which it is left out: few projects have such files."""

LIMIT = 900
"""Seconds after which a tool is stopped; the benchmark then fails rather than tell half a truth."""

OLD = """from starlette.applications import Starlette

app = Starlette()


@app.route("/")
def home(request): ...
"""

UPGRADE = [sys.executable, "-m", "stability_checker", "upgrade", "--to", "starlette==1.10.0", "--check", "--jobs", "1"]
RENAME = ["--old_name", "starlette.applications.Starlette", "--new_name", "toolkit.applications.Toolkit"]
LIBCST = [sys.executable, "-m", "libcst.tool", "codemod", "rename.RenameCommand", *RENAME, "--jobs", "1", "--no-format"]
RUFF = [sys.executable, "-m", "ruff", "check", "--no-cache", "--isolated", "--exit-zero", "--quiet"]


def plant(root: Path, files: int, touched: int) -> None:
    """Copies of the standard library's modules until there are `files`, of which `touched` need work instead."""
    modules = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    sources = [path for path in modules if path.stat().st_size < LARGEST]
    for number in range(files - touched):
        source = sources[number % len(sources)]
        target = root / f"package_{number // 100}" / f"{source.stem}_{number}.py"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
    for number in range(touched):
        (root / f"service_{number}.py").write_text(OLD)


def sample(root: Path, other: Path, size: int) -> int:
    """Copy about `size` of the files, evenly taken, and return how many files of the tree each stands for."""
    paths = sorted(root.rglob("*.py"))
    step = max(1, len(paths) // size)
    for number, path in enumerate(paths[::step]):
        shutil.copyfile(path, other / f"module_{number}.py")
    return step


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def run(command: list[str], folder: Path, expected: tuple[int, ...] = (0,)) -> None:
    answer = subprocess.run(
        [*command, "."],
        cwd=folder,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=LIMIT,
    )
    if answer.returncode not in expected:
        raise SystemExit(f"{command[2]} ended with {answer.returncode}: {answer.stderr[-500:]}")


def peak(command: list[str], folder: Path) -> float:
    """Megabytes that a process of its own needs at most."""
    pid = os.posix_spawn(
        command[0],
        [*command, str(folder)],
        dict(os.environ),
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)],
    )
    _, _, usage = os.wait4(pid, 0)
    return usage.ru_maxrss / (1 if sys.platform != "darwin" else 1024) / 1024


def read(root: Path) -> None:
    for path in root.rglob("*.py"):
        path.read_bytes()


def measure(root: Path, other: Path, size: int) -> dict[str, float]:
    """Seconds for the whole tree, by what was done."""
    fresh, cached = [*UPGRADE, "--no-cache"], UPGRADE
    step = sample(root, other, size)
    taken = {"reading": seconds(lambda: read(root)), "upgrade": seconds(lambda: run(fresh, root, (1,)))}
    run(cached, root, (1,))
    taken["upgrade again"] = seconds(lambda: run(cached, root, (1,)))
    taken["ruff check"] = seconds(lambda: run(RUFF, root))
    taken["libcst rename"] = step * seconds(lambda: run(LIBCST, other))
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--touched", type=int, default=20)
    parser.add_argument("--sample", type=int, default=400)
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with (
        tempfile.TemporaryDirectory() as big,
        tempfile.TemporaryDirectory() as small,
        tempfile.TemporaryDirectory() as few,
    ):
        root, tenth = Path(big), Path(few)
        plant(root, asked.files, asked.touched)
        plant(tenth, asked.files // 10, asked.touched)
        taken = measure(root, Path(small), asked.sample)
        memory = [peak([*UPGRADE, "--no-cache"], folder) for folder in (tenth, root)]
    print(f"{asked.files} files, {asked.touched} to touch; libcst on every {asked.files // asked.sample}th")
    for name, time_taken in taken.items():
        print(f"{name:<14}{time_taken:9.2f} s {time_taken / taken['upgrade']:9.2f} x upgrade")
    print(f"memory of upgrade: {memory[0]:.0f} MB for {asked.files // 10} files, {memory[1]:.0f} MB for {asked.files}")


if __name__ == "__main__":
    main()
