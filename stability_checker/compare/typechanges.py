"""What became of the types in a pair of signatures: one value for each place whose annotation says something else."""

from collections.abc import Iterator

from msgspec import Struct

from stability_checker.compare.annotations import Relation, relate
from stability_checker.compare.calls import CallChanges
from stability_checker.compare.outside import standard_name
from stability_checker.compare.subtyping import Scope, is_subtype
from stability_checker.compare.typetext import Named, Union, read_type
from stability_checker.model.api import Flavour, Function, Parameter, ParameterKind, Signature
from stability_checker.model.finding import Finding

_ITERATION = {Flavour.GENERATOR, Flavour.ASYNC_GENERATOR, Flavour.CONTEXT_MANAGER, Flavour.ASYNC_CONTEXT_MANAGER}


class TypeChange(Struct, frozen=True):
    """A place in a signature (`member`, None for the result), its two annotations and how they relate."""

    member: str | None
    old: str
    new: str
    relation: Relation

    def finding(self, what: str) -> Finding:
        """The finding that the place `what` ("accepts fewer types")."""
        place = f"The parameter `{self.member}`" if self.member else "The result"
        return Finding(member=self.member, message=f"{place} {what}.", old=self.old, new=self.new)


def parameter_types(calls: CallChanges, scope: Scope) -> Iterator[TypeChange]:
    """The parameters that kept their name or place and whose annotation changed."""
    for before, after in calls.couples:
        old, new = before.annotation, after.annotation
        if old is not None and new is not None and old != new and not _lost_private_types_alone(old, new):
            yield TypeChange(before.name, old, new, relate(old, new, scope))


def _lost_private_types_alone(old: str, new: str) -> bool:
    """Whether a union only lost types that nobody outside can name, such as that of a default's sentinel."""
    before, after = (each.members if isinstance(each, Union) else {each} for each in map(read_type, (old, new)))
    lost = [each.name if isinstance(each, Named) else "" for each in before - after]
    return bool(lost) and after < before and all("._" in name for name in lost)


def return_type(old: Function, new: Function, scope: Scope) -> TypeChange | None:
    """What became of the result; None where it is the same or where the flavour already says what changed."""
    before, after = old.signature.returns, new.signature.returns
    if before is None or after is None or before == after or old.flavour is not new.flavour:
        return None
    if before == "None" and new.flavour is Flavour.PLAIN:
        return TypeChange(None, before, after, Relation.NARROWER)
    relation = relate(before, after, scope)
    if new.flavour in _ITERATION and _spells_the_same_iteration(before, after):
        relation = Relation.UNKNOWN
    return TypeChange(None, before, after, relation)


def _spells_the_same_iteration(old: str, new: str) -> bool:
    """`Iterator[X]`, `Iterable[X]` and `Generator[X, None, None]` all annotate the same generator."""
    words = ("Iterator", "Iterable", "Generator")
    heads = [standard_name(each.partition("[")[0]).rpartition(".")[2] for each in (old, new)]
    return all(head.endswith(words) for head in heads) and heads[0] != heads[1]


def lost_overloads(old: Function, new: Function, scope: Scope) -> Iterator[Signature]:
    """The overloads of `old` that no overload of `new`, nor its one signature, covers."""
    for each in old.overloads:
        if not any(_covers(other, each, scope) for other in new.overloads or (new.signature,)):
            yield each


def _covers(wide: Signature, narrow: Signature, scope: Scope) -> bool:
    """Whether a call that `narrow` allows is allowed by `wide`: the same parameters, and types that are no narrower."""
    mine, theirs = (dict(_addressed(each)) for each in (wide, narrow))
    takers = [(mine.get(key) or _at(key, wide) or _collector(given, mine), given) for key, given in theirs.items()]
    filled = {id(taker) for taker, _ in takers}
    if any(each.required and id(each) not in filled for each in mine.values()):
        return False
    return all(taker is not None and _accepts(taker, given, scope) for taker, given in takers)


def _at(place: object, signature: Signature) -> Parameter | None:
    """What is filled by position, whatever its name, for a parameter that has none."""
    found = signature.parameters[place] if isinstance(place, int) and place < len(signature.parameters) else None
    return found if found is not None and found.kind is ParameterKind.POSITIONAL_OR_KEYWORD else None


def _collector(given: Parameter, signature: dict[object, Parameter]) -> Parameter | None:
    """The `*args` or `**kwargs` that takes what no parameter is named for."""
    by_place = given.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.VAR_POSITIONAL)
    kind = ParameterKind.VAR_POSITIONAL if by_place else ParameterKind.VAR_KEYWORD
    return signature.get(f"*{kind}")


def _addressed(signature: Signature) -> Iterator[tuple[object, Parameter]]:
    """Each parameter by what callers call it by: its place where its name means nothing, otherwise its name."""
    for place, each in enumerate(signature.parameters):
        nameless = each.kind is ParameterKind.POSITIONAL_ONLY or each.name.startswith("__") or each.name == "self"
        variadic = each.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
        yield f"*{each.kind}" if variadic else place if nameless else each.name, each


def _accepts(wide: Parameter, narrow: Parameter, scope: Scope) -> bool:
    if wide.required and not narrow.required:
        return False
    if wide.annotation is None or narrow.annotation is None or wide.annotation == narrow.annotation:
        return True
    return is_subtype(read_type(narrow.annotation), read_type(wide.annotation), scope) is not False
