"""The places of one module that the findings touch: imports, mentions, calls, subclasses."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stability_checker.codemods.names.module import Module
from stability_checker.compare.index import tail
from stability_checker.impact.arguments import Arguments, touched
from stability_checker.impact.changes import Changes
from stability_checker.impact.guards import expects_absence
from stability_checker.impact.outcome import Kind
from stability_checker.impact.receivers import Receivers, Target
from stability_checker.impact.rules import FORMS, Form
from stability_checker.model.finding import Finding

_MODULES = {"module_removed", "module_contents_removed"}


@dataclass(frozen=True, slots=True)
class Touch:
    """A node that a finding concerns; an uncertain one counts where a codemod confirms it."""

    node: ast.AST
    kind: Kind
    finding: Finding
    certain: bool = True

    @property
    def line(self) -> int:
        """Where the name or argument itself stands: an attribute ends the expression that it belongs to."""
        whole = isinstance(self.node, ast.Attribute)
        return int(getattr(self.node, "end_lineno" if whole else "lineno", 1) or 1)


def touches(module: Module, changes: Changes) -> Iterator[Touch]:
    """All places in `module` that a finding touches, in no order."""
    reader = _Reader(module, changes)
    for node in module.source.every:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from reader.imported(node)
        elif isinstance(node, ast.Attribute | ast.Name):
            yield from reader.mentioned(node)
        elif isinstance(node, ast.Call):
            yield from reader.called(node)
        elif isinstance(node, ast.ClassDef):
            yield from reader.derived(node)


class _Reader:
    def __init__(self, module: Module, changes: Changes) -> None:
        self.module = module
        self.changes = changes
        self.receivers = Receivers(module, changes)

    # -- imports -------------------------------------------------------------------------------------------------

    def imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[Touch]:
        origin = self.module.absolute(node) if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if expects_absence(alias, self.module.source):
                continue
            dotted = f"{origin}.{alias.name}" if origin else alias.name
            yield from (Touch(alias, Kind.IMPORT, finding) for finding in self._lost(dotted, origin))

    def _lost(self, dotted: str, origin: str) -> Iterable[Finding]:
        """The findings that make an import fail: the name is gone, or a module on the way to it."""
        name = dotted.removesuffix(".*")
        canonical = self.module.world.knowledge.canonical(name)
        for finding in self.changes.of(Form.NAME, name, canonical):
            if self._is_missing(finding, name):
                return [finding]
        above = name.rpartition(".")[0]
        while above:
            gone = [each for each in self.changes.of(Form.NAME, above) if each.rule in _MODULES]
            if gone and self.changes.is_gone(name):
                return gone[:1]
            above = above.rpartition(".")[0]
        return ()

    def _is_missing(self, finding: Finding, name: str) -> bool:
        """Whether the very name that is mentioned is gone: another of the same object may still be there."""
        return finding.rule == "object_deprecated" or self.changes.is_gone(name)

    # -- mentions ------------------------------------------------------------------------------------------------

    def mentioned(self, node: ast.Attribute | ast.Name) -> Iterator[Touch]:
        if not self._may_be_touched(node):
            return
        target = self.receivers.target(node)
        if target is None or expects_absence(node, self.module.source):
            return
        for finding in self.changes.about(*target.paths):
            form = FORMS[finding.rule]
            if self._has_form(form, node) and (form is not Form.NAME or self._is_missing(finding, target.paths[0])):
                yield Touch(node, Kind.USE, finding, target.certain)

    def _may_be_touched(self, node: ast.Attribute | ast.Name) -> bool:
        if isinstance(node, ast.Attribute):
            return node.attr in self.changes.words
        # A name that is imported is told at its import; what a star brought in has no other place.
        return node.id in self.changes.words and isinstance(node.ctx, ast.Load) and not self.module.bindings(node)

    def _has_form(self, form: Form, node: ast.expr) -> bool:
        parent = self.module.source.parents.get(node)
        call = parent if isinstance(parent, ast.Call) and parent.func is node else None
        if form in (Form.NAME, Form.BARE, Form.STORED, Form.DELETED):
            context = getattr(node, "ctx", None)
            wanted = {Form.STORED: ast.Store, Form.DELETED: ast.Del, Form.BARE: ast.Load}.get(form)
            return (wanted is None or isinstance(context, wanted)) and (form is not Form.BARE or call is None)
        return call is not None and self._call_has_form(form, call)

    def _call_has_form(self, form: Form, call: ast.Call) -> bool:
        parent = self.module.source.parents.get(call)
        awaited, entered = isinstance(parent, ast.Await), isinstance(parent, ast.withitem)
        answers = {
            Form.CALLED: True,
            Form.AWAITED: awaited,
            Form.NOT_AWAITED: isinstance(parent, ast.Expr | ast.Assign | ast.Attribute | ast.Subscript),
            Form.ENTERED: entered,
            Form.NOT_ENTERED: not entered,
        }
        return answers.get(form, False)

    # -- calls ---------------------------------------------------------------------------------------------------

    def called(self, node: ast.Call) -> Iterator[Touch]:
        """The findings about a call's arguments; about the callable itself, those that a bare name cannot tell."""
        target = self._callee(node.func)
        found = self.changes.called(target.paths[-1]) if target else None
        if target is None or found is None:
            return
        function, signatures = found
        unbound = signatures.is_method and target.through_class
        arguments = Arguments(node, skipped=1 if unbound else 0)
        whole_call = set[str]()
        for finding in self.changes.of(Form.CALL, *target.paths, function.path):
            answer = touched(finding, arguments, signatures)
            if answer is not None and not (answer.node is node and finding.symbol in whole_call):
                whole_call |= {finding.symbol} if answer.node is node else set()
                yield Touch(answer.node, Kind.CALL, finding, answer.certain and target.certain)
        if isinstance(node.func, ast.Name):
            for finding in self.changes.about(*target.paths):
                if self._call_has_form(FORMS[finding.rule], node):
                    yield Touch(node, Kind.CALL, finding)

    def _callee(self, node: ast.expr) -> Target | None:
        reference = self.module.refers_to(node)
        definition = self.module.definition(reference) if reference else None
        if reference and definition and isinstance(definition[1], ast.ClassDef):
            return self.receivers.member(reference, "__init__")
        return self.receivers.target(node)

    # -- subclasses ----------------------------------------------------------------------------------------------

    def derived(self, node: ast.ClassDef) -> Iterator[Touch]:
        own = self.receivers.defined(node)
        for above in self.receivers.ancestors(node):
            for finding in self.changes.of(Form.SUBCLASS, above):
                yield Touch(node, Kind.SUBCLASS, finding)
            yield from self._members(node, own, above)

    def _members(self, node: ast.ClassDef, own: set[str], above: str) -> Iterator[Touch]:
        for finding in self.changes.findings:
            form, owner = FORMS[finding.rule], finding.symbol.rpartition(".")[0]
            if form is Form.OVERRIDE and self._is_same(owner, above) and tail(finding.symbol) in own:
                yield Touch(_definition(node, tail(finding.symbol)), Kind.OVERRIDE, finding)
            if form is Form.INCOMPLETE and self._is_unanswered(finding, above, own):
                yield Touch(node, Kind.SUBCLASS, finding)

    def _is_unanswered(self, finding: Finding, above: str, own: set[str]) -> bool:
        whole = self._is_same(finding.symbol, above) and finding.member is not None
        owner, name = (finding.symbol, finding.member) if whole else finding.symbol.rpartition(".")[::2]
        return self._is_same(owner, above) and name not in own

    def _is_same(self, symbol: str, path: str) -> bool:
        found = self.changes.old.find(symbol)
        return found is not None and found.path == path


def _definition(node: ast.ClassDef, name: str) -> ast.AST:
    return next((one for one in node.body if getattr(one, "name", None) == name), node)
