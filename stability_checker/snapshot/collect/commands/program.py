"""A program while it is read: options and subcommands that declarations add one after the other."""

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from stability_checker.model.api import Command, Location, Option

_DEPTH = 8


class Program(Struct):
    """A command with what was declared for it so far; a subcommand is a program of its own."""

    options: list[Option] = field(default_factory=list)
    children: dict[str, "Program"] = field(default_factory=dict)
    hidden: bool = False
    location: Location | None = None

    @property
    def is_empty(self) -> bool:
        return not self.options and not self.children

    def add(self, option: Option | None) -> None:
        """Add an option, once however many ways lead to its declaration."""
        if option is None:
            return
        for number, known in enumerate(self.options):
            if _face(known) == _face(option):
                self.options[number] = _agreed(known, option)
                return
        self.options.append(option)

    def take(self, other: "Program") -> None:
        """All that another program offers, as argparse takes it from the `parents` of a parser."""
        for option in other.options:
            self.add(option)
        for name, child in other.children.items():
            self.children.setdefault(name, child)

    def commands(self, name: str, depth: int = 0) -> Iterator[Command]:
        """The program called `name` and all of its subcommands, as users type them."""
        yield Command(name, tuple(self.options), self.hidden, self.location)
        for word, child in sorted(self.children.items()) if depth < _DEPTH else ():
            yield from child.commands(f"{name} {word}", depth + 1)


def _face(option: Option) -> tuple[object, ...]:
    return option.names, option.required, option.takes_value, option.choices, option.hidden


def _agreed(one: Option, other: Option) -> Option:
    """An option that two branches declare: what only one of them says of its values is not known."""
    return replace(
        one,
        count=one.count if one.count == other.count else None,
        kind=one.kind if one.kind == other.kind else None,
        default=one.default if one.default == other.default else None,
    )
