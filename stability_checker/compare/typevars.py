"""How two declarations of a type variable relate: by variance, by constraints, by the bound (PEP 484)."""

import ast

from msgspec import Struct

from stability_checker.compare.annotations import Relation, relate
from stability_checker.compare.subtyping import Scope

# What a variable without a bound accepts.
_UNBOUND = ("object", "typing.Any", "Any")


class _Variable(Struct, frozen=True):
    keywords: dict[str, str]
    constraints: tuple[str, ...]

    @property
    def variance(self) -> tuple[bool, bool]:
        return "covariant" in self.keywords, "contravariant" in self.keywords

    @property
    def bound(self) -> str:
        return self.keywords.get("bound", "object")


def relate_variables(old: str, new: str, scope: Scope) -> Relation:
    """What the types that `new`, a call of `TypeVar`, accepts are to those of `old`; UNRELATED for another variance."""
    before, after = _read(old), _read(new)
    if before is None or after is None:
        return Relation.UNKNOWN
    if before.variance != after.variance:
        return Relation.UNRELATED
    if before.constraints or after.constraints:
        return _relate_constraints(before, after, scope)
    return _relate_bounds(before.bound, after.bound, scope)


def _read(text: str) -> _Variable | None:
    try:
        call = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    if not isinstance(call, ast.Call):
        return None
    given = {each.arg: ast.unparse(each.value) for each in call.keywords if each.arg is not None}
    told = {word: value for word, value in given.items() if value not in ("False", "None")}
    return _Variable(told, tuple(ast.unparse(each) for each in call.args[1:]))


def _relate_constraints(before: _Variable, after: _Variable, scope: Scope) -> Relation:
    """Constraints are a choice of types, none of which stands for another; without them any type will do."""
    if not after.constraints:
        return Relation.WIDER if after.bound in _UNBOUND else Relation.UNRELATED
    if not before.constraints:
        return Relation.NARROWER
    lost = [each for each in before.constraints if not _has(after.constraints, each, scope)]
    come = [each for each in after.constraints if not _has(before.constraints, each, scope)]
    if lost and come:
        return Relation.UNRELATED
    return Relation.NARROWER if lost else Relation.WIDER if come else Relation.EQUAL


def _has(constraints: tuple[str, ...], wanted: str, scope: Scope) -> bool:
    return any(relate(each, wanted, scope) in (Relation.EQUAL, Relation.UNKNOWN) for each in constraints)


def _relate_bounds(before: str, after: str, scope: Scope) -> Relation:
    if before in _UNBOUND or after in _UNBOUND:
        free = before in _UNBOUND, after in _UNBOUND
        return Relation.EQUAL if all(free) else Relation.NARROWER if free[0] else Relation.WIDER
    return relate(before, after, scope)
