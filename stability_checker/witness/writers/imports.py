"""Imports that fail: what left a module, a wildcard, or the package as a whole."""

from collections.abc import Iterator

from stability_checker.model.api import Attribute, Object
from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Reader, Witness
from stability_checker.witness.phrases import Writer


def _taken(case: Case) -> Iterator[Witness]:
    """The name is imported and, below a class, looked up; what `object` or `type` answer for it is not what it was."""
    reach = case.reach()
    if case.in_class and (case.name in vars(object) or case.name in vars(type)):
        at = case.reach(case.holder)
        test = f'assert any("{case.name}" in vars(each) for each in {at.expression}.__mro__[:-1])'
        yield Witness(f"{at.line}\n\n{test}\n")
        return
    body = [reach.line] if reach.line.endswith(f" {reach.expression}") else [reach.line, "", reach.expression]
    code = "\n".join(body) + "\n"
    yield Witness(code)
    if _is_stubbed(case.before):
        yield Witness(code, Reader.MYPY)  # nobody but a type checker reads the stub of a compiled module


def _is_stubbed(value: Object | None) -> bool:
    return value is not None and value.location is not None and value.location.file.endswith(".pyi")


def _unless_of_instances(case: Case) -> Iterator[Witness]:
    """A class does not have what only its instances get; another writer knows about these."""
    value = case.before
    if not (isinstance(value, Attribute) and case.in_class and (value.scope == "instance" or value.default is None)):
        yield from _taken(case)


def _starred(case: Case) -> Iterator[Witness]:
    module, _, name = case.symbol.rpartition(".")
    yield Witness(f"from {module} import *\n\n{name}\n")


def _listed(case: Case) -> Iterator[Witness]:
    yield Witness(f"from {case.symbol} import *\n")


def _loaded(case: Case) -> Iterator[Witness]:
    yield Witness(f"import {case.symbol}\n\n{case.symbol}.{case.member}\n")


def _top_level(case: Case) -> Iterator[Witness]:
    yield Witness(f"import {case.symbol.partition(':')[2]}\n")


def _runnable(case: Case) -> Iterator[Witness]:
    yield Witness(f'import importlib.util\n\nassert importlib.util.find_spec("{case.symbol}")  # python -m\n')


def _emptied(case: Case) -> Iterator[Witness]:
    """Any of the names that the module offered is enough."""
    names = (case.finding.old or "").removesuffix(", ...")
    yield Witness(f"import {case.symbol}\n\nassert set(dir({case.symbol})) & set({names.split(', ')!r})\n")


def _same(case: Case) -> Iterator[Witness]:
    """The name still gives the object that was defined where it used to be."""
    home = 'f"{{}.__module__}.{{}.__qualname__}"'
    yield case.witness(f"assert {home} == {case.finding.old!r}")


def _module(case: Case) -> Iterator[Witness]:
    yield Witness(f"import {case.symbol}\n")


WRITERS: dict[str, Writer] = {
    "attribute_removed": _unless_of_instances,
    "class_removed": _taken,
    "enum_member_removed": _taken,
    "export_missing": _listed,
    "export_removed": _starred,
    "function_removed": _taken,
    "import_name_removed": _top_level,
    "main_module_removed": _runnable,
    "method_removed": _taken,
    "module_contents_removed": _emptied,
    "module_removed": _module,
    "module_replaced": _module,
    "name_became_typing_only": _taken,
    "property_removed": _unless_of_instances,
    "reexport_removed": _taken,
    "reexport_retargeted": _same,
    "served_name_removed": _taken,
    "submodule_no_longer_loaded": _loaded,
    "type_alias_removed": _taken,
    "type_variable_removed": _taken,
}
