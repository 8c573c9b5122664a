"""The options of two versions of one command line, put side by side."""

from collections.abc import Iterator

from stability_checker.model.api import Command, Option

_MANY = 9


def spellings(command: Command) -> set[str]:
    """Every way to write an option of the command."""
    return {name for each in command.options for name in each.names}


def is_argument(option: Option) -> bool:
    """Whether its place tells what it is: nobody types its name."""
    return not option.names[0].startswith("-")


def arguments(command: Command) -> list[Option]:
    return [each for each in command.options if is_argument(each)]


def same_options(old: Command, new: Command) -> Iterator[tuple[Option, Option]]:
    """The options that share a spelling, and the arguments that share a name or else a place."""
    after = {name: each for each in new.options for name in each.names}
    for before in old.options:
        partner = next((after[name] for name in before.names if name in after), None)
        if partner is not None:
            yield before, partner
    yield from zip(*_unpaired(old, new), strict=False)


def lost_arguments(old: Command, new: Command) -> list[Option]:
    """The arguments of `old` for which `new` has no place."""
    before, after = _unpaired(old, new)
    return before[len(after) :]


def _unpaired(old: Command, new: Command) -> tuple[list[Option], list[Option]]:
    """The arguments whose names the other version does not know, in order."""
    known = spellings(old), spellings(new)
    before = [each for each in arguments(old) if each.names[0] not in known[1]]
    return before, [each for each in arguments(new) if each.names[0] not in known[0]]


def takes_less(old: Option, new: Option) -> bool:
    """Whether some number of words that the option took is refused now."""
    counts = _counts(old), _counts(new)
    return None not in counts and not (counts[0] or set()) <= (counts[1] or set())


def _counts(option: Option) -> set[int] | None:
    """The numbers of words that the option takes; whether an argument may be left out is told apart."""
    if option.count is None:
        return None
    least = {"?": 0, "*": 0, "+": 1}.get(option.count)
    if least is None:
        return {int(option.count)} if option.count.isdecimal() else None
    return set(range(max(least, is_argument(option)), 2 if option.count == "?" else _MANY))


def reads_less(old: Option, new: Option) -> bool:
    """Whether some word that the option accepted is refused now: text may be anything, and a whole number a float."""
    if old.kind == "str" and old.choices is None and new.choices is not None:
        return True
    kinds = old.kind, new.kind
    return None not in kinds and kinds[0] != kinds[1] and kinds[1] != "str" and kinds != ("int", "float")
