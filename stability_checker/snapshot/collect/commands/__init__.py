"""The command lines of a package's programs, read from the syntax of their declarations.

Three kinds of program, a file each: `parsers` follows the calls that build an argparse parser, `decorated` reads the
commands and groups of click, `typed` the annotated functions of typer. `entries` finds where programs begin (console
scripts, `__main__`, public module-level commands), `reading` resolves what their declarations refer to.
"""

from stability_checker.snapshot.collect.commands.entries import collect_commands

__all__ = ["collect_commands"]
