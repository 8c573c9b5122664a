"""Two portraits compared: what stops working, each time with the place that it goes back to."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stability_checker.compare.binding import refused_call
from stability_checker.compare.signatures import Callee
from stability_checker.model.api import Parameter, ParameterKind
from stability_checker.model.proof import Break

Portrait = Mapping[str, Mapping[str, Any]]
_GONE = "it is gone"


@dataclass(frozen=True, slots=True)
class Sight:
    """A break as one public name shows it; those of one `origin` (the path of a definition) with one message are one.

    A member that all heirs lose is the loss of the class that defined it, and so is a base that all heirs lose.
    """

    found: Break
    origin: str

    @property
    def cause(self) -> tuple[str, str]:
        return self.origin, self.found.message

    @property
    def is_loss(self) -> bool:
        return self.found.message == _GONE


def sights(old: Portrait, new: Portrait) -> Iterator[Sight]:
    """What stops working between two portraits; below what is gone nothing is told."""
    return _Difference(old, new).sights()


@dataclass(frozen=True)
class _Difference:
    """Both portraits, with what has to be known of their classes as a whole."""

    old: Portrait
    new: Portrait

    def sights(self) -> Iterator[Sight]:
        out_of_sight: set[str] = set()
        for name in sorted(self._offered, key=lambda each: (each.count("."), each)):
            if _parents(name) & out_of_sight:
                continue
            sight = self._missing(name) if name not in self.new else self._changed(name)
            if sight is not None:
                yield sight
            if not self._is_in_sight(name):
                out_of_sight.add(name)

    def _is_in_sight(self, name: str) -> bool:
        """Whether it makes sense to ask for what lies below: not where it is gone, no class any more, or another's."""
        old, new = self.old[name], self.new.get(name)
        if new is None or new["kind"] == "unreadable" or _top(new) != _top(old):
            return False
        return "bases" in new or "bases" not in old

    @cached_property
    def _offered(self) -> list[str]:
        return [name for name, portrayed in self.old.items() if portrayed["offered"]]

    @cached_property
    def _public(self) -> Set[str]:
        """The homes of the classes that users can name."""
        return {self.old[name]["home"] for name in self._offered if self.old[name]["kind"] == "class"}

    @cached_property
    def _standing(self) -> Set[str]:
        """The homes of the old classes that a name of theirs still leads to a class."""
        return {
            self.old[name]["home"]
            for name in self._offered
            if self.old[name]["kind"] == "class" and self.new.get(name, {}).get("kind") == "class"
        }

    @cached_property
    def _lost(self) -> Mapping[str, tuple[str, ...]]:
        """For the home of each old class that is still there, the bases that it lost, the nearest first."""
        classes = ((name, each) for name, each in self.old.items() if "bases" in each and name in self.new)
        return {each["home"]: tuple(self._bases_lost(each, self.new[name])) for name, each in classes}

    def _bases_lost(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        if "bases" not in new:
            return
        names = {_tail(path) for path in new["bases"]}
        for path in old["bases"]:
            is_known = path in self._public or _top({"home": path}) != _top(old)
            # A class with such a metaclass says itself what descends from it, whatever stands in its line.
            answers = self.new.get(path, {}).get("answers")
            if path != old["home"] and is_known and _tail(path) not in names and _is_said(path) and not answers:
                yield path

    def _missing(self, name: str) -> Sight | None:
        """What is gone; a member that came from a lost base goes with it."""
        home = str(self.old[name].get("home") or name)
        owner, holder = home.rpartition(".")[0], self.old.get(name.rpartition(".")[0], {}).get("home", "")
        if owner in self._lost.get(holder, ()):
            return self._base(name, holder, owner)
        return Sight(Break(name, _GONE), home)

    def _changed(self, name: str) -> Sight | None:
        old, new = self.old[name], self.new[name]
        home = str(old.get("home") or name)
        if message := _unlike(old, new):
            return Sight(Break(name, message), home)
        for lost in self._lost.get(home, ()):
            if sight := self._base(name, home, lost):
                return sight
        message = _refused(old, new)
        return Sight(Break(name, message), home) if message else None

    def _base(self, name: str, home: str, lost: str) -> Sight | None:
        """The loss of a base, told of the class that lost it first; that a class is gone is told of itself alone."""
        if lost in self._public and lost not in self._standing:
            return None
        line = [home, *(self._bases_of.get(home, ()))]
        first = [each for each in line if lost in self._lost.get(each, ())][-1]
        return Sight(Break(name, f"it no longer inherits from {lost}"), first)

    @cached_property
    def _bases_of(self) -> Mapping[str, list[str]]:
        return {each["home"]: each["bases"] for each in self.old.values() if "bases" in each}


def _unlike(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """How users take an object otherwise than before, empty where they do not."""
    if new["kind"] == "unreadable":
        return f"it can no longer be imported ({new['why']})" if new["why"] else ""
    if new["kind"] == "declared":
        # That a class held None says no more than an annotation does: the value comes with the instance.
        return "" if old.get("empty") or old["kind"] != "value" else "its instances alone have it"
    if _read_as(old) == _read_as(new) or (old["kind"], new["kind"]) == ("property", "class"):
        return ""
    return "" if old.get("empty") else f"it was a {old['kind']} and is a {new['kind']}"


def _refused(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if "parameters" not in old or "parameters" not in new:
        return ""
    call = refused_call(_callee(old), _callee(new))
    if call is None:
        return ""
    keywords = [f"{each}=..." for each in sorted(call[1])]
    return f"it refuses the call ({', '.join([*['...'] * call[0], *keywords])})"


def _parents(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts))}


def _top(portrayed: Mapping[str, Any]) -> str:
    return str(portrayed.get("home", "")).partition(".")[0]


def _tail(path: str) -> str:
    return path.rpartition(".")[2]


def _read_as(portrayed: Mapping[str, Any]) -> str:
    """How users take an object: called or awaited, or read, by which a property is as good as a value or a class."""
    kind = portrayed["kind"]
    return "called" if kind in ("class", "callable") else "read" if kind in ("property", "value") else str(kind)


def _is_said(path: str) -> bool:
    return not _tail(path).startswith(("_", "<")) and path not in ("typing.Generic", "abc.ABC", "typing.Protocol")


def _callee(portrayed: Mapping[str, Any]) -> Callee:
    parameters = (
        Parameter(name, ParameterKind(kind), default=None if required else "...")
        for name, kind, required in portrayed["parameters"]
    )
    return Callee(tuple(parameters))
