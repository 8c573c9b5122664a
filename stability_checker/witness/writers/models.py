"""Data models: constructors made of fields, unpacking, hashing and comparing, keys of a TypedDict."""

from collections.abc import Iterator

from msgspec.structs import replace

from stability_checker.compare.signatures import Callee
from stability_checker.model.api import Class, Family
from stability_checker.witness import calling
from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Reader, Witness
from stability_checker.witness.phrases import Writer, says


def _model(case: Case) -> Class | None:
    """The data model: the object itself, or for a field the class that it stands in."""
    for value in (case.before, case.old.find(case.holder)):
        if isinstance(value, Class):
            return value
    return None


def _is_field(case: Case) -> bool:
    return not isinstance(case.before, Class)


def _place(case: Case) -> str:
    return case.holder if _is_field(case) else case.symbol


def _field(case: Case) -> str:
    return case.name if _is_field(case) else case.member


def _made(case: Case, text: str) -> Witness:
    at = case.reach(_place(case))
    return Witness(f"import inspect\n\n{at.line}\n\ninspect.signature({at.expression}).bind({text})\n")


def _typed_dict(case: Case, value: Class, with_field: str | None) -> Iterator[Witness]:
    """The keys that the old version asked for, as a type checker reads them, and as the class tells."""
    at = case.reach(_place(case))
    keys = [each.name for each in value.fields if each.required or each.name == with_field]
    given = ", ".join(f'"{key}": value' for key in keys)
    code = f"from typing import Any\n\n{at.line}\n\ndef use(value: Any) -> {at.expression}:\n    return {{{given}}}\n"
    yield Witness(code, Reader.MYPY, decisive=False)
    if with_field:
        yield Witness(f'{at.line}\n\nassert "{with_field}" in {at.expression}.__annotations__\n', decisive=False)
    else:
        names = "{" + ", ".join(f'"{key}"' for key in keys) + "}" if keys else "set()"
        yield Witness(f"{at.line}\n\nassert {at.expression}.__required_keys__ <= {names}\n")


def _without(case: Case) -> Iterator[Witness]:
    """A construction that gives what the old version asked for."""
    value = _model(case)
    if value is None:
        return
    if value.family is Family.TYPEDDICT:
        yield from _typed_dict(case, value, None)
        return
    callee = Callee(value.fields)
    few = calling.least(callee)
    yield _made(case, calling.Arguments((), few.positional + few.named).text())
    yield _made(case, few.text())


def _with(case: Case) -> Iterator[Witness]:
    """A construction that names the field."""
    value = _model(case)
    if value is None:
        return
    if value.family is Family.TYPEDDICT:
        yield from _typed_dict(case, value, _field(case))
        return
    wanted = [each for each in value.fields if each.required or each.name == _field(case)]
    if _field(case) in [each.name for each in wanted]:
        yield _made(case, calling.Arguments((), tuple(wanted)).text())
    at = case.reach(_place(case))
    yield Witness(f'{at.line}\n\n{at.expression}.__annotations__["{_field(case)}"]\n', decisive=False)


def _by_place(case: Case) -> Iterator[Witness]:
    value = _model(case)
    if value is not None:
        yield _made(case, calling.all_places(Callee(value.fields)).text())


def _landing(case: Case) -> Iterator[Witness]:
    """The last positional argument reaches the field that stood there."""
    value = case.before
    if not isinstance(value, Class):
        return
    new = case.after
    before = Callee(value.fields).positional
    after = Callee(new.fields).positional if isinstance(new, Class) else []
    for place, each in enumerate(before):
        if place >= len(after) or after[place].name != each.name:
            at, text = case.reach(), ", ".join([calling.VALUE] * (place + 1))
            test = f'assert list(inspect.signature({at.expression}).parameters)[{place}] == "{each.name}"  # ({text})'
            yield Witness(f"import inspect\n\n{at.line}\n\n{test}\n")
            return


def _unpacked(case: Case) -> Iterator[Witness]:
    value = case.before
    if isinstance(value, Class) and value.fields:
        names = ", ".join(each.name for each in value.fields)
        yield case.witness("fields = {}._make(range(len({}._fields)))", f"({names},) = fields")


def _keyed(case: Case) -> Iterator[Witness]:
    """A reader counts on the key; the class itself does not know what it asks for where its annotations are text."""
    at, value = case.reach(), case.before
    fields = value.fields if isinstance(value, Class) else ()
    if case.member in [each.name for each in fields]:
        own = f"class Mine(TypedDict):\n    {case.member}: Any"
        use = f"def use(value: {at.expression}) -> Mine:\n    return value"
        yield Witness(f"from typing import Any, TypedDict\n\n{at.line}\n\n{own}\n\n{use}\n", Reader.MYPY)
    yield replace(case.witness(f'assert "{case.member}" in {{}}.__required_keys__'), decisive=False)


def _frozen(case: Case) -> Iterator[Witness]:
    value = case.before
    if isinstance(value, Class) and value.fields:
        name = value.fields[0].name
        if value.family is Family.PYDANTIC:
            yield case.witness(f"{{}}.model_construct().{name} = None")
        yield case.witness(f"object.__new__({{}}).{name} = None")


def _compared(case: Case) -> Iterator[Witness]:
    method = "__eq__" if case.member == "eq" else "__lt__"
    yield case.witness(f"assert {{}}.{method} is not object.{method}")


def _lost(case: Case) -> Iterator[Witness]:
    """What only the old kind of model gave its classes."""
    value = case.before
    if isinstance(value, Class):
        mark = _MARKS.get(value.family)
        if mark:
            yield case.witness(mark)


_MARKS = {
    Family.DATACLASS: "{}.__dataclass_fields__",
    Family.ATTRS: "{}.__attrs_attrs__",
    Family.NAMEDTUPLE: "{}._fields",
    Family.TYPEDDICT: "{}.__required_keys__",
    Family.PYDANTIC: "{}.model_fields",
    Family.ENUM: "{}.__members__",
}
_HASHED = says("from collections.abc import Hashable", "", "assert issubclass({}, Hashable)")

WRITERS: dict[str, Writer] = {
    "field_added_required": _without,
    "field_became_keyword_only": _by_place,
    "field_became_required": _without,
    "field_inserted": _landing,
    "field_left_constructor": _with,
    "field_removed": _with,
    "fields_reordered": _landing,
    "hash_lost": _HASHED,
    "key_became_optional": _keyed,
    "model_comparison_removed": _compared,
    "model_frozen": _frozen,
    "model_lost": _lost,
    "model_thawed": _HASHED,
    "namedtuple_field_added": _unpacked,
}
