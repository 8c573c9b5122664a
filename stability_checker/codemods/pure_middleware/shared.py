"""The `try` statements that several calls of the application share, which stay where they are."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.pure_middleware.anatomy import Core
from stability_checker.codemods.pure_middleware.layout import end_of, indented, start_of, text_of
from stability_checker.codemods.pure_middleware.names import Words
from stability_checker.codemods.pure_middleware.response import Start


def edits(source: Source, words: Words, cores: Sequence[Core], starts: Mapping[Core, Start]) -> Iterator[Edit]:
    """What becomes of them: their handlers and `finally` blocks are for what happens before the response begins."""
    attempts = {attempt: core for core in cores for attempt in core.shared}
    for attempt, core in attempts.items():
        for handler in attempt.handlers:
            yield from guard(source, words, handler)
        if attempt.finalbody:
            yield from closing(source, words, starts[core], attempt)
    for outermost in {core.shared[-1]: None for core in cores if core.shared}:
        within = [core for core in cores if core.shared and core.shared[-1] is outermost]
        yield _in_front(source, words, outermost, [starts[core] for core in within])


def guard(source: Source, words: Words, handler: ast.ExceptHandler) -> Iterator[Edit]:
    """A handler that raises again what happens once the response has begun."""
    first = handler.body[0]
    if not (len(handler.body) == 1 and isinstance(first, ast.Raise) and first.exc is None):
        lines = indented([f"if {words.started}:", "    raise"], source.indent(first))
        at = start_of(source, first)
        yield Edit(at, at, text_of(lines, source.newline(first)))


def closing(source: Source, words: Words, start: Start, attempt: ast.Try) -> Iterator[Edit]:
    """A `finally` block that runs where the response has not begun."""
    if start.cleanup:
        first, last = attempt.finalbody[0], start.cleanup[-1]
        guarded = [f"if not {words.started}:", *indented(start.finished())]
        text = text_of(indented(guarded, source.indent(first)), source.newline(first))
        yield Edit(start_of(source, first), end_of(source, last), text)


def _in_front(source: Source, words: Words, attempt: ast.Try, starts: Sequence[Start]) -> Edit:
    """The flag, and what the `finally` block was, in front of the `try` itself."""
    for start in starts:
        start.lines()
    finish = next((lines for start in starts if (lines := start.finish())), [])
    names = dict.fromkeys(name for start in starts for name in start.undeclared)
    flags = [*(f"{name} = None" for name in names), f"{words.started} = False", ""]
    lines = [*flags, *finish, *([""] if finish else [])]
    indent, at = source.indent(attempt), source.span(attempt)[0]
    return Edit(at, at, text_of(indented(lines, indent), source.newline(attempt)).removeprefix(indent) + indent)
