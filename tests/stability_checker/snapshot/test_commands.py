"""The command lines that are read from argparse, click and typer programs: sources, and what one can type."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from stability_checker.model.api import Command, Metadata, Option
from stability_checker.snapshot import collect_package, decode, encode
from tests.stability_checker.trees import write

Files = Mapping[str, str]


def spelled(option: Option) -> str:
    """An option in one word: spellings, `!` for a required one, `=` with its choices for one that takes a value."""
    value = "=" + ",".join(option.choices or ()) if option.takes_value else ""
    return "/".join(option.names) + ("!" if option.required else "") + value + ("?" if option.hidden else "")


def commands_of(folder: Path, files: Files, scripts: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    write(folder, {f"pkg/{name}": dedent(text) for name, text in {"__init__.py": "", **files}.items()})
    metadata = Metadata(entry_points={"console_scripts": scripts or {}})
    found = collect_package(folder, "pkg", metadata).commands
    return {name: [spelled(each) for each in command.options] for name, command in found.items()}


ARGPARSE = {
    "a parser that a function builds and another fills": (
        """
        import argparse
        def main():
            parser = build()
            fill(parser, "--loud")
            parser.parse_args()
        def build():
            return argparse.ArgumentParser()
        def fill(target, name):
            target.add_argument("-q", "--quick", action="store_true")
        """,
        {"prog": ["-q/--quick"]},
    ),
    "subparsers, groups, parents and a loop": (
        """
        import argparse
        from argparse import SUPPRESS, ArgumentParser
        MODES = ["fast", "slow"]
        def main():
            base = ArgumentParser(add_help=False)
            base.add_argument("--verbose", action="count")
            parser = ArgumentParser()
            parsers = parser.add_subparsers(dest="verb")
            run, stop = parsers.add_parser("run", parents=[base]), parsers.add_parser("stop", aliases=["halt"])
            parsers.add_parser("secret", help=SUPPRESS)
            group = run.add_mutually_exclusive_group()
            group.add_argument("--mode", choices=MODES, required=True)
            for each in (run, stop):
                each.add_argument("name")
            stop.add_argument("rest", nargs="*")
            stop.add_argument("--colour", action=argparse.BooleanOptionalAction)
        """,
        {
            "prog": [],
            "prog halt": ["name!=", "rest=", "--colour/--no-colour"],
            "prog run": ["--verbose", "--mode!=fast,slow", "name!="],
            "prog secret": [],
            "prog stop": ["name!=", "rest=", "--colour/--no-colour"],
        },
    ),
    "a class that keeps its parser": (
        """
        import argparse
        class Program:
            def __init__(self):
                self.parser = argparse.ArgumentParser()
                self.declare()
            def declare(self):
                self.parser.add_argument("--level", type=int, default=3)
        def main():
            Program().run()
        """,
        {"prog": ["--level="]},
    ),
    "a parser of a class of the package's own, kept by the module": (
        """
        import argparse
        class Parser(argparse.ArgumentParser):
            def __init__(self):
                super().__init__()
                self.add_argument("--config", help=argparse.SUPPRESS)
        parser = Parser()
        parser.add_argument("--port")
        def main():
            return parser.parse_args()
        """,
        {"prog": ["--config=?", "--port="]},
    ),
    "functions that call each other": (
        """
        import argparse
        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument("file")
            again(parser)
        def again(parser):
            main()
            again(parser)
        """,
        {"prog": ["file!="]},
    ),
}

CLICK = {
    "a group, its commands and a shared list of options": (
        """
        import click
        shared = click.option("--config", type=click.Path())
        def with_limits(function):
            function = click.option("--limit", default=1)(function)
            return click.option("--strict/--lax", default=False)(function)
        @click.group()
        @click.version_option()
        def main(): ...
        @main.command("go", hidden=True)
        @shared
        @click.argument("paths", nargs=-1)
        @click.argument("target")
        def run(config, paths, target): ...
        @main.command
        @with_limits
        @click.option("-m", "--mode", "how", type=click.Choice(["a", "b"]), required=True)
        def stop_all(): ...
        """,
        {
            "prog": ["--version"],
            "prog go": ["--config=", "paths=", "target!="],
            "prog stop-all": ["--limit=", "--strict/--lax", "-m/--mode!=a,b"],
        },
    ),
    "a class of groups with options and commands of its own": (
        """
        import click
        _level = click.Option(["-l", "--level"], help="x")
        class Group(click.Group):
            def __init__(self, **extra):
                super().__init__(params=[_level], **extra)
                self.add_command(run)
        @click.command("run")
        @click.option("--once", is_flag=True)
        def run(once): ...
        cli = Group(name="pkg")
        sub = click.Group("sub", commands=[])
        cli.add_command(sub, name="other")
        cli.add_command(click_less)
        def main():
            cli.main()
        """,
        {"prog": ["-l/--level="], "prog other": [], "prog run": ["--once"]},
    ),
    "a command built by a call": (
        """
        import click
        @click.option("--a")
        def work(a): ...
        main = click.Command("work", callback=work, params=[click.Argument(["x"]), click.Option(["--b"], hidden=True)])
        """,
        {"prog": ["x!=", "--b=?", "--a="]},
    ),
}

TYPER = {
    "parameters declared in defaults and in annotations": (
        """
        import enum
        from typing import Annotated, Literal, Optional
        import typer
        class Colour(enum.Enum):
            RED = "red"
            BLUE = "blue"
        Source = Annotated[str, typer.Argument(metavar="S")]
        app = typer.Typer()
        @app.command()
        def paint(
            ctx: typer.Context,
            source: Source,
            name: str,
            colour: Colour = Colour.RED,
            mode: Annotated[Literal["a", "b"], typer.Option("--mode", "-m")] = "a",
            force: bool = False,
            dry: Annotated[bool, typer.Option("--dry", hidden=True)] = False,
            size: int = typer.Option(..., "--size"),
            extra: Optional[str] = typer.Argument(None),
        ): ...
        def main():
            app()
        """,
        {
            "prog": [
                "source!=",
                "name!=",
                "--colour=red,blue",
                "--mode/-m=a,b",
                "--force/--no-force",
                "--dry?",
                "--size!=",
                "extra=",
            ]
        },
    ),
    "apps below an app": (
        """
        import typer
        users = typer.Typer()
        root = typer.Typer()
        root.add_typer(users, name="users")
        @root.callback()
        def options(verbose: bool = typer.Option(False, "--verbose/--quiet")): ...
        @users.command("new")
        def create(name: str): ...
        main = root
        """,
        {"prog": ["--verbose/--quiet"], "prog users": [], "prog users new": ["name!="]},
    ),
    "commands that a loop registers": (
        """
        import typer
        def main():
            app = typer.Typer()
            for name, function in find():
                app.command(name)(function)
            app()
        def show_all(pattern: str = typer.Option("*", "--pattern")): ...
        """,
        {"prog": [], "prog show-all": ["--pattern="]},
    ),
    "a function that is run": (
        """
        import typer
        def work(count: int = 1): ...
        def main():
            typer.run(work)
        """,
        {"prog": ["--count="]},
    ),
}

PROGRAMS = {**ARGPARSE, **CLICK, **TYPER}


@pytest.mark.parametrize(("source", "expected"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_is_read(tmp_path: Path, source: str, expected: dict[str, list[str]]) -> None:
    assert commands_of(tmp_path, {"cli.py": source}, {"prog": "pkg.cli:main"}) == expected


PARSER = "import argparse\n{}def main():\n  argparse.ArgumentParser().add_argument('--x')\n"
MAIN = "from pkg._c import main\nmain()\n"
MANAGED = "class Command:\n  def add_arguments(self, parser):\n    parser.add_argument('--x')\n"

ENTRIES: dict[str, tuple[Files, dict[str, str], list[str]]] = {
    "no script, the package's own function": ({"__init__.py": PARSER.format("")}, {}, ["main"]),
    "no script, a function of a module": ({"tool.py": PARSER.format("")}, {}, ["pkg.tool:main"]),
    "a private function is no entry": ({"__init__.py": PARSER.format("").replace("main", "_main")}, {}, []),
    "python -m": ({"_c.py": PARSER.format(""), "__main__.py": MAIN}, {}, ["python -m pkg"]),
    "the script that python -m runs too": (
        {"_c.py": PARSER.format(""), "__main__.py": MAIN},
        {"prog": "pkg._c:main"},
        ["prog"],
    ),
    "a script in __main__, an import in a function": (
        {"_c.py": PARSER.format(""), "__main__.py": "def go():\n  from pkg._c import main\n  main()\n"},
        {"prog": "pkg.__main__:go"},
        ["prog"],
    ),
    "a plugin of pytest": ({"_p.py": "def pytest_addoption(parser):\n  parser.addoption('--x')\n"}, {}, ["pytest"]),
    "a command of Django": (
        {"management/commands/load.py": MANAGED},
        {},
        ["manage.py load"],
    ),
    "a package without programs": ({"__init__.py": "def main(): ..."}, {"prog": "pkg:main"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "scripts", "expected"), ENTRIES.values(), ids=ENTRIES)
def test_a_program_is_named_as_it_is_run(
    tmp_path: Path, files: Files, scripts: dict[str, str], expected: list[str]
) -> None:
    assert list(commands_of(tmp_path, files, scripts)) == expected


def test_commands_survive_the_snapshot(tmp_path: Path) -> None:
    write(tmp_path, {"pkg/__init__.py": PARSER.format("")})
    package = collect_package(tmp_path, "pkg")
    again = decode(encode(package))
    option = Option(("--x",), count="1", kind="str", default="None")
    assert again.commands == package.commands == {"main": Command("main", (option,))}
    assert again.commands["main"].location == package.commands["main"].location is not None


@pytest.mark.parametrize(
    "main",
    [
        "def main():\n    from .definition import parser\n    run(parser=parser)\n{run}",
        "from .definition import parser as shared\ndef main():\n    run(shared)\n{run}",
        "from . import build\ndef main():\n    build.parser.parse_args()\n",
    ],
    ids=["by the function", "by its module", "through a module"],
)
def test_a_parser_that_is_imported_is_read_where_it_is_made(tmp_path: Path, main: str) -> None:
    files = {
        "core.py": main.replace("{run}", "def run(parser):\n    parser.parse_args()\n"),
        "definition.py": "from argparse import ArgumentParser as P\nparser = P()\nparser.add_argument('--slow')\n",
        "build.py": "from .definition import parser\n",
    }
    assert commands_of(tmp_path, files, {"prog": "pkg.core:main"})["prog"] == ["--slow="]


def test_what_is_imported_and_makes_no_parser_is_no_program(tmp_path: Path) -> None:
    files = {
        "core.py": "import argparse\ndef main():\n    from .words import parser\n    parser.add_argument('--slow')\n",
        "words.py": "from other import Parser\nparser = Parser()\n",
    }
    assert commands_of(tmp_path, files, {"prog": "pkg.core:main"}) == {}
