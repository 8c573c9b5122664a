"""Both installed versions portrayed and compared, and what the findings already name taken out."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from importlib.resources import files
from pathlib import Path
from typing import Any

from stability_checker.compare.binding import refused_call
from stability_checker.compare.signatures import Callee
from stability_checker.model.api import Module, Package, Parameter, ParameterKind
from stability_checker.model.finding import Finding
from stability_checker.model.proof import Break
from stability_checker.witness.environments import Environment
from stability_checker.witness.runner import run_programs

Portrait = Mapping[str, Mapping[str, Any]]
_SECONDS = 120.0
_TOLD_AS_ONE = frozenset({"module_contents_removed", "base_removed", "model_lost"})


def search(
    findings: Sequence[Finding], versions: tuple[Package, Package], environments: tuple[Environment, Environment]
) -> list[Break]:
    """The breaks at run time that no finding names; a version that cannot be looked at is one."""
    old, new = portraits(versions, environments)
    for name, portrait in (("old", old), ("new", new)):
        if not portrait:
            return [Break(versions[0].name, f"the {name} version could not be imported, so nothing was searched")]
    return unnamed(breaks(old, new), findings)


def portraits(
    versions: tuple[Package, Package], environments: tuple[Environment, Environment]
) -> tuple[Portrait, Portrait]:
    """What each installed version offers under the public modules of the old one, by public path."""
    modules = sorted(each.path for each in versions[0].objects.values() if isinstance(each, Module) and each.public)
    old = _portrait(versions[0].name, modules, environments[0])
    return old, _portrait(versions[0].name, modules, environments[1], [each for each in old if old[each]["offered"]])


def _portrait(package: str, modules: Sequence[str], environment: Environment, asked: Sequence[str] = ()) -> Portrait:
    """Empty where the package cannot be looked at."""
    program = files("stability_checker.witness.search").joinpath("portrait.py").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="stability-checker-portrait-") as scratch:
        answer = Path(scratch, "portrait.json")
        call = f"\n\nportray({list(modules)!r}, {package!r}, {str(answer)!r}, {list(asked)!r})\n"
        run_programs(environment, [program + call], seconds=_SECONDS)
        try:
            found: Portrait = json.loads(answer.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
    return found


def breaks(old: Portrait, new: Portrait) -> Iterator[tuple[Break, Mapping[str, Any]]]:
    """What stops working between two portraits, with the old one's words; below what is gone nothing is told."""
    public = {each["home"] for each in old.values() if each["offered"] and each["kind"] == "class"}
    out_of_sight: set[str] = set()
    for name in sorted((each for each in old if old[each]["offered"]), key=lambda each: (each.count("."), each)):
        if _parents(name) & out_of_sight:
            continue
        if name not in new:
            out_of_sight.add(name)
            yield Break(name, "it is gone"), old[name]
        elif message := _change(old[name], new, name, public):
            yield Break(name, message), old[name]
        if name in new and _top(new[name]) != _top(old[name]):
            out_of_sight.add(name)  # it comes from another distribution now, whose members nobody has listed


def _parents(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts))}


def _top(portrayed: Mapping[str, Any]) -> str:
    return str(portrayed.get("home", "")).partition(".")[0]


def _change(old: Mapping[str, Any], portrait: Portrait, name: str, public: Set[str]) -> str:
    """What changed for the worse in one object; `public` are the homes of the classes that users can name."""
    new = portrait[name]
    if _read_as(old) != _read_as(new) and (old["kind"], new["kind"]) != ("property", "class"):
        return f"it was a {old['kind']} and is a {new['kind']}"
    names = [path.rpartition(".")[2] for path in new.get("bases", ())]
    bases = [path for path in old.get("bases", ()) if path in public or _top({"home": path}) != _top(old)]
    # A class with such a metaclass says itself what descends from it (`issubclass`), whatever stands in its line.
    answered = {path for path in bases if portrait.get(path, {}).get("answers")}
    lost = [path for path in bases if path.rpartition(".")[2] not in names and _is_said(path) and path not in answered]
    if lost:
        return f"it no longer inherits from {lost[0]}"
    if "parameters" in old and "parameters" in new:
        call = refused_call(_callee(old), _callee(new))
        if call is not None:
            keywords = [f"{each}=..." for each in sorted(call[1])]
            return f"it refuses the call ({', '.join([*['...'] * call[0], *keywords])})"
    return ""


def _read_as(portrayed: Mapping[str, Any]) -> str:
    """How users take an object: called or awaited, or read, by which a property is as good as a value or a class."""
    kind = portrayed["kind"]
    return "called" if kind in ("class", "callable") else "read" if kind in ("property", "value") else str(kind)


def _is_said(path: str) -> bool:
    return not path.rpartition(".")[2].startswith("_") and path not in ("typing.Generic", "abc.ABC", "typing.Protocol")


def _callee(portrayed: Mapping[str, Any]) -> Callee:
    parameters = (
        Parameter(name, ParameterKind(kind), default=None if required else "...")
        for name, kind, required in portrayed["parameters"]
    )
    return Callee(tuple(parameters))


def unnamed(found: Iterable[tuple[Break, Mapping[str, Any]]], findings: Sequence[Finding]) -> list[Break]:
    """The breaks that no finding is about: neither under this name nor under another one of the same object."""
    told = {name for each in findings for name in _names(each)}
    # One cause, one finding: what stood in an emptied module, or came from a base that left, is not told name by name.
    whole = {name for each in findings if each.rule in _TOLD_AS_ONE for name in (each.symbol, *each.subclasses)}
    seen: set[str] = set()
    missed = []
    for each, portrayed in found:
        home = portrayed.get("home") or each.symbol
        if each.message == "it is gone" and each.symbol.rpartition(".")[0] in whole:
            continue
        if _is_told(each.symbol, told) or _is_told(home, told) or f"{home} {each.message}" in seen:
            continue
        seen.add(f"{home} {each.message}")
        missed.append(each)
    return missed


def _names(finding: Finding) -> Iterator[str]:
    """What a finding is about; a constructor stands for its class, and a member may be an object of its own."""
    for name in filter(None, (finding.symbol, finding.path, *finding.aliases)):
        yield name
        yield name.removesuffix(".__init__").removesuffix(".__new__")
        if finding.member:
            yield f"{name}.{finding.member}"
    for heir in finding.subclasses:
        yield heir
        yield f"{heir}.{finding.symbol.rpartition('.')[2]}"


def _is_told(symbol: str, told: set[str]) -> bool:
    plain = symbol.removesuffix(".__init__").removesuffix(".__new__")
    return symbol in told or plain in told
