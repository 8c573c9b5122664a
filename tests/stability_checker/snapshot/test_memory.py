"""Syntax trees do not outlive a collection, unless the process is about to end and therefore frees nothing at all."""

import ast
import gc
from collections.abc import Callable, Iterator, Mapping

import pytest

from stability_checker.model.api import Package

Collect = Callable[[Mapping[str, str]], Package]

FILES = {"__init__.py": "from pkg.part import Part", "part.py": "class Part:\n    def left_behind(self): ..."}


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    yield
    gc.enable()


def _is_held() -> bool:
    return any(isinstance(each, ast.FunctionDef) and each.name == "left_behind" for each in gc.get_objects())


def test_the_trees_are_freed_at_once(collect: Collect) -> None:
    collect(FILES)
    assert not _is_held()


def test_a_process_that_frees_nothing_spends_no_time_on_it(collect: Collect) -> None:
    gc.disable()
    package = collect(FILES)
    assert _is_held()
    assert not gc.isenabled()
    gc.enable()
    gc.collect()
    assert not _is_held()
    assert package == collect(FILES)
