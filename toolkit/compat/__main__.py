"""`python -m toolkit.compat COMMAND...` runs a command, and its children, with toolkit in Starlette's place."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.compat._aliases import SEARCH_PATH

USAGE = """usage: python -m toolkit.compat COMMAND [ARGUMENT...]
       python -m toolkit.compat -m MODULE [ARGUMENT...]
       python -m toolkit.compat -c CODE [ARGUMENT...]
       python -m toolkit.compat FILE.py [ARGUMENT...]

Runs the command with `import starlette` answered by toolkit, in it and in every Python process that it starts."""

CODE_HOME = Path(__file__).parents[2]


def main(arguments: Sequence[str]) -> int:
    """Runs the command and answers with its exit code; 2 where there is none, 127 where it cannot be found."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE, file=sys.stdout if arguments else sys.stderr)
        return 0 if arguments else 2
    command = resolved(arguments)
    if command is None:
        print(f"toolkit.compat: no command named {arguments[0]!r} on PATH or beside this Python.", file=sys.stderr)
        return 127
    return run(command)


def resolved(arguments: Sequence[str]) -> list[str] | None:
    """The full command line: Python's own options and scripts go to this interpreter."""
    first, *rest = arguments
    if first.startswith("-") or first.endswith(".py"):
        return [sys.executable, *arguments]
    beside = str(Path(sys.executable).parent)
    program = shutil.which(first, path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
    return None if program is None else [program, *rest]


def run(command: Sequence[str]) -> int:
    try:
        return subprocess.run(command, env=environment(os.environ), check=False).returncode
    except KeyboardInterrupt:  # the child has had the same signal and has answered it
        return 130


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The variables of the child: our stand-in comes before an installed Starlette, toolkit's own home comes last."""
    home = [] if str(CODE_HOME) in [*site.getsitepackages(), site.getusersitepackages()] else [str(CODE_HOME)]
    search = [str(SEARCH_PATH), *filter(None, inherited.get("PYTHONPATH", "").split(os.pathsep)), *home]
    return {**inherited, "PYTHONPATH": os.pathsep.join(search)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
