"""The form of an object: called or read, awaited or not, iterated, assigned on an instance, found on the class."""

from collections.abc import Iterator

from msgspec.structs import replace

from stability_checker.model.api import Binding, Flavour, Function
from stability_checker.witness import calling
from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Witness
from stability_checker.witness.phrases import Writer, bound, either, on_bare_instance, says

_TESTS = {
    Flavour.ASYNC: "inspect.iscoroutinefunction",
    Flavour.GENERATOR: "inspect.isgeneratorfunction",
    Flavour.ASYNC_GENERATOR: "inspect.isasyncgenfunction",
}
_MANAGERS = {
    Flavour.CONTEXT_MANAGER: "inspect.isgeneratorfunction",
    Flavour.ASYNC_CONTEXT_MANAGER: "inspect.isasyncgenfunction",
}


def _flavour(case: Case) -> Iterator[Witness]:
    """What a call gives back, by the mark that the interpreter left on the function."""
    found = case.functions()
    if found is None:
        return
    before, after = (each.flavour for each in found)
    if before in _TESTS:
        yield _marked(case, f"assert {_TESTS[before]}({{}})")
    elif after in _TESTS:
        yield _marked(case, f"assert not {_TESTS[after]}({{}})")
    if before in _MANAGERS:
        yield _marked(case, f"assert {_MANAGERS[before]}({{}}.__wrapped__)", decisive=False)
    elif after in _MANAGERS:
        yield _marked(case, f'assert not {_MANAGERS[after]}(getattr({{}}, "__wrapped__", None))', decisive=False)


def _marked(case: Case, line: str, decisive: bool = True) -> Witness:
    reach = case.reach()
    code = f"import inspect\n{reach.line}\n\n{line.replace('{}', reach.expression)}\n"
    return Witness(code, decisive=decisive)


def _bound_elsewhere(case: Case) -> Iterator[Witness]:
    """A method called through its class, the instance first where it was a plain method."""
    callees, found = case.callees(), case.functions()
    if callees and found:
        receiver = found[0].binding is Binding.METHOD
        yield bound(case, calling.least(callees[0]).text(receiver), "VAR_POSITIONAL")
    if found and found[0].binding is Binding.METHOD:
        yield from says('assert inspect.isfunction(inspect.getattr_static({holder}, "{name}"))')(case)


def _on_instance(case: Case) -> Iterator[Witness]:
    """A static form called on an instance, which a plain method takes for its first argument."""
    callees = case.callees()
    if callees and case.in_class:
        call = f"inspect.signature({{}}.{{name}}).bind({calling.least(callees[0]).text()})"
        for witness in on_bare_instance(call, _holder)(case):
            yield replace(witness, decisive=False)


def _holder(case: Case) -> str:
    return case.holder


def _raised(case: Case) -> Iterator[Witness]:
    """A call whose old exception is handled; that nothing is raised for these arguments proves nothing."""
    callees, value = case.callees(), case.before
    if callees and isinstance(value, Function) and not case.gives_receiver and case.finding.old:
        at, name = case.reach(), case.finding.old
        lines = [at.line, *_import_of(name, case), "", "try:"]
        arguments = calling.least(callees[0]).text()
        lines += [f"    {at.expression}({arguments})", f"except {_spelled(name)}:", "    pass"]
        yield Witness("\n".join(lines) + "\n", decisive=False)


def _import_of(name: str, case: Case) -> list[str]:
    module = name.rpartition(".")[0]
    return [] if module in ("", "builtins") else [f"import {module}"]


def _spelled(name: str) -> str:
    return name.removeprefix("builtins.")


def _assigned(case: Case) -> Iterator[Witness]:
    """The attribute is set on an instance; where none can be made, the class is asked what stands there."""
    yield from on_bare_instance("{}.{name} = None", _holder)(case)
    at = case.reach(case.holder)
    test = f'assert not isinstance(inspect.getattr_static({at.expression}, "{case.name}", None), property)'
    yield Witness(f"import inspect\n{at.line}\n\n{test}\n")


WRITERS: dict[str, Writer] = {
    "asynchrony_changed": _flavour,
    "attribute_became_property": _assigned,
    "cache_removed": says("{}.cache_clear()"),
    "callable_became_constant": says("assert callable({})"),
    "class_attribute_became_instance": says("{}"),
    "class_became_function": says("assert isinstance({}, type)", "isinstance(None, {})"),
    "context_manager_became_async": _flavour,
    "context_manager_gained": _flavour,
    "context_manager_lost": _flavour,
    "exception_replaced": _raised,
    "function_became_async": _flavour,
    "function_became_generator": _flavour,
    "function_became_sync": _flavour,
    "generator_became_function": _flavour,
    "method_became_classmethod": _bound_elsewhere,
    "method_became_property": says("assert callable({})"),
    "method_lost_its_static_form": either(_bound_elsewhere, _on_instance),
    "property_became_method": says('assert not inspect.isroutine(inspect.getattr_static({holder}, "{name}"))'),
    "property_deleter_removed": says("assert {}.fdel"),
    "property_setter_removed": says("assert {}.fset"),
    "value_became_callable": says("assert not callable({})"),
}
