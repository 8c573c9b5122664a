"""How two annotations relate, pair by pair."""

import pytest

from stability_checker.compare.annotations import Relation, relate
from stability_checker.compare.index import Index
from stability_checker.compare.subtyping import Scope
from tests.stability_checker.comparing import collected

CODE = """
from typing import NewType, Protocol, TypeVar
Uid = NewType("Uid", int)
Gid = NewType("Gid", int)
class Base: ...
class Leaf(Base): ...
class Other: ...
class Shape(Protocol):
    def area(self) -> int: ...
Number = int | float
T = TypeVar("T")
"""
RELATIONS = {
    Relation.EQUAL: [
        ("typing.Optional[int]", "int | None"),
        ("typing.Union[int, str]", "str | int"),
        ("typing.List[int]", "list[int]"),
        ("'int'", "int"),
        ("list", "list[int]"),
        ("typing.Annotated[int, 'unit']", "int"),
        ("pkg.Number", "int | float"),
        ("typing_extensions.Literal['a']", "typing.Literal['a']"),
    ],
    Relation.WIDER: [
        ("int", "int | None"),
        ("int", "float"),
        ("bool", "int"),
        ("list[int]", "collections.abc.Sequence[int]"),
        ("dict[str, int]", "collections.abc.Mapping[str, int]"),
        ("dict[str, int]", "collections.abc.Iterable[str]"),
        ("pkg.Leaf", "pkg.Base"),
        ("list[pkg.Leaf]", "collections.abc.Sequence[pkg.Base]"),
        ("typing.Literal['a']", "str"),
        ("typing.Literal['a']", "typing.Literal['a', 'b']"),
        ("tuple[int, int]", "tuple[int, ...]"),
        ("type[pkg.Leaf]", "type[pkg.Base]"),
        ("typing.Self", "pkg.Base"),
        ("collections.abc.Callable[[object], int]", "collections.abc.Callable[[int], int]"),
        ("str", "elsewhere.Thing | str"),
        ("ValueError", "Exception"),
        ("pkg.Uid", "int"),
        ("pkg.Uid", "float | None"),
        ("list[pkg.Uid]", "collections.abc.Sequence[int]"),
    ],
    Relation.UNRELATED: [
        ("int", "str"),
        ("bytes", "str"),
        ("list[int]", "list[str]"),
        ("list[int]", "collections.abc.Iterator[int]"),
        ("pkg.Leaf", "pkg.Other"),
        ("pkg.Other", "None"),
        ("pkg.Uid", "str"),
        ("pkg.Uid", "pkg.Gid"),
        ("collections.abc.Callable[[int], int]", "collections.abc.Callable[[int, int], int]"),
    ],
    Relation.UNKNOWN: [
        ("elsewhere.Thing", "int"),
        ("elsewhere.Thing", "elsewhere.Other"),
        ("pkg.T", "int"),
        ("pkg.Leaf", "pkg.Shape"),
        ("typing.Any", "object"),
        ("int if x else str", "int"),
    ],
    Relation.VAGUER: [
        ("int", "typing.Any"),
        ("collections.abc.Callable[[int], int]", "collections.abc.Callable[..., int]"),
    ],
}
MIRRORED = {Relation.WIDER: Relation.NARROWER, Relation.VAGUER: Relation.UNKNOWN}


@pytest.fixture(scope="module")
def scope() -> Scope:
    index = Index(collected({"pkg/__init__.py": CODE}))
    return Scope(index, index, owner="pkg.Leaf")


@pytest.mark.parametrize(
    ("relation", "old", "new"), [(relation, *pair) for relation, pairs in RELATIONS.items() for pair in pairs]
)
def test_two_annotations_relate(relation: Relation, old: str, new: str, scope: Scope) -> None:
    assert relate(old, new, scope) is relation
    assert relate(new, old, scope) is MIRRORED.get(relation, relation)
