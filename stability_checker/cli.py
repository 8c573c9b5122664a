"""The command line: every file of `commands/` is a command, found by walking the folder."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from stability_checker import commands
from stability_checker.errors import CheckerError

_EPILOG = (
    "Exit status: 0 fine, 1 a promise is broken, 2 the comparison could not be made. `COMMAND --help` has examples."
)

# What newer releases of typer give back for Ctrl-C.
_INTERRUPTED = 130


def invoke(arguments: list[str]) -> int:
    """Run one command; returns its exit status, raises CheckerError for a usage error."""
    program = build(_named_command(arguments))
    try:
        status = program(arguments or ["--help"], standalone_mode=False, prog_name="stability-checker")
    except typer.Abort:
        raise KeyboardInterrupt from None
    except _UsageProblem as problem:
        raise CheckerError(_sentence(problem)) from None
    if status == _INTERRUPTED:
        raise KeyboardInterrupt
    return status if isinstance(status, int) else 0


# Typer's public errors all descend from the one class that knows how to word itself.
_UsageProblem: type[Exception] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def _sentence(problem: Any) -> str:
    context = getattr(problem, "ctx", None)
    command = context.command_path if context else "stability-checker"
    return f"{problem.format_message().rstrip('.?')}; see `{command} --help`."


def _named_command(arguments: list[str]) -> str | None:
    """The command that is asked for, so that no other has to be loaded; None for help and for mistakes."""
    first = arguments[0].replace("-", "_") if arguments else ""
    return first if first in _command_names() else None


def build(only: str | None = None) -> Callable[..., Any]:
    """The program with all its commands, or with `only` one of them."""
    app = typer.Typer(
        cls=_Program,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        epilog=_EPILOG,
    )
    app.callback()(_program)
    for name, module in find_commands(only):
        function = getattr(module, module.__name__.rpartition(".")[2])
        app.command(name, cls=_Command, short_help=module.__doc__)(function)
    return typer.main.get_command(app)


class _Command(TyperCommand):
    """A command that takes texts as they are typed: to turn a str into a str, typer would load all of pydantic."""

    def get_params(self, ctx: Any) -> list[Any]:
        return [_taken_plainly(each) for each in super().get_params(ctx)]


class _Program(TyperGroup):
    """The program around the commands, which takes its own options in the same way."""

    def get_params(self, ctx: Any) -> list[Any]:
        return [_taken_plainly(each) for each in super().get_params(ctx)]


def _taken_plainly(parameter: Any) -> Any:
    # Typers of other ages say nothing of the annotation: they convert without pydantic.
    if hasattr(parameter, "type_descriptor") and "process_value" not in vars(parameter):
        parameter.process_value = partial(_value_of, parameter, parameter.process_value)
    return parameter


def _value_of(parameter: Any, convert: Callable[..., Any], ctx: Any, value: Any) -> Any:
    """The value of a parameter: as it is where there is nothing to convert or to refuse, else what typer says."""
    is_text = parameter.type_descriptor.annotation is str and isinstance(value, str)
    if parameter.nargs != 1 or parameter.multiple or not (is_text or (value is None and not parameter.required)):
        return convert(ctx, value)
    return parameter.callback(ctx, parameter, value) if parameter.callback else value


def find_commands(only: str | None = None) -> Iterator[tuple[str, ModuleType]]:
    """Name and module of each command: a file `commands/NAME.py` holds the function `NAME`; `_` stands for `-`."""
    for name in [only] if only else _command_names():
        yield name.replace("_", "-"), importlib.import_module(f"{commands.__name__}.{name}")


def _command_names() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(commands.__path__) if not module.name.startswith("_")]


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"stability-checker {version('asgi-toolkit')}")
        raise typer.Exit


def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Keep the promise of a version number: compare, judge and record the public API of any Python package.

    \b
    What did a release break?
      stability-checker diff pypi:starlette==0.52.1 pypi:starlette==1.0.0
    May this tree be released under the version that it declares?
      stability-checker check
    Which version must it be?
      stability-checker bump 1.4.0 .
    Why is a name public, or why not?
      stability-checker explain --object starlette.routing.Mount pypi:starlette
    \b
    A SOURCE is a folder, a snapshot .json, a .whl, .tar.gz or .zip, git:REF or
    git:PATH@REF, pypi:NAME==VERSION, installed:NAME, or a recorded version such
    as 1.0.0. Its code is read, never run, but by verify and diff --verify.
    """
