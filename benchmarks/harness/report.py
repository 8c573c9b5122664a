"""The table of costs: as text for a terminal, as Markdown for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.workloads import WORKLOADS

Costs = dict[str, dict[str, float]]  # framework -> workload's key -> seconds a request

TITLES = {
    "bare": "bare ASGI",
    "toolkit": "toolkit",
    "starlette": "Starlette",
    "fastapi": "FastAPI",
    "falcon": "Falcon",
    "blacksheep": "BlackSheep",
    "litestar": "Litestar",
}
FRAMEWORKS = tuple(TITLES)

# The share of Starlette's cost that toolkit promises to stay within, by the workload's key.
PROMISED = {
    "plain": 0.5,
    "params": 0.45,
    "access": 0.5,
    "form": 0.5,
    "multipart": 0.5,
    "stream": 0.6,
    "websocket": 0.6,
    "static": 0.35,
    "base1": 0.25,
    "corsgzip": 0.6,
}
# And those where it promises to be ahead of BlackSheep.
AHEAD_OF_BLACKSHEEP = ("plain", "json", "params", "routes", "echo", "missing")


@dataclass(frozen=True)
class Row:
    """One workload: microseconds by framework, toolkit's share of Starlette's, and whether the promises are kept."""

    key: str
    title: str
    costs: dict[str, float]

    @property
    def ratio(self) -> float | None:
        ours, starlettes = self.costs.get("toolkit"), self.costs.get("starlette")
        return ours / starlettes if ours and starlettes else None

    @property
    def promise(self) -> str:
        parts = [f"at most {PROMISED[self.key]} x Starlette"] if self.key in PROMISED else []
        parts += ["below BlackSheep"] if self.key in AHEAD_OF_BLACKSHEEP else []
        return ", ".join(parts) or "ahead of Starlette"

    @property
    def is_kept(self) -> bool | None:
        ours, ratio = self.costs.get("toolkit"), self.ratio
        if ours is None or ratio is None:
            return None
        ahead = self.key not in AHEAD_OF_BLACKSHEEP or ours < self.costs.get("blacksheep", float("inf"))
        return ahead and ratio <= PROMISED.get(self.key, 1.0)


def rows(costs: Costs) -> list[Row]:
    return [
        Row(
            workload.key,
            workload.title,
            {name: found[workload.key] * 1e6 for name, found in costs.items() if workload.key in found},
        )
        for workload in WORKLOADS
        if any(workload.key in found for found in costs.values())
    ]


def cells(row: Row, frameworks: Sequence[str]) -> list[str]:
    costs = [f"{row.costs[name]:.1f}" if name in row.costs else "-" for name in frameworks]
    ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
    kept = {True: "yes", False: "no", None: "-"}[row.is_kept]
    return [row.title, *costs, ratio, row.promise, kept]


def header(frameworks: Sequence[str]) -> list[str]:
    return ["microseconds a request", *(TITLES[name] for name in frameworks), "toolkit / Starlette", "to reach", "kept"]


def as_text(costs: Costs) -> str:
    """Columns for a terminal."""
    frameworks = [name for name in FRAMEWORKS if name in costs]
    table = [header(frameworks), *(cells(row, frameworks) for row in rows(costs))]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, len(widths) - 2) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    )


def as_markdown(costs: Costs) -> str:
    """The same as a Markdown table."""
    frameworks = [name for name in FRAMEWORKS if name in costs]
    head = header(frameworks)
    alignment = [":--", *["--:"] * (len(frameworks) + 1), ":--", ":--"]
    lines = [head, alignment, *(cells(row, frameworks) for row in rows(costs))]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
