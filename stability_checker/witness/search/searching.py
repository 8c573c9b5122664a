"""Both installed versions portrayed and compared, and what the findings already name taken out."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from msgspec.structs import replace

from stability_checker.compare.index import Index
from stability_checker.model.api import Attribute, Module, Object, Package
from stability_checker.model.finding import Finding
from stability_checker.model.proof import Break
from stability_checker.witness.environments import Environment
from stability_checker.witness.runner import run_programs
from stability_checker.witness.search.differences import Portrait, Sight, sights
from stability_checker.witness.search.limits import why_unnamed

_SECONDS = 120.0
_TOLD_AS_ONE = frozenset({"module_contents_removed", "base_removed", "model_lost"})


def search(
    findings: Sequence[Finding], versions: tuple[Package, Package], environments: tuple[Environment, Environment]
) -> list[Break]:
    """The breaks at run time that no finding names; a version that cannot be looked at is one."""
    old, new = portraits(versions, environments)
    for name, portrait in (("old", old), ("new", new)):
        if not is_of_something(portrait):
            return [Break(versions[0].name, f"the {name} version could not be imported, so nothing was searched")]
    return missed((old, new), findings, versions)


def missed(
    looks: tuple[Portrait, Portrait], findings: Sequence[Finding], versions: tuple[Package, Package]
) -> list[Break]:
    """The breaks between two portraits that no finding names, with the reason where no reading could find them."""
    indexes = Index(versions[0]), Index(versions[1])
    return [replace(each, reason=why_unnamed(each.symbol, *indexes)) for each in unnamed(sights(*looks), findings)]


def is_of_something(portrait: Portrait) -> bool:
    """Whether any module of the version could be imported."""
    return any(each["kind"] != "unreadable" for each in portrait.values())


def portraits(
    versions: tuple[Package, Package], environments: tuple[Environment, Environment]
) -> tuple[Portrait, Portrait]:
    """What each installed version offers under the public modules of the old one, by public path."""
    modules = sorted(each.path for each in versions[0].objects.values() if isinstance(each, Module) and each.public)
    old = _portrait(versions[0].name, modules, environments[0])
    asked = [each for each in old if old[each]["offered"]]
    new = _portrait(versions[0].name, modules, environments[1], asked)
    return old, {**_declared(asked, versions[1]), **new} if is_of_something(new) else new


def _declared(asked: Sequence[str], new: Package) -> Portrait:
    """What no class has, but each instance will: as far as the new version's source says so."""
    index = Index(new)
    found = ((name, index.find(name)) for name in asked)
    return {name: {"kind": "declared", "offered": True} for name, value in found if _is_of_instances(value, index)}


def _is_of_instances(value: Object | None, index: Index) -> bool:
    if not isinstance(value, Attribute) or not index.is_member(value):
        return False
    return value.scope == "instance" or value.default is None


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


def unnamed(found: Iterable[Sight], findings: Sequence[Finding]) -> list[Break]:
    """The breaks that no finding is about, each cause once: neither under this name nor under another one of it."""
    found = list(found)
    told = {name for each in findings for name in _names(each)}
    # One cause, one finding: what stood in an emptied module, or came from a base that left, is not told name by name.
    whole = {name for each in findings if each.rule in _TOLD_AS_ONE for name in _places(each)}
    named = {each.cause for each in found if _is_told(each.found.symbol, told) or _is_told(each.origin, told)}
    left: dict[tuple[str, str], Break] = {}
    for sight in found:
        is_part = sight.is_loss and sight.found.symbol.rpartition(".")[0] in whole
        if not is_part and sight.cause not in named:
            left.setdefault(sight.cause, sight.found)
    return list(left.values())


def _places(finding: Finding) -> Iterator[str]:
    yield from filter(None, (finding.symbol, finding.path, *finding.aliases, *finding.subclasses))


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
