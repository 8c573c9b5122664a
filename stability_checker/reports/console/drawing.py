"""Findings drawn for a terminal: grouped, coloured, readable at 80 columns, plain in a pipe."""

import sys
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, counted, groups, name_in_group, proof_lines
from stability_checker.reports.console.difference import Piece, compared, readable

_COLOURS = {Bump.MAJOR: "bold red", Bump.MINOR: "bold yellow", Bump.PATCH: "bold green"}
_HEADINGS = {Bump.MAJOR: "MAJOR", Bump.MINOR: "MINOR", Bump.PATCH: "PATCH"}
_MEANINGS = {
    Bump.MAJOR: "breaks callers",
    Bump.MINOR: "new, deprecated or widened",
    Bump.PATCH: "callers do not notice",
}
# The removals of which `removed_without_notice` tells where nobody was warned; where it is silent, somebody was.
_WARNED_OF = frozenset(
    f"{kind}_removed"
    for kind in (
        *("attribute", "class", "enum_member", "field", "function", "method", "module", "module_contents"),
        *("parameter", "property", "reexport", "served_name", "type_alias", "type_variable"),
    )
)
_SHOWN_SUBCLASSES = 3
# What was removed or added needs no more than to be recognised: one line of 80 columns.
_ONE_SIDE = 64


def draw(comparisons: Sequence[Comparison]) -> str:
    """Text for standard output; it holds colours where that is a terminal and NO_COLOR is not set."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    with console.capture() as capture:
        for number, comparison in enumerate(comparisons):
            if number:
                console.print()
            _print(comparison, console)
    return capture.get()


def _print(comparison: Comparison, console: Console) -> None:
    console.print(_title(comparison), soft_wrap=True)
    for level in (Bump.MAJOR, Bump.MINOR, Bump.PATCH):
        findings = comparison.of_level(level)
        if findings:
            heading = Text(f"\n{_HEADINGS[level]}  ", style=_COLOURS[level])
            console.print(heading.append(f"{counted(len(findings), 'finding')}: {_MEANINGS[level]}", style="default"))
            _print_groups(findings, console)
    if comparison.accepted:
        console.print(Text(f"\nACCEPTED  {counted(len(comparison.accepted), 'finding')}", style="bold"))
        _print_groups(comparison.accepted, console)
    _print_remarks(comparison, console)
    console.print()
    for line in _verdict(comparison):
        _print_wrapped(line, 0, 2, console)


def _title(comparison: Comparison) -> Text:
    title = Text(f"{comparison.package} ", style="bold")
    title.append(f"{comparison.old.version or '?'} -> {comparison.new.version or '?'}")
    return title.append(f"   ({comparison.old.source}, {comparison.new.source})", style="dim")


def _print_groups(findings: Sequence[Finding], console: Console) -> None:
    for owner, members in groups(findings):
        console.print(Text(f"  {owner}", style="bold"), soft_wrap=True)
        for finding in members:
            for indent, hang, line in _lines(finding):
                _print_wrapped(line, indent, hang, console)


def _print_wrapped(text: Text, indent: int, hang: int, console: Console) -> None:
    """Print `text` under an indent, what does not fit on the first line `hang` columns further in."""
    first, *rest = text.wrap(console, max(console.width - indent - hang, 20))
    lines = [Text(" " * indent).append_text(first), *(Text(" " * (indent + hang)).append_text(line) for line in rest)]
    for line in lines:
        line.rstrip()
        console.print(line, soft_wrap=True)


def _lines(finding: Finding) -> Iterator[tuple[int, int, Text]]:
    """The lines about one finding, each with its indent and the indent of what has to be wrapped."""
    place = f"  {finding.location.file}:{finding.location.line}" if finding.location else ""
    yield 4, 2, Text(name_in_group(finding), style="cyan").append(f"  {finding.rule}{place}", style="dim")
    if finding.message:
        yield 6, 0, Text(finding.message)
    yield from _sides(finding)
    for remark in _remarks(finding):
        yield 6, 2, Text(remark, style="dim")
    if finding.verified and finding.witness:
        yield from _proof(finding.witness)


def _sides(finding: Finding) -> Iterator[tuple[int, int, Text]]:
    """The two sides: what differs is marked, and what does not is left out where it is long."""
    old, new = readable(finding.old or "", finding.new or "")
    if old and new:
        mine, theirs = compared(old, new)
        yield 6, 5, _side("old", mine)
        yield 6, 5, _side("new", theirs)
    elif old or new:
        text = old or new
        shown = text if len(text) <= _ONE_SIDE else f"{text[: _ONE_SIDE - 1]}…"
        yield 6, 5, _side("old" if old else "new", [(shown, False)])


def _side(label: str, pieces: list[Piece]) -> Text:
    line = Text(f"{label}  ", style="dim")
    for text, differs in pieces:
        line.append(text, style="not dim bold" if differs else "not dim")
    return line


def _remarks(finding: Finding) -> Iterator[str]:
    if finding.deprecated_since:
        yield f"deprecated since {finding.deprecated_since}"
    elif finding.unannounced:
        yield "never deprecated before"
    elif finding.level == Bump.MAJOR and finding.rule in _WARNED_OF:
        yield "deprecated before"
    if finding.subclasses:
        shown = ", ".join(finding.subclasses[:_SHOWN_SUBCLASSES])
        more = len(finding.subclasses) - _SHOWN_SUBCLASSES
        yield f"also on {shown}" + (f" and {more} more" if more > 0 else "")
    if finding.accepted:
        yield f"accepted: {finding.accepted}"
    if finding.verified is False:
        yield f"not proven: {finding.unproven or 'its witness could not prove it'}"


def _proof(witness: str) -> Iterator[tuple[int, int, Text]]:
    """The code that ran on the old version and failed on the new one."""
    yield 6, 2, Text("this code stops working:", style="dim")
    for line in witness.splitlines():
        if line:
            yield 8, 2, Text(line, style="italic")


def _print_remarks(comparison: Comparison, console: Console) -> None:
    if comparison.gate and comparison.gate.base:
        change = Bump.of(finding.level for finding in comparison.gate.change)
        found = counted(len(comparison.gate.change), "finding")
        console.print(Text(f"\nThis change alone (since {comparison.gate.base}): {found}, {change}."))
    for number, line in enumerate(proof_lines(comparison.proof) if comparison.proof else ()):
        console.print(Text(f"{'' if number else chr(10)}{line}"), soft_wrap=True)
    for note in comparison.notes:
        console.print(Text(f"\nnote: {note}", style="dim"))
    for problem in comparison.problems:
        console.print(Text(f"\nincomplete: {problem}", style="bold magenta"))


def _verdict(comparison: Comparison) -> Iterator[Text]:
    line = Text("needs ").append(str(comparison.required), style=_COLOURS[comparison.required])
    if comparison.declared is not None:
        line.append(", declared ").append(str(comparison.declared), style=_COLOURS[comparison.declared])
    if not comparison.keeps_promise:
        line.append(": the version promises less than the change needs", style="bold red")
    if comparison.next_version and (comparison.declared is None or not comparison.keeps_promise):
        line.append(f"; next version {comparison.next_version}")
    yield line
    for reason in comparison.gate.reasons if comparison.gate else ():
        yield Text(f"fails: {reason}", style="bold red")
    if comparison.gate and not comparison.gate.reasons:
        yield Text("passes", style="bold green")
