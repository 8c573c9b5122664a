"""How fast is `upgrade` on a large tree, beside libcst's codemod tool doing one rename and beside `ruff check`?

The tree holds copies of real files of the standard library, and a few that use Starlette's old API:
`python benchmarks/upgrade.py [FILES] [TOUCHED]`. All three read the same tree in the same run; the ratios count.
"""

import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

OLD = """from starlette.applications import Starlette

app = Starlette()


@app.route("/")
def home(request): ...
"""


def plant(root: Path, files: int, touched: int) -> None:
    """Copies of the standard library's modules until there are `files`, and `touched` that need work."""
    sources = [
        path for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")) if path.stat().st_size < 100_000
    ]
    for number in range(files - touched):
        source = sources[number % len(sources)]
        target = root / f"package_{number // 100}" / f"{source.stem}_{number}.py"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
    for number in range(touched):
        (root / f"service_{number}.py").write_text(OLD)


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    files, touched = (int(text) for text in (sys.argv[1:] + ["10000", "20"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plant(root, files, touched)
        reading = seconds(lambda: [path.read_bytes() for path in root.rglob("*.py")])
        command = (
            sys.executable,
            "-m",
            "stability_checker",
            "upgrade",
            str(root),
            "--to",
            "starlette==1.10.0",
            "--check",
        )
        ours = seconds(lambda: run(*command, "--no-cache", cwd=root))
        run(*command, cwd=root)
        again = seconds(lambda: run(*command, cwd=root))
        ruff = seconds(lambda: run(sys.executable, "-m", "ruff", "check", "--no-cache", "--isolated", ".", cwd=root))
        rename = (
            "rename.RenameCommand",
            "--old_name",
            "starlette.applications.Starlette",
            "--new_name",
            "toolkit.applications.Toolkit",
        )
        tool = (sys.executable, "-m", "libcst.tool", "codemod", *rename, ".")
        libcst = seconds(lambda: run(*tool, cwd=root))
    print(f"{files} files, {touched} to touch")
    for name, taken in (
        ("reading", reading),
        ("upgrade", ours),
        ("upgrade again", again),
        ("ruff", ruff),
        ("libcst", libcst),
    ):
        print(f"{name:<14}{taken:8.2f} s   {taken / ours:7.2f} x upgrade")


if __name__ == "__main__":
    main()
