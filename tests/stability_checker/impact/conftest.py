"""The runner of commands that the tests of `commands` use too."""

from tests.stability_checker.commands.conftest import command

__all__ = ["command"]
