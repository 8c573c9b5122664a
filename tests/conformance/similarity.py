"""`python -m tests.conformance.similarity`: the longest runs of tokens that a file of toolkit shares with Starlette's.

Nothing is normalised but whitespace, comments and docstrings. Runs that lie within imports or within the header of a
function are listed apart: the API dictates them. Starlette's text is never printed.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.downloads import STARLETTE_WHEEL
from tests.conformance.suites import REPOSITORY

THRESHOLD = 40
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Token:
    text: str
    line: int


@dataclass(frozen=True)
class SharedRun:
    """`length` equal tokens in a row, `own` of them not dictated, by the lines of both files (1-based, inclusive)."""

    length: int
    ours: Path
    our_lines: tuple[int, int]
    theirs: Path
    their_lines: tuple[int, int]
    own: int

    def __str__(self) -> str:
        return (
            f"{self.own:4} of {self.length} tokens  {self.ours}:{self.our_lines[0]}-{self.our_lines[1]}"
            f"  ~  {self.theirs}:{self.their_lines[0]}-{self.their_lines[1]}"
        )


def tokens_of(source: str) -> list[Token]:
    """The file's tokens, less its layout, comments and docstrings."""
    documentation = docstring_lines(ast.parse(source))
    return [
        Token(token.string, token.start[0])
        for token in whole_strings(tokenize.generate_tokens(io.StringIO(source).readline))
        if token.type not in LAYOUT and not (token.type == tokenize.STRING and token.start[0] in documentation)
    ]


def whole_strings(tokens: Iterable[tokenize.TokenInfo]) -> Iterator[tokenize.TokenInfo]:
    """An f-string is one token, as it is before Python 3.12, so that every version counts alike."""
    parts: list[tokenize.TokenInfo] = []
    depth = 0
    for token in tokens:
        kind = tokenize.tok_name[token.type]
        depth += kind.endswith("STRING_START")
        if not depth:
            yield token
            continue
        parts.append(token)
        depth -= kind.endswith("STRING_END")
        if not depth:
            yield parts[0]._replace(type=tokenize.STRING, string="".join(part.string for part in parts))
            parts.clear()


def docstring_lines(tree: ast.AST) -> set[int]:
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def dictated_lines(source: str) -> set[int]:
    """The lines of imports, and those of functions from the decorator to the colon."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            lines.update(range(first, max(node.lineno + 1, node.body[0].lineno)))
        elif isinstance(node, ast.ClassDef):
            lines.add(node.lineno)
    return lines


Places = dict[tuple[str, ...], list[int]]


def places_of(tokens: Sequence[Token], least: int) -> Places:
    """Where each sequence of `least` tokens begins."""
    places: Places = defaultdict(list)
    for place in range(len(tokens) - least + 1):
        places[tuple(token.text for token in tokens[place : place + least])].append(place)
    return places


def shared_runs(ours: Sequence[Token], theirs: Sequence[Token], places: Places) -> Iterator[tuple[int, int, int]]:
    """Each longest run of tokens that `places` of theirs begins: its place in ours, its place in theirs, its length."""
    least = len(next(iter(places), ()))
    start = 0
    while least and start <= len(ours) - least:
        candidates = places.get(tuple(token.text for token in ours[start : start + least]), [])
        runs = [(common_length(ours, start, theirs, place), place) for place in candidates]
        if runs:
            length, place = max(runs)
            yield start, place, length
        start += max((length for length, _ in runs), default=1)


def common_length(ours: Sequence[Token], start: int, theirs: Sequence[Token], place: int) -> int:
    length = 0
    for mine, other in zip(ours[start:], theirs[place:], strict=False):
        if mine.text != other.text:
            break
        length += 1
    return length


@dataclass(frozen=True)
class SourceFile:
    path: Path
    tokens: Sequence[Token]
    dictated: set[int]

    @classmethod
    def read(cls, path: Path) -> SourceFile:
        source = path.read_text(encoding="utf-8")
        return cls(path, tokens_of(source), dictated_lines(source))


def compare(ours: SourceFile, theirs: SourceFile, places: Places) -> Iterator[SharedRun]:
    for start, place, length in shared_runs(ours.tokens, theirs.tokens, places):
        mine, other = ours.tokens[start : start + length], theirs.tokens[place : place + length]
        own = sum(token.line not in ours.dictated for token in mine)
        lines, their_lines = (mine[0].line, mine[-1].line), (other[0].line, other[-1].line)
        yield SharedRun(length, ours.path, lines, theirs.path, their_lines, own)


def all_runs(ours: Path, theirs: Path, least: int) -> list[SharedRun]:
    """Every file of ours against every one of theirs: what moved to another file is found as well."""
    our_files = [SourceFile.read(path) for path in sorted(ours.rglob("*.py"))]
    runs: list[SharedRun] = []
    for path in sorted(theirs.rglob("*.py")):
        their_file = SourceFile.read(path)
        places = places_of(their_file.tokens, least)
        for our_file in our_files:
            runs += compare(our_file, their_file, places)
    return sorted(runs, key=lambda run: -run.own)


def main() -> int:
    parser = argparse.ArgumentParser(prog="similarity", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--least", type=int, default=THRESHOLD, metavar="TOKENS", help="default: %(default)s")
    parser.add_argument("--show", action="store_true", help="print our lines below each run")
    options = parser.parse_args()
    runs = all_runs(REPOSITORY / "toolkit", STARLETTE_WHEEL.unpacked() / "starlette", options.least)
    open_runs = [run for run in runs if run.own >= options.least]
    for run in open_runs:
        print(run)
        if options.show:
            lines = run.ours.read_text(encoding="utf-8").splitlines()
            print("\n".join(f"      {line}" for line in lines[run.our_lines[0] - 1 : run.our_lines[1]]))
    dictated = len(runs) - len(open_runs)
    print(f"{len(open_runs)} shared runs of {options.least} tokens or more; {dictated} more are dictated")
    return 1 if open_runs else 0


if __name__ == "__main__":
    sys.exit(main())
