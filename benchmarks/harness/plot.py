"""The picture of the table: for each workload, every framework's cost as a share of Starlette's, drawn as SVG."""

from __future__ import annotations

from html import escape

from benchmarks.harness.report import FRAMEWORKS, TITLES, Costs, Row, rows

WIDTH = 860
LABEL_WIDTH = 250
ROW_HEIGHT = 26
TOP = 64
SCALE_END = 2.0  # what costs more than twice Starlette's is drawn at the edge
COLOURS = {
    "bare": "#9aa0a6",
    "toolkit": "#0b6e4f",
    "starlette": "#d1495b",
    "fastapi": "#edae49",
    "falcon": "#30638e",
    "blacksheep": "#00798c",
    "litestar": "#8a4fff",
}
# Colours that are read on a white and on a dark page alike.
STYLE = "text{font:13px system-ui,sans-serif;fill:#777}.line{stroke:#7776}.axis{stroke:#777a;stroke-dasharray:4 4}"


def draw(costs: Costs) -> str:
    """An SVG document; a dot is a framework, further left is faster, the dashed line is Starlette."""
    drawn = [row for row in rows(costs) if "starlette" in row.costs]
    height = TOP + ROW_HEIGHT * len(drawn) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>Cost of a request as a share of Starlette's</title>",
        f"<style>{STYLE}</style>",
        *legend([name for name in FRAMEWORKS if name in costs]),
        *scale(height),
    ]
    for number, row in enumerate(drawn):
        parts += line(row, TOP + ROW_HEIGHT * number + ROW_HEIGHT // 2)
    return "\n".join([*parts, "</svg>", ""])


def place(share: float) -> float:
    return LABEL_WIDTH + min(share, SCALE_END) / SCALE_END * (WIDTH - LABEL_WIDTH - 20)


def legend(frameworks: list[str]) -> list[str]:
    parts = []
    for number, name in enumerate(frameworks):
        x = 20 + number * 118
        parts.append(f'<circle cx="{x}" cy="20" r="5" fill="{COLOURS[name]}"/>')
        parts.append(f'<text x="{x + 10}" y="24">{escape(TITLES[name])}</text>')
    return parts


def scale(height: int) -> list[str]:
    parts = []
    for tick in (0.0, 0.5, 1.0, 1.5, 2.0):
        x = place(tick)
        kind = "axis" if tick == 1.0 else "line"
        parts.append(f'<line class="{kind}" x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - 24}"/>')
        parts.append(f'<text x="{x:.1f}" y="{TOP - 14}" text-anchor="middle">{tick:g}</text>')
    return parts


def line(row: Row, y: int) -> list[str]:
    parts = [
        f'<text x="{LABEL_WIDTH - 12}" y="{y + 4}" text-anchor="end">{escape(row.title)}</text>',
        f'<line class="line" x1="{place(0):.1f}" y1="{y}" x2="{place(SCALE_END):.1f}" y2="{y}"/>',
    ]
    # toolkit last, so that its dot lies on top.
    for name in sorted(row.costs, key=lambda name: name == "toolkit"):
        share = row.costs[name] / row.costs["starlette"]
        tip = escape(f"{TITLES[name]}: {row.costs[name]:.1f} µs, {share:.2f} x Starlette")
        parts.append(
            f'<circle cx="{place(share):.1f}" cy="{y}" r="{7 if name == "toolkit" else 5}" fill="{COLOURS[name]}">'
            f"<title>{tip}</title></circle>"
        )
    return parts
