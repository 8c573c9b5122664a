"""Whether the arguments of a call are touched by a change of its signature, and on which line."""

import ast
from dataclasses import dataclass

from stability_checker.compare.binding import accepts
from stability_checker.compare.signatures import KEYWORD, Callee
from stability_checker.impact.changes import Signatures
from stability_checker.model.api import Parameter, ParameterKind
from stability_checker.model.finding import Finding

_PASSED = {
    "parameter_removed",
    "parameter_swallowed",
    "parameter_deprecated",
    "field_removed",
    "field_left_constructor",
}
_MISSING = {
    "field_added_required",
    "field_became_required",
    "namedtuple_field_added",
    "parameter_added_required",
    "parameter_default_changed",
    "parameter_default_removed",
}
_BY_PLACE = {"field_became_keyword_only", "parameter_became_keyword_only"}
_BY_NAME = {"parameter_became_positional_only", "parameter_renamed"}
_MOVED = {
    "field_inserted",
    "fields_reordered",
    "parameter_added_before_varargs",
    "parameter_inserted",
    "parameter_reordered",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The node that a finding touches; `certain` is False where the arguments alone do not tell."""

    node: ast.AST
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call hands over; `skipped` is 1 where the first argument is the instance itself."""

    call: ast.Call
    skipped: int = 0

    @property
    def positional(self) -> list[ast.expr]:
        """Arguments by place, as far as their place is known."""
        given = self.call.args[self.skipped :]
        stop = next((at for at, arg in enumerate(given) if isinstance(arg, ast.Starred)), len(given))
        return given[:stop]

    @property
    def keywords(self) -> dict[str, ast.keyword]:
        return {word.arg: word for word in self.call.keywords if word.arg}

    @property
    def is_open(self) -> bool:
        """Whether `*` or `**` hands over what cannot be seen."""
        return any(isinstance(arg, ast.Starred) for arg in self.call.args) or any(
            word.arg is None for word in self.call.keywords
        )

    def by_name(self, name: str) -> ast.AST | None:
        return self.keywords.get(name)

    def by_place(self, name: str, callee: Callee) -> ast.AST | None:
        places = [each.name for each in callee.positional]
        at = places.index(name) if name in places else len(self.positional)
        return self.positional[at] if at < len(self.positional) else None

    def fits(self, callee: Callee | None) -> bool:
        """Whether the call binds; an open one may always."""
        return callee is not None and (
            self.is_open or accepts(callee, (len(self.positional), frozenset(self.keywords)))
        )


def touched(finding: Finding, arguments: Arguments, signatures: Signatures) -> Answer | None:
    """The argument, or the whole call, that `finding` touches; None where the call is as good as before."""
    rule, name, old = finding.rule, finding.member or "", signatures.old
    if not arguments.is_open and not arguments.fits(old):
        return None
    if rule in ("varargs_removed", "kwargs_removed"):
        return _variadic(rule, arguments, signatures)
    node: ast.AST | None = None
    if rule in _PASSED:
        node = (arguments.by_name(name) if _may_be_named(old, name) else None) or arguments.by_place(name, old)
    elif rule in _MISSING:
        node = _call_without(arguments, name, signatures.new or old)
    elif rule in _BY_PLACE:
        node = arguments.by_place(name, old)
    elif rule in _BY_NAME:
        node = arguments.by_name(name)
    elif rule in _MOVED:
        node = _moved(arguments, signatures)
    elif rule == "call_refused" and not arguments.fits(signatures.new):
        node = arguments.call
    return Answer(node) if node is not None else None


def _may_be_named(callee: Callee, name: str) -> bool:
    known = callee.named.get(name)
    return known is None or known.kind in KEYWORD


def _call_without(arguments: Arguments, name: str, callee: Callee) -> ast.AST | None:
    given = arguments.by_name(name) or arguments.by_place(name, callee)
    return None if given is not None or arguments.is_open else arguments.call


def _moved(arguments: Arguments, signatures: Signatures) -> ast.AST | None:
    """The first argument by place that lands in another parameter than before."""
    before = signatures.old.positional
    after = signatures.new.positional if signatures.new else []
    for at, argument in enumerate(arguments.positional):
        names = [each[at].name if at < len(each) else None for each in (before, after)]
        if names[0] != names[1]:
            return argument
    return None


def _variadic(rule: str, arguments: Arguments, signatures: Signatures) -> Answer | None:
    """A call that made use of `*args` or `**kwargs`: refused now, or bound to parameters that have names now."""
    old, new = signatures.old, signatures.new
    extra: list[ast.AST] = list(arguments.positional[len(old.positional) :])
    if rule == "kwargs_removed":
        extra = [word for name, word in arguments.keywords.items() if name not in old.named]
    if not extra or new is None:
        return None
    unknown = [word for word in extra if isinstance(word, ast.keyword) and word.arg not in new.named]
    if not arguments.fits(new):
        return Answer(unknown[0] if unknown and rule == "kwargs_removed" else arguments.call)
    if rule == "kwargs_removed":
        return Answer(unknown[0]) if unknown and not new.kwargs else None
    misfits = [node for node, each in zip(arguments.positional, new.positional, strict=False) if _misfits(node, each)]
    return Answer(arguments.call, certain=bool(misfits))


_LITERALS: dict[type[ast.AST], str] = {ast.Dict: "dict", ast.List: "list", ast.Set: "set", ast.JoinedStr: "str"}
_ANYTHING = {
    "Any",
    "object",
    "Mapping",
    "Sequence",
    "Iterable",
    "Collection",
    "Hashable",
    "Literal",
    "Annotated",
    "Union",
}


def _misfits(node: ast.expr, parameter: Parameter) -> bool:
    """Whether a literal is of none of the types that a plain annotation names."""
    if parameter.annotation is None or parameter.kind is ParameterKind.VAR_POSITIONAL:
        return False
    literal = type(node.value).__name__ if isinstance(node, ast.Constant) else _LITERALS.get(type(node))
    names = {part.strip().partition("[")[0].rpartition(".")[2] for part in parameter.annotation.split("|")}
    return literal is not None and not names & (_ANYTHING | {literal, literal.replace("NoneType", "None")})
