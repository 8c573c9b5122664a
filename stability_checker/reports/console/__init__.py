"""The comparison for a person at a terminal; the only room of rich, which is loaded when something is drawn."""

from collections.abc import Sequence

from stability_checker.reports import Comparison


def render(comparisons: Sequence[Comparison]) -> str:
    """Text for standard output, coloured where that is a terminal and NO_COLOR is not set, plain otherwise."""
    from stability_checker.reports.console.drawing import draw

    return draw(comparisons)
