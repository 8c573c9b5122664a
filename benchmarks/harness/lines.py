"""Pictures of growth: panels of lines on logarithmic scales, drawn as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from benchmarks.harness.plot import COLOURS
from benchmarks.harness.report import TITLES

PANEL_WIDTH, PANEL_HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 34, 34
COLUMNS = 2
STYLE = "text{font:12px system-ui,sans-serif;fill:#777}.grid{stroke:#7774}.title{font-weight:600}"


@dataclass(frozen=True)
class Panel:
    """One picture: `lines` maps a framework to its value at each of `sizes`."""

    title: str
    unit: str
    sizes: Sequence[int]
    lines: dict[str, Sequence[float]]


@dataclass(frozen=True)
class Scale:
    """Where a value lies between two ends: by its logarithm, by itself where the values begin at zero."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        low, high, value = (math.log(x) if self.low > 0 else x for x in (self.low, self.high, value))
        return self.start + (value - low) / ((high - low) or 1) * (self.end - self.start)


def draw(panels: Sequence[Panel]) -> str:
    """An SVG document with a panel for each, two in a row."""
    height = PANEL_HEIGHT * math.ceil(len(panels) / COLUMNS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PANEL_WIDTH * COLUMNS} {height}" role="img">',
        "<title>How the cost of a request grows</title>",
        f"<style>{STYLE}</style>",
    ]
    for number, panel in enumerate(panels):
        row, column = divmod(number, COLUMNS)
        parts += [f'<g transform="translate({column * PANEL_WIDTH} {row * PANEL_HEIGHT})">', *drawn(panel), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def drawn(panel: Panel) -> list[str]:
    values = [value for line in panel.lines.values() for value in line]
    across = Scale(min(panel.sizes), max(panel.sizes), LEFT, PANEL_WIDTH - RIGHT)
    up = Scale(10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values))),
               PANEL_HEIGHT - BOTTOM, TOP)  # fmt: skip
    parts = [f'<text class="title" x="{LEFT}" y="18">{escape(panel.unit)} by {escape(panel.title)}</text>']
    for size in panel.sizes:
        x = across.place(size)
        parts.append(f'<text x="{x:.1f}" y="{PANEL_HEIGHT - 14}" text-anchor="middle">{size:,}</text>')
    tick = up.low
    while tick <= up.high * 1.001:
        y = up.place(tick)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{PANEL_WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:,g}</text>')
        tick *= 10
    for name, line in panel.lines.items():
        parts += traced(name, [(across.place(x), up.place(y)) for x, y in zip(panel.sizes, line, strict=True)], line)
    return parts


def traced(name: str, points: list[tuple[float, float]], values: Sequence[float]) -> list[str]:
    colour = COLOURS[name]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for (x, y), value in zip(points, values, strict=True):
        tip = f"<title>{escape(TITLES[name])}: {value:,.4g}</title>"
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}">{tip}</circle>')
    x, y = points[-1]
    parts.append(f'<text x="{x - 8:.1f}" y="{y - 8:.1f}" text-anchor="end">{escape(TITLES[name])}</text>')
    return parts
