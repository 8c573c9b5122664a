"""The findings of a comparison, arranged for the question which of them a mention of a name meets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from stability_checker.compare.index import Index, tail
from stability_checker.compare.signatures import Callee, Callees, constructor
from stability_checker.impact.rules import FORMS, Form
from stability_checker.model.api import Binding, Class, Function, Object, Package
from stability_checker.model.finding import Finding


@dataclass(slots=True)
class Signatures:
    """What a call ran into before and runs into now; `new` is None where the callable is gone."""

    old: Callee
    new: Callee | None
    is_method: bool = False


@dataclass
class Changes:
    """Both versions and what lies between them; findings are looked up by each path under which users meet them."""

    old: Index
    new: Index
    findings: tuple[Finding, ...]
    _signatures: dict[str, Signatures] = field(default_factory=dict, init=False)

    @classmethod
    def between(cls, old: Package, new: Package, findings: Iterable[Finding]) -> "Changes":
        """Those of `findings` that lines of code can meet."""
        return cls(Index(old), Index(new), tuple(finding for finding in findings if finding.rule in FORMS))

    @cached_property
    def _by_path(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            for path in {finding.symbol, finding.path or finding.symbol, *finding.aliases}:
                found[path].append(finding)
        return found

    def about(self, *paths: str) -> list[Finding]:
        """The findings about the object that has these paths, each once."""
        return list(dict.fromkeys(finding for path in paths for finding in self._by_path.get(path, ())))

    def of(self, form: Form, *paths: str) -> list[Finding]:
        return [finding for finding in self.about(*paths) if FORMS[finding.rule] is form]

    @cached_property
    def words(self) -> frozenset[str]:
        """Words one of which a file that is touched holds."""
        return frozenset(word for finding in self.findings for word in _words(finding))

    def member(self, owner: str, name: str) -> Object | None:
        """What attribute `name` of the class at `owner` was."""
        found = self.old.find(owner)
        return self.old.members(found).get(name) if isinstance(found, Class) else None

    def is_gone(self, path: str) -> bool:
        return self.new.find(path) is None

    def called(self, path: str) -> tuple[Function, Signatures] | None:
        """The function that a call of the object at `path` ran, and its signatures before and now."""
        found = self.old.find(path)
        function = constructor(found, self.old) if isinstance(found, Class) else found
        if not isinstance(function, Function):
            return None
        if path not in self._signatures:
            self._signatures[path] = self._both(found, function)
        return function, self._signatures[path]

    def _both(self, found: Object | None, function: Function) -> Signatures:
        owner = self.old.find(function.parent)
        old = Callees(self.old).of(function, owner if isinstance(owner, Class) else None)
        later = self.new.find(self.old.symbol(found)) if found else None
        after = constructor(later, self.new) if isinstance(later, Class) else later
        new = Callees(self.new).of(after) if isinstance(after, Function) else None
        is_method = function.binding is Binding.METHOD and found is function
        return Signatures(old, new, is_method)


def _words(finding: Finding) -> Iterable[str]:
    path = finding.symbol.removesuffix(".__init__")
    yield tail(path)
    if finding.member:
        yield finding.member
