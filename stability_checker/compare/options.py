"""The options of two versions of one command line, put side by side."""

from collections.abc import Iterator

from stability_checker.model.api import Command, Option


def spellings(command: Command) -> set[str]:
    """Every way to write an option of the command."""
    return {name for each in command.options for name in each.names}


def same_options(old: Command, new: Command) -> Iterator[tuple[Option, Option]]:
    """The options and arguments that share a spelling."""
    after = {name: each for each in new.options for name in each.names}
    for before in old.options:
        partner = next((after[name] for name in before.names if name in after), None)
        if partner is not None:
            yield before, partner
