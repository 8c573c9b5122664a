"""Classes as downstream code uses them: subclassed, asked for with `isinstance`, made, hashed, given attributes."""

from collections.abc import Iterator

from stability_checker.compare.index import Index
from stability_checker.model.api import Class, Function, Property
from stability_checker.witness.case import Case, Reach, reach
from stability_checker.witness.evidence import Reader, Witness
from stability_checker.witness.phrases import Writer, on_bare_instance, says

_ENUM_KINDS = ("IntEnum", "StrEnum", "IntFlag", "Flag", "int", "str")


def _couple(case: Case) -> tuple[Class, Class] | None:
    old, new = case.before, case.after
    return (old, new) if isinstance(old, Class) and isinstance(new, Class) else None


def reach_path(path: str, index: Index) -> Reach:
    """How users get at a class by its path in a line of ancestors, wherever it comes from."""
    found = index.find(path)
    if found is not None or path.partition(".")[0] == index.package.name:
        return reach(index.symbol(found) if found else path, index)
    module, _, name = path.rpartition(".")
    return Reach(f"from {module} import {name}", name) if module not in ("", "builtins") else Reach("", name)


def _program(lines: list[str], body: str) -> str:
    return "\n".join([*dict.fromkeys(each for each in lines if each), "", body.strip("\n")]) + "\n"


def _descends(case: Case) -> Iterator[Witness]:
    couple = _couple(case)
    for path in case.context.lost_bases(*couple) if couple else ():
        if path.rpartition(".")[2] == case.member:
            base, at = reach_path(path, case.old), case.reach()
            yield Witness(_program([base.line, at.line], f"assert issubclass({at.expression}, {base.expression})"))


def _ordered(case: Case) -> Iterator[Witness]:
    couple = _couple(case)
    if couple is None:
        return
    after = [path.rpartition(".")[2] for path in couple[1].ancestors]
    before = [path.rpartition(".")[2] for path in couple[0].ancestors]
    names = [name for name in before if name in after]
    test = f"assert [each.__name__ for each in {{}}.__mro__ if each.__name__ in {set(names)!r}] == {names!r}"
    yield case.witness(test.replace(repr(set(names)), "{" + ", ".join(map(repr, names)) + "}"))


def _concrete(case: Case) -> Iterator[Witness]:
    """A subclass that defines what the old class asked for can be made."""
    value = case.before
    if isinstance(value, Class):
        at, own = case.reach(), _subclass(case.reach(), value)
        yield Witness(_program([at.line], f"{own}\n\nobject.__new__(Mine)"), decisive=False)
        yield Witness(_program(["import inspect", at.line], f"{own}\n\nassert not inspect.isabstract(Mine)"))


def _subclass(at: Reach, value: Class) -> str:
    body = [f"    {name} = None" for name in value.abstract_methods] or ["    pass"]
    return "\n".join([f"class Mine({at.expression}):", *body])


def _mixed(case: Case) -> Iterator[Witness]:
    """The class beside another one with a metaclass made of the old one's: the metaclasses must not conflict."""
    value = case.before
    if isinstance(value, Class):
        meta, at = reach_path(value.metaclass or "builtins.type", case.old), case.reach()
        body = (
            f"class Meta({meta.expression}):\n    pass\n\nclass Other(metaclass=Meta):\n    pass\n\n"
            f"class Mine({at.expression}, Other):\n    pass"
        )
        # A class that had a metaclass of its own only says what it is meant for when its base becomes `abc.ABC`.
        yield Witness(_program([meta.line, at.line], body), decisive=value.metaclass is None)


def _extended(case: Case) -> Iterator[Witness]:
    yield case.witness("class Mine({}):", "    pass")


def _of_kind(case: Case) -> Iterator[Witness]:
    couple = _couple(case)
    if couple is not None:
        before, after = ({path.rpartition(".")[2] for path in each.ancestors} for each in couple)
        listed = ", ".join(repr(each) for each in _ENUM_KINDS)
        expected = ", ".join(repr(each) for each in _ENUM_KINDS if each in _closed(before))
        if _closed(before) != _closed(after):
            names = f"{{each.__name__ for each in {{}}.__mro__}} & {{{listed}}}"
            yield case.witness(f"assert {names} == {{{expected}}}" if expected else f"assert not {names}")


def _closed(kinds: set[str]) -> set[str]:
    """The kinds of an enumeration with those that they are made of."""
    made_of = {"IntEnum": {"int"}, "StrEnum": {"str"}, "IntFlag": {"int", "Flag"}}
    return kinds.union(*(made_of.get(each, set()) for each in kinds)) & set(_ENUM_KINDS)


def _valued(case: Case) -> Iterator[Witness]:
    value = getattr(case.before, "value", None)
    if value is not None:
        yield case.witness(f"assert {{}}.value == {value}")


def _matched(case: Case) -> Iterator[Witness]:
    value = case.before
    if isinstance(value, Class) and value.match_args:
        yield case.witness(f"assert {{}}.__match_args__[:{len(value.match_args)}] == {value.match_args!r}")


def _fulfilled(case: Case) -> Iterator[Witness]:
    """A class with the old members of a protocol still passes for it, in the eyes of a type checker."""
    value = case.before
    if isinstance(value, Class):
        at = case.reach()
        members = [_stand_in(name, each) for name, each in case.old.members(value).items() if name != "__init__"]
        body = "\n".join(["class Mine:", *(members or ["    pass"])])
        use = f"def use(mine: Mine) -> {at.expression}:\n    return mine"
        code = _program(["from typing import Any", at.line], f"{body}\n\n{use}")
        yield Witness(code, Reader.MYPY)


def _stand_in(name: str, member: object) -> str:
    if isinstance(member, Function):
        return f"    def {name}(self, *args: Any, **kwargs: Any) -> Any:\n        return None"
    if isinstance(member, Property):
        return (
            f"    @property\n    def {name}(self) -> Any:\n        return None" if not member.settable else _any(name)
        )
    return _any(name)


def _any(name: str) -> str:
    return f"    {name}: Any = None"


WRITERS: dict[str, Writer] = {
    "abstract_method_added": _concrete,
    "base_removed": _descends,
    "bases_reordered": _ordered,
    "class_became_abstract": _mixed,
    "enum_base_changed": _of_kind,
    "enum_member_value_changed": _valued,
    "match_args_changed": _matched,
    "metaclass_changed": _mixed,
    "method_became_abstract": _concrete,
    "protocol_member_added": _fulfilled,
    "runtime_check_removed": says("isinstance(None, {})"),
    "slot_removed": on_bare_instance("{}.{member} = None"),
    "slots_added": on_bare_instance("{}.anything = None"),
    "subclassing_forbidden": _extended,
}
