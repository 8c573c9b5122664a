"""Command lines that are parsed and not run: one that was right and is refused, or whose words mean something else."""

from collections.abc import Iterator, Sequence

from stability_checker.model.api import Command, Option
from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Witness
from stability_checker.witness.phrases import Writer
from stability_checker.witness.writers.programs import loading

_PARSE = """\
seen = {{}}
parse = argparse.ArgumentParser.parse_known_args


def parse_and_stop(self, *given, **named):
    found, rest = parse(self, *given, **named)
    seen.update(vars(found))
    sys.exit(2 if rest else 0)


def note_and_stop(self, context):
    seen.update(context.params)
    if not hasattr(self, "commands"):
        sys.exit(0)


argparse.ArgumentParser.parse_known_args = parse_and_stop
for click in (sys.modules.get("click"), sys.modules.get("typer._click")):
    if click is not None:
        click.Command.invoke = note_and_stop
sys.argv = {words!r}
try:
    program()
except SystemExit as end:
    assert not end.code
"""
_WORDS = {"int": "1", "float": "1.5"}


def _parsed(case: Case, *words: str, tests: Sequence[str] = ()) -> Iterator[Witness]:
    """The program with these words behind its name, stopped as soon as they are parsed."""
    typed = case.symbol.partition(":")[2].split()
    load = loading(typed[0], case)
    if load:
        run = _PARSE.format(words=[*typed, *words])
        yield Witness(f"import argparse\nimport sys\n{load}\n{run}" + "".join(f"{each}\n" for each in tests))


def _written(option: Option, *words: str) -> list[str]:
    """An option or argument as one types it, with `words` for its value."""
    return list(words) if not option.names[0].startswith("-") else [option.names[0], *words]


def _fitting(option: Option) -> list[str]:
    """As many words as the option asks for, of its kind."""
    word = next(iter(option.choices or ()), _WORDS.get(option.kind or "", "word"))
    count = option.count or ""
    return [word] * (int(count) if count.isdecimal() else 1)


def _beside(command: Command, name: str) -> list[str]:
    """What must be given besides the option called `name`."""
    others = (each for each in command.options if each.required and name not in each.names)
    return [word for each in others for word in _written(each, *_fitting(each))]


def _narrowed(case: Case) -> Iterator[Witness]:
    for command, option in _asked(case):
        for words in ([], ["word"], ["1.5"], ["1"], ["1", "1"]):
            yield from _parsed(case, *_beside(command, option.names[0]), *_written(option, *words))


def _removed(case: Case) -> Iterator[Witness]:
    for command, _ in _asked(case):
        typed = [word for each in command.options if each.required for word in _written(each, *_fitting(each))]
        yield from _parsed(case, *typed)
        yield from _parsed(case, *typed, "word")


def _reordered(case: Case) -> Iterator[Witness]:
    command = _old(case)
    arguments = [each for each in command.options if not each.names[0].startswith("-")] if command else []
    if command is not None:
        options = [each for each in command.options if each.required and each not in arguments]
        typed = [word for each in options for word in _written(each, *_fitting(each))]
        places = [str(place) for place in range(len(arguments))]
        tests = [
            f"assert str(seen[{each.names[0]!r}]) == {word!r}" for each, word in zip(arguments, places, strict=True)
        ]
        yield from _parsed(case, *typed, *places, tests=tests)


def _asked(case: Case) -> Iterator[tuple[Command, Option]]:
    """The command, and the option that the finding is about, by the name that it had or has."""
    before, after = _old(case), case.new.package.commands.get(case.symbol.partition(":")[2])
    for command in (before, after) if before is not None else ():
        found = next((each for each in command.options if case.member in each.names), None) if command else None
        if found is not None and before is not None:
            yield before, found
            return


def _old(case: Case) -> Command | None:
    return case.old.package.commands.get(case.symbol.partition(":")[2])


WRITERS: dict[str, Writer] = {
    "argument_removed": _removed,
    "arguments_reordered": _reordered,
    "option_narrowed": _narrowed,
}
