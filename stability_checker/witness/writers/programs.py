"""Command lines, asked for their help: a command that is gone, an option that it no longer shows."""

from collections.abc import Iterator

from stability_checker.model.api import Command
from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Witness
from stability_checker.witness.phrases import Writer

_RUN = """\
sys.argv = {words!r}
shown = io.StringIO()
try:
    with contextlib.redirect_stdout(shown):
        program()
except SystemExit as end:
    assert not end.code
"""


def _helped(case: Case, *tests: str) -> Iterator[Witness]:
    """The program's own help, and what must stand in it."""
    words = case.symbol.partition(":")[2].split()
    load = loading(words[0], case)
    if load:
        run = _RUN.format(words=[*words, "--help"])
        imports = "import contextlib\nimport io\nimport re\nimport sys\n" if tests else _FEW
        yield Witness(imports + load + "\n" + run + "".join(f"{test}\n" for test in tests))


_FEW = "import contextlib\nimport io\nimport sys\n"


def loading(program: str, case: Case) -> str | None:
    """How the program is taken: by its script, or by the function that the command was read from."""
    if program in case.old.package.metadata.entry_points.get("console_scripts", {}):
        asked = f'entry_points(group="console_scripts")["{program}"].load()'
        return f"from importlib.metadata import entry_points\n\nprogram = {asked}\n"
    command = case.old.package.commands.get(program)
    if command is None or command.location is None:
        return None
    module = command.location.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    name = program.replace("-", "_")
    return f"from {module} import {name}\n\nprogram = {name}\n" if name.isidentifier() else None


def _command(case: Case) -> Iterator[Witness]:
    yield from _helped(case)


def _option(case: Case) -> Iterator[Witness]:
    yield from _helped(case, f'assert re.search(r"(?<![-\\w]){case.member}(?![-\\w])", shown.getvalue())')


def _required(case: Case) -> Iterator[Witness]:
    """An optional option stands in brackets in the usage of argparse, a required one is marked so by click."""
    name = case.member
    usage = f'assert re.search(r"\\[(\\S+, )?{name}\\b", shown.getvalue())'
    marked = f'assert not re.search(r"{name}\\b[^\\n]*\\[required\\]", shown.getvalue())'
    yield from _helped(case, marked)
    yield from _helped(case, usage)


def _choice(case: Case) -> Iterator[Witness]:
    command = case.old.package.commands.get(case.symbol.partition(":")[2])
    lost = [word for word in _choices(command, case.member) if word not in _choices(_new(case), case.member)]
    for word in lost[:1]:
        yield from _helped(case, f'assert re.search(r"[{{|\\[,]{word}[,|\\]}}]", shown.getvalue())')


def _new(case: Case) -> Command | None:
    return case.new.package.commands.get(case.symbol.partition(":")[2])


def _choices(command: Command | None, name: str) -> tuple[str, ...]:
    options = command.options if command else ()
    return next((each.choices or () for each in options if name in each.names), ())


WRITERS: dict[str, Writer] = {
    "command_removed": _command,
    "option_became_required": _required,
    "option_choice_removed": _choice,
    "option_removed": _option,
}
