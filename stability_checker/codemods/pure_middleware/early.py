"""Responses that are returned from within a `try` or `with` block, and must be sent outside it."""

import ast
from dataclasses import dataclass

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.pure_middleware.anatomy import WITHS, Core, Dispatch, enclosing, returns, terminates
from stability_checker.codemods.pure_middleware.layout import end_of, indented, lines_of, start_of, text_of
from stability_checker.codemods.pure_middleware.names import Words
from stability_checker.codemods.pure_middleware.response import awaits
from stability_checker.codemods.pure_middleware.scoping import bound, bound_besides, declarations, read


@dataclass(frozen=True, eq=False)
class Asked:
    """A statement that becomes a local function: what it returns is the response, and None means to go on.

    Sending the response in its old place would let the block's handlers see what goes wrong while it is sent.
    """

    dispatch: Dispatch
    statement: ast.stmt
    taken: tuple[ast.stmt, ...]

    @property
    def unsure(self) -> list[str]:
        """Names that the method reads behind the statement and that it does not bind on every path."""
        return [name for name in self._shared_new() if not self._surely_binds(name)]

    def edit(self, words: Words) -> Edit:
        source, statement = self.dispatch.module.source, self.statement
        head, wait = ("async def", "await ") if awaits([statement]) else ("def", "")
        shared = [*self._shared_new(), *self._shared_old()]
        lines = [f"{name} = None" for name in self._shared_new()]
        lines += [
            "",
            f"{head} {words.early}():",
            *indented([*declarations(shared, ()), *lines_of(source, [statement])]),
        ]
        lines += ["", f"{words.answer} = {wait}{words.early}()", f"if {words.answer} is not None:"]
        lines += indented([f"await {words.answer}{words.channels}", "return"])
        text = text_of(indented(lines, source.indent(statement)), source.newline(statement))
        return Edit(start_of(source, statement), end_of(source, statement), text)

    def _shared_old(self) -> list[str]:
        outer = bound_besides(self.dispatch.body, [self.statement, *self.taken]) | {self.dispatch.request}
        return sorted(bound([self.statement]) & outer)

    def _shared_new(self) -> list[str]:
        """The names that the statement binds first, and that something behind it reads."""
        behind = [one for one in self.dispatch.body if one is not self.statement]
        names = bound([self.statement]) & read(behind)
        return sorted(names - set(self._shared_old()))

    def _surely_binds(self, name: str) -> bool:
        one = self.statement
        if isinstance(one, ast.Try) and not all(terminates(handler.body) for handler in one.handlers):
            return False
        plain = [part for part in getattr(one, "body", []) if isinstance(part, ast.Assign | ast.AnnAssign)]
        return name in bound(plain)


def asked(dispatch: Dispatch, cores: list[Core]) -> list[Asked]:
    """The statements of the method's own block that return a response from within, and never ask the application."""
    forwarding = {core.leaf for core in cores}
    taken = tuple(one for core in cores for one in (*core.taken, *core.cleanup))
    found = []
    for statement in dispatch.body:
        nodes = set(ast.walk(statement))
        if isinstance(statement, WITHS | ast.Try) and not nodes & forwarding and _returns_within(dispatch, statement):
            found.append(Asked(dispatch, statement, taken))
    moved = {one for core in cores for one in core.moved}
    return [one for one in found if one.statement not in moved]


def _returns_within(dispatch: Dispatch, statement: ast.stmt) -> bool:
    return any(enclosing(dispatch, one) for one in returns([statement]))
