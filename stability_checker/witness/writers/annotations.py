"""Changes that only a type checker sees: arguments, results and variables of a type that the new version rejects."""

import ast
import re
from collections.abc import Iterator

from msgspec.structs import replace

from stability_checker.compare.signatures import Callee, Callees
from stability_checker.compare.values import aliased
from stability_checker.model.api import Alias, Attribute, Binding, Class, Flavour, Function, Parameter, ParameterKind
from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Reader, Witness
from stability_checker.witness.phrases import Writer, either
from stability_checker.witness.typed import ANY, Use, assignment, can_be_written, use

_PLAIN = (Flavour.PLAIN, Flavour.ASYNC)


def _argument(case: Case) -> Iterator[Witness]:
    """A caller hands on what the old parameter took."""
    value, callee = _function(case), _callee(case)
    parameter = callee.named.get(case.member) if callee else None
    annotation = case.finding.old
    if value and callee and parameter and annotation and can_be_written(annotation, case):
        yield _called(case, value, callee, {parameter.name: annotation}, ANY, asked_whole=True)


def _result(case: Case) -> Iterator[Witness]:
    """A caller gives back the result as what it was."""
    value, callee = _function(case), _callee(case)
    annotation = case.finding.old
    if annotation is None or annotation == "None" or not can_be_written(annotation, case):
        return
    if value and callee and value.flavour in _PLAIN:
        yield _called(case, value, callee, {}, annotation, asked_whole=False)


def _overload(case: Case) -> Iterator[Witness]:
    """A caller uses the typed way to call it that is gone."""
    value = _function(case)
    for each in value.overloads if value else ():
        assert value is not None
        callee = Callees(case.old).of(replace(value, signature=each, runtime=None))
        types = {one.name: one.annotation or ANY for one in callee.named.values()}
        result = each.returns or ANY
        can_be = all(can_be_written(one, case) for one in (*types.values(), result))
        if can_be and _shows(case.finding.old or "", types):
            yield _called(case, value, callee, types, result, asked_whole=True)


def _shows(signature: str, types: dict[str, str]) -> bool:
    return all(f"{name}: {kind}" in signature for name, kind in types.items() if kind != ANY)


def _function(case: Case) -> Function | None:
    found = case.functions()
    return found[0] if found else None


def _callee(case: Case) -> Callee | None:
    found = case.callees()
    return found[0] if found else None


def _called(
    case: Case, value: Function, callee: Callee, types: dict[str, str], result: str, *, asked_whole: bool
) -> Witness:
    """A function that calls the object; `asked_whole` says that its signature, not its result, is in question."""
    given = [each for each in callee.named.values() if each.required or each.name in types]
    parameters = {each.name.strip("_") + "_": types.get(each.name, ANY) for each in given}
    arguments = ", ".join(f"{_prefix(each, given, callee)}{each.name.strip('_')}_" for each in given)
    target, own = _target(case, value)
    waits = value.flavour is Flavour.ASYNC
    call = f"{'await ' if waits else ''}{target}({arguments})"
    return use(case, Use(result, {**own, **parameters}, call, waits), target if asked_whole else call)


def _prefix(each: Parameter, given: list[Parameter], callee: Callee) -> str:
    """How an argument is given: by position as long as nothing is left out before it, else by name."""
    place = given.index(each)
    by_place = callee.positional[: place + 1] == given[: place + 1]
    return "" if by_place or each.kind is ParameterKind.POSITIONAL_ONLY else f"{each.name}="


def _target(case: Case, value: Function) -> tuple[str, dict[str, str]]:
    """The expression that is called, and the instance that it needs."""
    if case.builds:
        return case.reach(case.holder).expression, {}
    if case.in_class and value.binding is Binding.METHOD:
        if case.name == "__call__":
            return "self_", {"self_": case.reach(case.holder).expression}
        return f"self_.{case.name}", {"self_": case.reach(case.holder).expression}
    return case.reach().expression, {}


def _read(case: Case) -> Iterator[Witness]:
    """A reader gives back the variable as what it was."""
    annotation, value = case.finding.old, case.before
    if isinstance(value, Attribute) and value.annotation is None and annotation == value.value:
        annotation = _kind_of(value.value)
    if annotation in (None, "None") or not can_be_written(annotation, case):
        return
    expression, own = _variable(case)
    yield use(case, Use(annotation or "", own, expression), expression)


def _kind_of(constant: str | None) -> str | None:
    try:
        return type(ast.literal_eval(constant or "")).__name__
    except (ValueError, SyntaxError):
        return None


def _variable(case: Case) -> tuple[str, dict[str, str]]:
    if case.in_class:
        return f"self_.{case.name}", {"self_": case.reach(case.holder).expression}
    return case.reach().expression, {}


def _instance_only(case: Case) -> Iterator[Witness]:
    """What only instances have is read from one."""
    value = case.before
    if case.in_class and isinstance(value, Attribute) and (value.scope == "instance" or value.default is None):
        expression, own = _variable(case)
        yield use(case, Use(ANY, own, expression), expression)


def _keyword(case: Case) -> Iterator[Witness]:
    """A call with a keyword that only the declared keys of `**kwargs` still allow."""
    value, callee = _function(case), _callee(case)
    if value and callee and callee.kwargs:
        name = "anything" if case.finding.rule == "kwargs_removed" else case.member
        extra = Parameter(name, ParameterKind.KEYWORD_ONLY)
        known = [each for each in callee.parameters if each.name != name and each is not callee.kwargs]
        yield _called(case, value, replace(callee, parameters=(*known, extra)), {name: ANY}, ANY, asked_whole=True)


def _entered(case: Case) -> Iterator[Witness]:
    """The result is entered with the statement that used to fit, or not at all where it was no context manager."""
    value, callee = _function(case), _callee(case)
    if value is None or callee is None:
        return
    for keyword in ("async with", "with"):
        called = _called(case, value, callee, {}, "None", asked_whole=False)
        line = re.compile(r"^    return (?:await )?(.*)$", re.MULTILINE)
        code = line.sub(rf"    {keyword} \1:\n        pass", called.code)
        if keyword == "async with":
            code = code.replace("\ndef use", "\nasync def use")
        yield Witness(code, Reader.MYPY, decisive=False)


def _yielded(case: Case) -> Iterator[Witness]:
    """What a context manager gives to those who enter it is given back as what it was."""
    value, callee = _function(case), _callee(case)
    inner = re.fullmatch(r"[\w.]*(?:Iterator|Iterable|Generator)\[(.*)\]", case.finding.old or "")
    if inner is None or inner[1] == "None" or not can_be_written(inner[1], case):
        return
    if value and callee and value.flavour is Flavour.CONTEXT_MANAGER:
        called = _called(case, value, callee, {}, inner[1], asked_whole=True)
        code = re.sub(r"    return (.*)", r"    with \1 as given:\n        return given", called.code)
        yield Witness(code, Reader.MYPY, decisive=False)


def _assigned(case: Case) -> Iterator[Witness]:
    if case.in_class:
        expression, own = _variable(case)
        yield assignment(case, own, f"{expression} = {expression}")
    else:
        code = f"import {case.holder}\n\ndef use(value: Any) -> None:\n    {case.symbol} = value\n"
        yield Witness(f"from typing import Any\n\n{code}", Reader.MYPY)


def _inherited(case: Case) -> Iterator[Witness]:
    yield Witness(case.witness("class Mine({}):", "    pass").code, Reader.MYPY)


def _overridden(case: Case) -> Iterator[Witness]:
    at = case.reach(case.holder)
    method = f"    def {case.name}(self, *args: Any, **kwargs: Any) -> Any:\n        return None"
    code = f"from typing import Any\n\n{at.line}\n\nclass Mine({at.expression}):\n{method}\n"
    yield Witness(code, Reader.MYPY)


def _aliased(case: Case) -> Iterator[Witness]:
    """A value of the old meaning is handed over as the alias, and one of the alias as the old meaning."""
    value = case.before
    meaning = aliased(value) if isinstance(value, Attribute | Alias) else None
    if meaning and can_be_written(meaning, case):
        name, made = case.reach().expression, isinstance(value, Attribute) and value.role == "newtype"
        given = f"{name}(value)" if made else "value"
        yield use(case, Use(name, {"value": meaning}, given), "value")
        yield use(case, Use(meaning, {"value": name}, "value"), "value")


def _parametrised(case: Case) -> Iterator[Witness]:
    value = case.before
    if isinstance(value, Class):
        arguments = ", ".join(["int"] * len(value.type_parameters))
        yield case.witness(f"{{}}[{arguments}]")
        annotated = f"def use(value: {{}}[{', '.join(['Any'] * len(value.type_parameters))}]) -> None:"
        yield Witness(case.witness("from typing import Any", "", annotated, "    pass").code, Reader.MYPY)


def _bare(case: Case) -> Iterator[Witness]:
    """The class without type arguments, where a strict type checker accepts that for parameters with defaults."""
    code = case.witness("def use(value: {}) -> None:", "    pass").code
    yield Witness(f"# mypy: disallow-any-generics\n{code}", Reader.MYPY, decisive=False)


def _in_order(case: Case) -> Iterator[Witness]:
    value = case.before
    if isinstance(value, Class):
        names = [each.partition(":")[0].partition("=")[0].strip() for each in value.type_parameters]
        yield case.witness(f"assert [each.__name__ for each in {{}}.__parameters__] == {names!r}")


def _variable_of_types(case: Case) -> Iterator[Witness]:
    """What the type variable promised, against one that is declared as the old one was."""
    value = case.before
    if isinstance(value, Attribute) and value.default:
        traits = "__bound__", "__constraints__", "__covariant__", "__contravariant__"
        module = value.default.partition("(")[0].rpartition(".")[0]
        imports = [f"import {module}"] if module else ["from typing import TypeVar"]
        lines = [*imports, f"expected = {value.default}", f"for trait in {traits!r}:"]
        lines += ["    assert getattr({}, trait) == getattr(expected, trait)"]
        yield case.witness(*lines)


WRITERS: dict[str, Writer] = {
    "attribute_became_final": _assigned,
    "attribute_removed": _instance_only,
    "attribute_type_changed": _read,
    "attribute_type_widened": _read,
    "context_manager_became_async": _entered,
    "context_manager_lost": _entered,
    "class_became_final": _inherited,
    "field_removed": _instance_only,
    "kwargs_removed": _keyword,
    "method_became_final": _overridden,
    "overload_removed": _overload,
    "parameter_removed": _keyword,
    "parameter_type_changed": _argument,
    "parameter_type_narrowed": _argument,
    "property_removed": _instance_only,
    "return_type_changed": either(_result, _yielded),
    "return_type_widened": either(_result, _yielded),
    "type_alias_changed": _aliased,
    "type_parameter_added": _parametrised,
    "type_parameter_default_removed": _bare,
    "type_parameter_removed": _parametrised,
    "type_parameters_reordered": _in_order,
    "type_variable_changed": _variable_of_types,
}
