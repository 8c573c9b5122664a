"""Two signatures side by side on a terminal: the difference is marked, what is the same and long is left out."""

import pytest

from stability_checker.reports.console.difference import Piece, compared, readable

CASES = [
    pytest.param(
        "(self, a, b, c, d, **env: Any) -> None",
        "(self, a, b, c, d) -> None",
        "(…, d, <**env: Any>)",
        "(…, d)",
        id="what-left-and-its-neighbour",
    ),
    pytest.param("(a, b, c, d)", "(a, x, b, c, d)", "(a, b, …)", "(a, <x>, b, …)", id="what-came-between"),
    pytest.param("f(a) -> int", "f(a) -> str", "f(a)< -> int>", "f(a)< -> str>", id="what-it-gives"),
    pytest.param("list[int] | None", "list[str] | None", "list[<int>] | None", "list[<str>] | None", id="a-type"),
    pytest.param("def f(a)", "async def f(a)", "<def f>(a)", "<async def f>(a)", id="the-head"),
    pytest.param("(a=(1, 2), b=3)", "(a=(1, 4), b=3)", "(<a=(1, 2)>, b=3)", "(<a=(1, 4)>, b=3)", id="inner-commas"),
]


@pytest.mark.parametrize(("old", "new", "shown_old", "shown_new"), CASES)
def test_the_difference_is_marked_and_the_rest_left_out(old: str, new: str, shown_old: str, shown_new: str) -> None:
    mine, theirs = compared(old, new)
    assert (_text(mine), _text(theirs)) == (shown_old, shown_new)


def _text(pieces: list[Piece]) -> str:
    return "".join(f"<{text}>" if differs else text for text, differs in pieces)


def test_classes_stand_without_their_modules_unless_these_changed() -> None:
    assert readable("pkg.types.A | None", "typing.Any") == ("A | None", "Any")
    assert readable("module pkg.deep.Fast_cpp", "")[0] == "module pkg.deep.Fast_cpp"
    assert readable("pkg.a.K", "pkg.b.K") == ("pkg.a.K", "pkg.b.K")
