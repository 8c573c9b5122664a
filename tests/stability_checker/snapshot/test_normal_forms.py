"""Annotations, defaults and values come out in one form, however the source spells them."""

from collections.abc import Callable, Mapping

import pytest

from stability_checker.model.api import Attribute, Function, Package

Collect = Callable[[Mapping[str, str]], Package]

HEAD = """
import collections.abc, typing, typing as t
from typing import *
from typing import Annotated, Any, Callable, ClassVar, Dict, List, Literal, Optional, Sequence, Tuple, Type, Union
from pkg.shapes import Shape
from . import shapes
T = TypeVar("T")
LIMIT = 60
"""

ANNOTATIONS = [
    ("Optional[int]", "int | None"),
    ("int | None", "int | None"),
    ("None | int", "int | None"),
    ("'int | None'", "int | None"),
    ("Optional['int']", "int | None"),
    ("Union[str, int, None]", "int | str | None"),
    ("Union[str, Union[int, str]]", "int | str"),
    ("List[Dict[str, 'Shape']]", "list[dict[str, pkg.Shape]]"),
    ("t.List[int]", "list[int]"),
    ("Type[Shape]", "type[pkg.Shape]"),
    ("shapes.Shape", "pkg.Shape"),
    ("Sequence[int]", "collections.abc.Sequence[int]"),
    ("collections.abc.Sequence[int]", "collections.abc.Sequence[int]"),
    ("Callable[[int, 'str'], None]", "collections.abc.Callable[[int, str], None]"),
    ("Callable[..., Any]", "collections.abc.Callable[..., typing.Any]"),
    ("Literal['a', 1]", "typing.Literal['a', 1]"),
    ("Annotated[int, 'meters']", "int"),
    ("Tuple[()]", "tuple[()]"),
    ("Tuple[int, ...]", "tuple[int, ...]"),
    ("T", "pkg.m.T"),
    ("Unheard", "Unheard"),
]


@pytest.mark.parametrize(("written", "normal"), ANNOTATIONS)
def test_annotation_has_one_form(collect: Collect, written: str, normal: str) -> None:
    source = HEAD + f"def f(x: {written}) -> {written}: ..."
    files = {"__init__.py": "from .shapes import Shape as Shape", "shapes.py": "class Shape: ...", "m.py": source}
    found = collect(files).objects["pkg.m.f"]
    assert isinstance(found, Function)
    assert (found.signature.parameters[0].annotation, found.signature.returns) == (normal, normal)


VALUES = [
    ("5 * 60", "300"),
    ("LIMIT * 2", "120"),
    ("shapes.SIDES", "4"),
    ("-1", "-1"),
    ("'a' + \"b\"", "'ab'"),
    ("(1, 'x',)", "(1, 'x')"),
    ("frozenset({'b', 'a'})", "frozenset({'a', 'b'})"),
    ("{'a': [1]}", "{'a': [1]}"),
    ("None", "None"),
    ("...", "..."),
    ("object()", None),
    ("2 ** 10 ** 10", None),
    ("'x' * 10 ** 9", None),
    ("1 / 0", None),
]


@pytest.mark.parametrize(("written", "value"), VALUES)
def test_constant_expressions_are_evaluated(collect: Collect, written: str, value: str | None) -> None:
    source = HEAD + f"K = {written}\ndef f(x={written}): ..."
    objects = collect({"__init__.py": "", "shapes.py": "class Shape: ...\nSIDES = 2 + 2", "m.py": source}).objects
    function, constant = objects["pkg.m.f"], objects["pkg.m.K"]
    assert isinstance(function, Function)
    assert isinstance(constant, Attribute)
    assert (function.signature.parameters[0].value, constant.value) == (value, value)


def test_spelling_of_a_default_does_not_matter(collect: Collect) -> None:
    files = {"__init__.py": "def f(x=\"it\", y=g( 1,2 )): ...\ndef h(x='it', y=g(1, 2)): ..."}
    first, second = (collect(files).objects[f"pkg.{name}"] for name in "fh")
    assert isinstance(first, Function)
    assert isinstance(second, Function)
    assert first.signature == second.signature


def test_long_tables_are_cut_but_told_apart(collect: Collect) -> None:
    table = ", ".join(map(str, range(500)))
    objects = collect({"__init__.py": f"A = [{table}]\nB = [{table}, 500]\nC = [{table}]"}).objects
    texts = [getattr(objects[f"pkg.{name}"], "default", "") for name in "ABC"]
    assert max(map(len, texts)) < 200
    assert texts[0] == texts[2] != texts[1]
