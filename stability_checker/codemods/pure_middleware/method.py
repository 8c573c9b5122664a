"""The method `dispatch` as the edits that make `__call__` of it."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.pure_middleware import handed, shared
from stability_checker.codemods.pure_middleware.anatomy import Core, attempted, enclosing, returns, terminates
from stability_checker.codemods.pure_middleware.dispatch import Dispatch
from stability_checker.codemods.pure_middleware.early import asked
from stability_checker.codemods.pure_middleware.layout import end_of, indented, lines_of, start_of, text_of
from stability_checker.codemods.pure_middleware.names import Words
from stability_checker.codemods.pure_middleware.response import Start
from stability_checker.codemods.pure_middleware.scoping import bound, read

LONGEST = 100
"""Characters above which a response is bound to a name before it is sent."""


@dataclass
class Method:
    """The new method; `replays` says that the application is handed a body that was read before."""

    dispatch: Dispatch
    cores: Sequence[Core]
    words: Words
    replays: bool
    is_handed: bool = False
    """Whether it is not `dispatch` itself, but a method that is handed `call_next`."""
    starts: dict[Core, Start] = field(default_factory=dict)

    def __post_init__(self) -> None:
        moved = [one for core in self.cores for one in core.taken]
        self.starts = {core: Start(self.dispatch, core, self.words, moved) for core in self.cores}

    @property
    def source(self) -> Source:
        return self.dispatch.module.source

    def edits(self) -> list[Edit]:
        """The edits of the method, without those that lie within the text that another one writes anew."""
        places = [edit for core in self.cores for edit in self._at(core)]
        places += shared.edits(self.source, self.words, self.cores, self.starts)
        answered = self._answered()
        outer = [edit for edit in answered if not any(_holds(place, edit) for place in places)]
        if self.is_handed:
            return [*handed.header(self.dispatch, self.words.channels_taken(), "None"), *places, *outer]
        return [*self._header(), *self._opening(), *places, *outer]

    # The opening of the method.

    def _header(self) -> Iterator[Edit]:
        function, words, source = self.dispatch.function, self.words, self.source
        start = source.span(function)[0]
        told = [*function.args.args, *([function.returns] if function.returns else [])]
        end = source.text.index(":", max(source.span(node)[1] for node in told)) + 1
        listed = f"{self.dispatch.this}, {words.channels_taken()}"
        yield Edit(start, end, f"async def __call__({listed}){words.arrow()}:")

    def _opening(self) -> Iterator[Edit]:
        first, words, source = self.dispatch.body[0], self.words, self.source
        lines = [f'if {words.scope}["type"] != "http":', f"    await {words.app}{words.channels}", "    return", ""]
        if self._reads_request():
            name = self.dispatch.request
            lines += [f"{name} = {words.spelled(words.paths.request)}({words.scope}, {words.receive})"]
            lines += [f"{words.original} = {name}"] if self._keeps_original() else []
        at, newline = start_of(source, first), source.newline(first)
        yield Edit(at, at, text_of(indented(lines, source.indent(first)), newline))

    def _reads_request(self) -> bool:
        asking = [forward for forward in self.dispatch.forwards() if self.dispatch.asks_itself(forward)]
        unread = {id(arg) for forward in asking for arg in ast.walk(forward)}
        nodes = (node for one in self.dispatch.body for node in ast.walk(one))
        return any(
            isinstance(node, ast.Name) and node.id == self.dispatch.request and id(node) not in unread for node in nodes
        )

    # Responses that are given without asking the application.

    def _early(self) -> Iterator[Edit]:
        moved = {node for core in self.cores for one in core.moved for node in ast.walk(one)}
        forwards = {core.leaf for core in self.cores}
        for one in returns(self.dispatch.body):
            if one not in moved and one not in forwards:
                yield self.source.replace(one, self._sent(one))

    def _answered(self) -> list[Edit]:
        """The answers that are given in place, and the statements that become functions which give them."""
        apart = [
            one.edit(self.words, self._closing(one.core, enclosing(self.dispatch, one.statement)))
            for one in asked(self.dispatch, self.cores)
        ]
        return [*apart, *(edit for edit in self._early() if not any(_holds(other, edit) for other in apart))]

    def _sent(self, one: ast.Return) -> str:
        assert one.value is not None
        text, words = self.source.segment(one.value), self.words
        closing = self._closing(attempted(self.dispatch, self.cores, one), enclosing(self.dispatch, one))
        opens = not closing and isinstance(one.value, ast.Call | ast.Name | ast.Attribute | ast.Subscript)
        lines = [f"await {text}{words.channels}"]
        if not opens or "\n" in text or len(text) > LONGEST - len(self.source.indent(one)) - len(words.channels):
            name = self._name_for_early()
            lines = [f"{name} = {text}", *closing, f"await {name}{words.channels}"]
        if not self._is_tail(one):
            lines.append("return")
        return (self.source.newline(one) + self.source.indent(one)).join(lines)

    def _closing(self, core: Core | None, around: Sequence[ast.AST]) -> list[str]:
        """What ends the `try` around an answer, so that its handlers do not see what goes wrong while it is sent."""
        if core is None or not (core.handlers or self.starts[core].cleanup):
            return []
        is_left = any(attempt.finalbody for attempt in core.attempts if attempt in around)
        return [f"{self.words.started} = True", *(self.starts[core].finished() if is_left else [])]

    def _name_for_early(self) -> str:
        kept = {name for core in self.cores for name in read([*core.cleanup, *core.moved])}
        return (
            "response"
            if "response" not in kept or any(core.response == "response" for core in self.cores)
            else "answer"
        )

    def _is_tail(self, statement: ast.stmt) -> bool:
        """Whether the method ends behind a statement."""
        while statement is not self.dispatch.function:
            parent = self.source.parents[statement]
            if self.source.block(statement)[-1] is not statement or isinstance(
                parent, ast.Try | ast.For | ast.AsyncFor | ast.While
            ):
                return False
            if isinstance(parent, ast.match_case):
                parent = self.source.parents[parent]
            if (
                not isinstance(parent, ast.If | ast.With | ast.AsyncWith | ast.Match)
                and parent is not self.dispatch.function
            ):
                return False
            assert isinstance(parent, ast.stmt)
            statement = parent
        return True

    # The places that ask it.

    def _at(self, core: Core) -> Iterator[Edit]:
        source = self.source
        indent, newline = source.indent(core.statement), source.newline(core.statement)
        lines = [*self.starts[core].lines(), *self._guarded(core), *self._behind(core)]
        if self.starts[core].is_needed and self._wants_blank(core):
            lines.insert(0, "")
        start, end = start_of(source, core.statement), end_of(source, core.last)
        text = text_of(indented(lines, indent), newline)
        yield Edit(start, end, text if source.text[:end].endswith("\n") else text.removesuffix(newline))

    def _wants_blank(self, core: Core) -> bool:
        """Whether the local functions follow a statement without a blank line between."""
        if core.statement is self.dispatch.body[0]:
            return self._reads_request() and not self.is_handed
        above = self.source.text[: start_of(self.source, core.statement)].splitlines()
        return self.source.block(core.statement)[0] is not core.statement and bool(above[-1].strip())

    def _guarded(self, core: Core) -> list[str]:
        """The call of the application, and context variables that get their values back once it has begun to answer."""
        around, late = self._around(core), self.starts[core].late
        if not late:
            return around
        reset = indented([f"if {self.words.started}:", *indented(lines_of(self.source, late))])
        return ["try:", *indented(around), "finally:", *reset]

    def _around(self, core: Core) -> list[str]:
        """The statement that holds the call of the application, with what moved away taken out."""
        return lines_of(self.source, [core.statement], [*self._leaf(core), *self._attempt(core), *self._answered()])

    def _leaf(self, core: Core) -> Iterator[Edit]:
        source, start = self.source, self.starts[core]
        call = self._call(core)
        late = [] if core.attempt is None else start.inside.late
        goes_on = core.attempt is not None and core.ends_inside and bool(core.outside)
        leaves = goes_on or core.is_joined or self._leaves_block(core)
        lines = [call, *lines_of(source, late), *(["return"] if leaves else [])]
        yield source.replace(core.leaf, (source.newline(core.leaf) + source.indent(core.leaf)).join(lines))
        child: ast.AST = core.leaf
        while child is not core.statement:
            block = source.block(child)  # type: ignore[arg-type]
            if block[-1] is not child:
                yield Edit(end_of(source, child), end_of(source, block[-1]), "")  # type: ignore[arg-type]
            child = source.parents[child]

    def _call(self, core: Core) -> str:
        """The call of the application, or of the method that asks it."""
        forward, words, send = core.leaf.value, self.words, self._send(core)  # type: ignore[attr-defined]
        if not self.dispatch.asks_itself(forward):
            return handed.call(self.dispatch, forward, f"{words.scope}, {words.receive}, {send}")
        return f"await {words.app}({words.scope}, {self._receive()}, {send})"

    def _leaves_block(self, core: Core) -> bool:
        """Whether a `with` holds the call, and statements follow it that only other paths reach."""
        return core.attempt is None and bool(core.withs) and isinstance(core.leaf, ast.Return) and bool(core.outside)

    def _receive(self) -> str:
        if not self.replays:
            return self.words.receive
        read = self.words.original if self._keeps_original() else self.dispatch.request
        return f"{self.words.helped('replay')}({read}, {self.words.receive})"

    def _keeps_original(self) -> bool:
        """Whether another request takes the name of the one whose body the application is given."""
        return self.replays and self.dispatch.request in bound(self.dispatch.body)

    def _send(self, core: Core) -> str:
        return self.words.wrapper if self.starts[core].is_needed else self.words.send

    def _attempt(self, core: Core) -> Iterator[Edit]:
        attempt, source, start = core.attempt, self.source, self.starts[core]
        if attempt is None:
            return
        if attempt.orelse:
            before = attempt.handlers[-1].body[-1] if attempt.handlers else attempt.body[-1]
            yield Edit(end_of(source, before), end_of(source, attempt.orelse[-1]), "")
        for handler in attempt.handlers:
            yield from self._handler(core, handler)
        yield from shared.closing(source, self.words, start, attempt)

    def _handler(self, core: Core, handler: ast.ExceptHandler) -> Iterator[Edit]:
        source, first = self.source, handler.body[0]
        newline, indent = source.newline(first), source.indent(first)
        yield from shared.guard(source, self.words, handler)
        if not terminates(handler.body) and core.moved_outside:
            at = end_of(source, handler.body[-1])
            yield Edit(at, at, text_of(indented(self._sent_on(core), indent), newline))

    def _sent_on(self, core: Core) -> list[str]:
        """A response of the middleware's own goes through what follows, and is sent."""
        segment = self.starts[core].outside
        ran = f"{'await ' if segment.awaits else ''}{self.words.on_start}({core.response})"
        return [*([ran] if segment.body else []), f"await {core.response}{self.words.channels}"]

    def _behind(self, core: Core) -> list[str]:
        """What follows the application: context variables, a background task, and the end of the path."""
        start, words = self.starts[core], self.words
        lines = lines_of(self.source, start.outside.late) if core.attempt else []
        if start.keeps_background:
            lines += [f"if {words.background} is not None:", f"    await {words.background}()"]
        lines += self._sent_on(core) if core.is_joined else []
        ends = core.moved_outside or core.statement is core.leaf or (not core.outside)
        return [*lines, *(["return"] if ends and not self._is_tail(core.last) else [])]


def _holds(outer: Edit, inner: Edit) -> bool:
    return outer.start <= inner.start < outer.end
