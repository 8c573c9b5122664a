"""What became of the fields of a data model, as its constructor takes them."""

from msgspec import Struct, field

from stability_checker.compare.signatures import POSITIONAL
from stability_checker.model.api import Class, Family, Parameter

_UNORDERED = (Family.TYPEDDICT, Family.PYDANTIC)


class FieldChanges(Struct):
    """The fields that came, went, stayed, were put before others, or changed places."""

    added: list[Parameter] = field(default_factory=list)
    lost: list[Parameter] = field(default_factory=list)
    kept: list[tuple[Parameter, Parameter]] = field(default_factory=list)
    inserted: list[Parameter] = field(default_factory=list)
    reordered: bool = False


def compare_fields(old: Class, new: Class) -> FieldChanges:
    """The changes of the fields of two versions of one model; none where they are models of different kinds."""
    found = FieldChanges()
    if old.family is not new.family or old.family is Family.PLAIN:
        return found
    if old.family is Family.NAMEDTUPLE and not (old.fields and new.fields):
        return found  # made by a call whose fields cannot be read
    before, after = ({each.name: each for each in side.fields} for side in (old, new))
    found.added = [each for name, each in after.items() if name not in before and _counts(each)]
    found.lost = [each for name, each in before.items() if name not in after and _counts(each)]
    found.kept = [(each, after[name]) for name, each in before.items() if name in after]
    if old.family not in _UNORDERED:
        _judge_order(old, new, found)
    return found


def _counts(each: Parameter) -> bool:
    return each.required or not each.name.startswith("_")


def _judge_order(old: Class, new: Class, found: FieldChanges) -> None:
    before, after = ([each.name for each in side.fields if each.kind in POSITIONAL] for side in (old, new))
    common = [name for name in before if name in after]
    found.reordered = common != [name for name in after if name in before]
    last = max((after.index(name) for name in common), default=-1)
    found.inserted = [each for each in found.added if each.name in after and after.index(each.name) < last]
