"""Responses that are returned from within a `try` or `with` block, and must be sent outside it."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.pure_middleware.anatomy import (
    LOOPS,
    SCOPES,
    WITHS,
    Core,
    enclosing,
    own_nodes,
    returns,
    terminates,
    within_attempts,
)
from stability_checker.codemods.pure_middleware.dispatch import Dispatch
from stability_checker.codemods.pure_middleware.layout import end_of, indented, lines_of, start_of, text_of
from stability_checker.codemods.pure_middleware.names import Words
from stability_checker.codemods.pure_middleware.response import awaits
from stability_checker.codemods.pure_middleware.scoping import bound, bound_besides, declarations, read_besides


@dataclass(frozen=True, eq=False)
class Asked:
    """A statement that becomes a local function: what it returns is the response, and None means to go on.

    Sending the response in its old place would let the block's handlers see what goes wrong while it is sent.
    """

    dispatch: Dispatch
    statement: ast.stmt
    taken: tuple[ast.stmt, ...]
    core: Core | None = None
    """A core within whose `try` the statement stands."""

    @property
    def unsure(self) -> list[str]:
        """Names that the method reads behind the statement and that it does not bind on every path."""
        return [name for name in self._shared_new() if not self._surely_binds(name)]

    def edit(self, words: Words, closing: Sequence[str] = ()) -> Edit:
        """The function and its call; `closing` stands in front of the sending of the response."""
        source, statement = self.dispatch.module.source, self.statement
        head, wait = ("async def", "await ") if awaits([statement]) else ("def", "")
        kind = f"{words.spelled(words.paths.response)} | None" if words.is_typed else ""
        shared = [*self._shared_new(), *self._shared_old()]
        lines = [f"{name} = None" for name in self._shared_new()]
        lines += [
            "",
            f"{head} {words.early}(){words.arrow(kind)}:",
            *indented([*declarations(shared, ()), *lines_of(source, [statement])]),
        ]
        lines += ["", f"{words.answer} = {wait}{words.early}()", f"if {words.answer} is not None:"]
        lines += indented([*closing, f"await {words.answer}{words.channels}", "return"])
        text = text_of(indented(lines, source.indent(statement)), source.newline(statement))
        return Edit(start_of(source, statement), end_of(source, statement), text)

    def _shared_old(self) -> list[str]:
        outer = bound_besides(self.dispatch.body, [self.statement, *self.taken]) | {self.dispatch.request}
        return sorted(bound([self.statement]) & outer)

    def _shared_new(self) -> list[str]:
        """The names that the statement binds first, and that something behind it reads."""
        within = set(ast.walk(self.statement))
        names = bound([self.statement]) & read_besides(self.dispatch.body, within)
        return sorted(names - set(self._shared_old()))

    def _surely_binds(self, name: str) -> bool:
        one = self.statement
        if isinstance(one, ast.Try) and not all(terminates(handler.body) for handler in one.handlers):
            return False
        plain = [part for part in getattr(one, "body", []) if isinstance(part, ast.Assign | ast.AnnAssign)]
        return name in bound(plain)


def asked(dispatch: Dispatch, cores: Sequence[Core]) -> list[Asked]:
    """The outermost statements that return a response from within, and never ask the application."""
    taken = tuple(one for core in cores for one in (*core.taken, *core.cleanup))
    moved = {node for core in cores for one in (*core.moved, *core.cleanup) for node in ast.walk(one)}
    found: list[Asked] = []
    for statement in own_nodes(dispatch.body):
        if isinstance(statement, WITHS | ast.Try) and statement not in moved and _answers(dispatch, cores, statement):
            around = enclosing(dispatch, statement)
            core = within_attempts(cores, around)
            if core is not None or not around:
                found.append(Asked(dispatch, statement, taken, core))
    return found


def _answers(dispatch: Dispatch, cores: Sequence[Core], statement: ast.stmt) -> bool:
    """Whether a statement returns responses that it holds on to, and can be a function of its own."""
    nodes = set(ast.walk(statement))
    held = any(statement in enclosing(dispatch, one) for one in returns([statement]))
    return held and not nodes & {core.leaf for core in cores} and not _leaves_loop(statement)


def _leaves_loop(statement: ast.AST) -> bool:
    """Whether a `break` or `continue` within a statement is meant for a loop around it."""
    if isinstance(statement, ast.Break | ast.Continue):
        return True
    return not isinstance(statement, LOOPS | SCOPES) and any(map(_leaves_loop, ast.iter_child_nodes(statement)))
