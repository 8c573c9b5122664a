"""How much of what changelogs name does the checker report, and at which level does it put each kind of change?

    python benchmarks/truth.py api_breaks.json change_kinds.json
    python benchmarks/truth.py changelog_breaks.toml

The first file holds breaking changes of real releases (`rows`: package, old, new, symbol, kind, scope) and objects that
must not be reported (`negatives`), or, as TOML, one `release` table with the rows of each; the second kinds of change
(`kinds`: id, level, old and new file trees). Releases are read through the checker's own sources, so the package index
of the environment is asked for what is not cached.
"""

import argparse
import json
import re
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from stability_checker.errors import CheckerError
from stability_checker.intake import take_snapshot
from stability_checker.judge import compare
from stability_checker.model.api import Package
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding

Row = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Print both scores and what is missed; the exit status is 0 where nothing is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("breaks", type=Path, help="JSON or TOML file of breaking changes of real releases")
    parser.add_argument("kinds", type=Path, nargs="?", help="JSON file of kinds of change with their levels")
    parser.add_argument("--only", help="score the releases of this distribution alone")
    given = parser.parse_args(arguments)
    missed = score_breaks(read_breaks(given.breaks), given.only)
    missed += score_kinds(json.loads(given.kinds.read_text("utf-8"))["kinds"]) if given.kinds and not given.only else 0
    return 1 if missed else 0


# -- breaking changes of real releases -----------------------------------------------------------------------------


def read_breaks(path: Path) -> dict[str, list[Row]]:
    """The rows and negatives of a collection; what is no dotted path below a package concerns its metadata."""
    text = path.read_text("utf-8")
    if path.suffix != ".toml":
        found: dict[str, list[Row]] = json.loads(text)
        return found
    rows = []
    for release in tomllib.loads(text)["release"]:
        place = {name: release[name] for name in ("package", "old", "new")}
        for symbol, kind, _ in release["rows"]:
            scope = "api" if re.match(r"\w+\.", symbol) else "metadata/cli"
            rows.append({**place, "symbol": symbol, "kind": kind, "scope": scope})
    return {"rows": rows, "negatives": []}


def score_breaks(truth: dict[str, list[Row]], only: str | None) -> int:
    """Print the recall by scope and by kind; the number of rows missed and of negatives reported."""
    found: Counter[tuple[str, str]] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    missed: list[str] = []
    for release, rows, negatives in _by_release(truth, only):
        findings = _findings(release, [*rows, *negatives])
        for row in rows:
            place = row["scope"], row["kind"].partition(":")[0]
            asked[place] += 1
            if any(_answers(finding, row) for finding in findings if _weighs(finding, row)):
                found[place] += 1
            else:
                missed.append(f"{' '.join(release)}: {row['symbol']} ({row['kind']})")
        missed += [
            f"{' '.join(release)}: {row['symbol']} is a false alarm" for row in negatives if _accused(row, findings)
        ]
    _print_table(found, asked)
    for line in missed:
        print("  missed", line)
    return len(missed)


def _by_release(
    truth: dict[str, list[Row]], only: str | None
) -> Iterator[tuple[tuple[str, ...], list[Row], list[Row]]]:
    groups: dict[tuple[str, ...], tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for place, key in enumerate(("rows", "negatives")):
        for row in truth[key]:
            groups[row["package"], row["old"], row["new"]][place].append(row)
    for release, (rows, negatives) in groups.items():
        if only in (None, release[0]):
            yield release, rows, negatives


def _findings(release: tuple[str, ...], rows: list[Row]) -> list[Finding]:
    """The findings of every import package that the rows speak of."""
    distribution, old, new = release
    heads = {row["symbol"].partition(".")[0] for row in rows if re.match(r"\w+\.", row["symbol"])}
    packages: Iterable[str | None] = sorted(heads) or [None]
    found: list[Finding] = []
    for package in packages:
        try:
            before = take_snapshot(f"pypi:{distribution}=={old}", package)
            after = take_snapshot(f"pypi:{distribution}=={new}", package)
        except CheckerError as error:
            print(f"{distribution} {old} -> {new}: {error}", file=sys.stderr)
            continue
        findings = compare(before, after)
        levels = Counter(str(finding.level) for finding in findings)
        print(f"{package or distribution:14} {old:>9} -> {new:9}", *(f"{levels[str(each)]:5} {each}" for each in Bump))
        found += findings
    return found


def _weighs(finding: Finding, row: Row) -> bool:
    """Objects must be reported as breaks; what a raised floor of a dependency asks for is a matter of policy."""
    return finding.level is Bump.MAJOR or (row["scope"] != "api" and finding.level is Bump.MINOR)


def _answers(finding: Finding, row: Row) -> bool:
    """Whether a finding names the row's symbol, its definition site, or a parent that is gone as a whole."""
    path, _, member = row["symbol"].partition("(")
    paths = {path, path.removesuffix(".__init__")}
    if row.get("defined_on"):
        paths.add(f"{row['defined_on']}.{path.rpartition('.')[2]}")
    for name in {finding.symbol, finding.path or finding.symbol, *finding.aliases, *_inherited_names(finding)}:
        if (
            paths & {name, f"{name}.{finding.member}", f"{name} {finding.member}"}
            or name.removesuffix(".__init__") in paths
        ):
            return _is_about(finding, member.strip("*)"))
        gone = finding.rule.endswith("_removed") or finding.rule == "module_replaced"
        if finding.member is None and gone and any(_is_below(each, name) for each in paths):
            return True
    return False


def _inherited_names(finding: Finding) -> Iterator[str]:
    last = finding.symbol.rpartition(".")[2]
    for heir in finding.subclasses:
        yield from (heir, f"{heir}.{last}")


def _is_below(path: str, parent: str) -> bool:
    return path.startswith(f"{parent}.")


def _is_about(finding: Finding, member: str) -> bool:
    """The parameter is right; a parameter that was put before it says the same, and so does a whole signature."""
    return member in ("", finding.member) or finding.member is None or member in (finding.old or "")


def _accused(row: Row, findings: Iterable[Finding]) -> bool:
    return any(finding.symbol == row["symbol"] and finding.level is Bump.MAJOR for finding in findings)


def _print_table(found: Counter[tuple[str, str]], asked: Counter[tuple[str, str]]) -> None:
    for place in sorted(asked):
        print(f"{place[0]:14}{place[1]:28}{found[place]:4} of {asked[place]}")
    for scope in sorted({scope for scope, _ in asked}):
        total, right = (sum(count for (each, _), count in table.items() if each == scope) for table in (asked, found))
        print(f"{scope}: {right} of {total}, {right / total:.1%}")


# -- kinds of change -----------------------------------------------------------------------------------------------


def score_kinds(kinds: list[Row]) -> int:
    """Print how many kinds with an example are at exactly their level; the number of those that are not."""
    given = [kind for kind in kinds if "old" in kind]
    missed = []
    for kind in given:
        findings = compare(read_tree(kind["old"]), read_tree(kind["new"]))
        level = Bump.of(finding.level for finding in findings)
        if str(level) != kind["level"]:
            rules = ", ".join(sorted({finding.rule for finding in findings})) or "nothing"
            missed.append(f"{kind['id']}: {kind['level']}, but {level} by {rules}")
    print(f"kinds: {len(given) - len(missed)} of {len(given)} with an example, {1 - len(missed) / len(given):.1%}")
    for line in missed:
        print("  wrong", line)
    return len(missed)


def read_tree(files: dict[str, str]) -> Package:
    """The API of a project that is given as text."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return take_snapshot(folder, "pkg")


if __name__ == "__main__":
    sys.exit(main())
