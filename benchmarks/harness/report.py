"""The table of costs: as text for a terminal, as Markdown for the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.workloads import WORKLOADS

Costs = dict[str, dict[str, float]]  # framework -> workload's key -> seconds a request
CostsElsewhere = Mapping[str, Costs]  # another Python's version -> costs there

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
    """One workload: microseconds by framework, toolkit's share of Starlette's, and whether the promises are kept.

    `elsewhere` is that share on other Pythons, by version; there the promise is to be ahead of Starlette.
    """

    key: str
    title: str
    costs: dict[str, float]
    elsewhere: dict[str, float | None] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return share(self.costs)

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
        everywhere = all(known is None or known < 1 for known in self.elsewhere.values())
        return ahead and everywhere and ratio <= PROMISED.get(self.key, 1.0)


def share(costs: Mapping[str, float]) -> float | None:
    """Toolkit's cost as a share of Starlette's."""
    ours, starlettes = costs.get("toolkit"), costs.get("starlette")
    return ours / starlettes if ours and starlettes else None


def rows(costs: Costs, elsewhere: CostsElsewhere | None = None) -> list[Row]:
    return [
        Row(
            workload.key,
            workload.title,
            of_workload(costs, workload.key),
            {version: share(of_workload(found, workload.key)) for version, found in (elsewhere or {}).items()},
        )
        for workload in WORKLOADS
        if any(workload.key in found for found in costs.values())
    ]


def of_workload(costs: Costs, key: str) -> dict[str, float]:
    """Microseconds by framework."""
    return {name: found[key] * 1e6 for name, found in costs.items() if key in found}


def cells(row: Row, frameworks: Sequence[str]) -> list[str]:
    costs = [f"{row.costs[name]:.1f}" if name in row.costs else "-" for name in frameworks]
    ratios = ["-" if ratio is None else f"{ratio:.2f}" for ratio in (row.ratio, *row.elsewhere.values())]
    kept = {True: "yes", False: "no", None: "-"}[row.is_kept]
    return [row.title, *costs, *ratios, row.promise, kept]


def header(frameworks: Sequence[str], versions: Iterable[str]) -> list[str]:
    ratios = ["toolkit / Starlette", *(f"the same on {version}" for version in versions)]
    return ["microseconds a request", *(TITLES[name] for name in frameworks), *ratios, "to reach", "kept"]


def as_text(costs: Costs, elsewhere: CostsElsewhere | None = None) -> str:
    """Columns for a terminal."""
    frameworks = [name for name in FRAMEWORKS if name in costs]
    table = [header(frameworks, elsewhere or ()), *(cells(row, frameworks) for row in rows(costs, elsewhere))]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, len(widths) - 2) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    )


def as_markdown(costs: Costs, elsewhere: CostsElsewhere | None = None) -> str:
    """The same as a Markdown table."""
    frameworks = [name for name in FRAMEWORKS if name in costs]
    head = header(frameworks, elsewhere or ())
    alignment = [":--", *["--:"] * (len(head) - 3), ":--", ":--"]
    lines = [head, alignment, *(cells(row, frameworks) for row in rows(costs, elsewhere))]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
