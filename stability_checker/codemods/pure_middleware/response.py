"""What happens once the response has begun, as the `send` that the application below is given."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from stability_checker.codemods.frame.edits import Edit
from stability_checker.codemods.pure_middleware import contexts
from stability_checker.codemods.pure_middleware.anatomy import Core, own_nodes, returns, terminates
from stability_checker.codemods.pure_middleware.dispatch import Dispatch
from stability_checker.codemods.pure_middleware.layout import indented, lines_of
from stability_checker.codemods.pure_middleware.names import Words
from stability_checker.codemods.pure_middleware.passing import passing
from stability_checker.codemods.pure_middleware.scoping import bound, bound_besides, declarations, read


@dataclass
class Segment:
    """Statements that move to the start of the response, without the `return response` that closes them.

    `late` are statements about context variables that stay behind the application.
    """

    dispatch: Dispatch
    response: str | None
    given: Sequence[ast.stmt]

    @cached_property
    def passing(self) -> dict[ast.AST, ast.expr]:
        """`return f(response)` and `response = f(response)`, of an `f` that returns what it is given, with the call."""
        calls = ((one, passing(self.dispatch.module, one, self.response)) for one in own_nodes(self.given))
        return {one: call for one, call in calls if call is not None}

    @cached_property
    def body(self) -> list[ast.stmt]:
        kept = list(self.given)
        if kept and isinstance(kept[-1], ast.Return) and self._gives_response(kept[-1]):
            kept.pop()
        return kept[: len(kept) - contexts.trailing(self.dispatch.module, kept)]

    @cached_property
    def late(self) -> list[ast.stmt]:
        if self.given and self.given[-1] in self.passing:
            return []
        kept = [one for one in self.given if not isinstance(one, ast.Return) or one is not self.given[-1]]
        count = contexts.trailing(self.dispatch.module, kept)
        return kept[len(kept) - count :] if count else []

    def _gives_response(self, one: ast.Return) -> bool:
        return isinstance(one.value, ast.Name) and one.value.id == self.response

    @cached_property
    def returns(self) -> list[ast.Return]:
        return [one for one in returns(self.body) if one not in self.passing or one is not self.body[-1]]

    @property
    def is_function(self) -> bool:
        """Whether it leaves early, and so must be a function of its own."""
        return bool(self.returns)

    @property
    def replaces(self) -> bool:
        """Whether another response may take the place of the application's."""
        closing = self.given[-1] if self.given else None
        other = isinstance(closing, ast.Return) and not self._is_kept(closing)
        rebound = self.response is not None and self.response in bound_besides(self.body, self.passing)
        return other or rebound or not all(map(self._is_kept, self.returns))

    def _is_kept(self, one: ast.Return) -> bool:
        return self._gives_response(one) or one in self.passing

    @property
    def awaits(self) -> bool:
        return awaits(self.body)

    def lines(self, edits: Sequence[Edit] = ()) -> list[str]:
        leaving = {edit.start for edit in edits}
        passed = [edit for edit in self._passed() if edit.start not in leaving]
        return lines_of(self.dispatch.module.source, self.body, [*edits, *passed])

    def early(self) -> list[Edit]:
        """`return response` as a bare `return`, behind the call that it may hold."""
        source = self.dispatch.module.source
        return [
            source.replace(
                one, f"{source.segment(call)}{source.newline(one)}{source.indent(one)}return" if call else "return"
            )
            for one in self.returns
            for call in [self.passing.get(one)]
        ]

    def _passed(self) -> list[Edit]:
        """The calls of functions that return the response, as statements."""
        source = self.dispatch.module.source
        return [source.replace(one, source.segment(call)) for one, call in self.passing.items()]


def awaits(statements: Sequence[ast.stmt]) -> bool:
    kinds = ast.Await | ast.AsyncFor | ast.AsyncWith
    nodes = (node for one in statements for node in ast.walk(one))
    return any(isinstance(node, kinds) or getattr(node, "is_async", 0) for node in nodes)


@dataclass
class Start:
    """The local functions that one core needs in front of the place where the application is called."""

    dispatch: Dispatch
    core: Core
    words: Words
    moved_everywhere: Sequence[ast.stmt]
    undeclared: list[str] = field(default_factory=list)

    @cached_property
    def inside(self) -> Segment:
        return Segment(self.dispatch, self.core.response, self.core.inside)

    @cached_property
    def outside(self) -> Segment:
        return Segment(self.dispatch, self.core.response, self.core.moved_outside)

    @property
    def segments(self) -> list[Segment]:
        return [self.inside, self.outside]

    @cached_property
    def cleanup(self) -> list[ast.stmt]:
        """What of the `finally` block happens when the response begins."""
        block = self.core.cleanup
        return block[: len(block) - contexts.trailing(self.dispatch.module, block)]

    @property
    def is_flagged(self) -> bool:
        return bool(self.core.handlers or self.cleanup or self.late)

    @property
    def late(self) -> list[ast.stmt]:
        """What without a `try` gives context variables their values back, once the response has begun."""
        return self.outside.late if self.core.attempt is None else []

    @property
    def is_needed(self) -> bool:
        return self.is_flagged or any(one.body for one in self.segments) or self.replaces

    @property
    def replaces(self) -> bool:
        return any(one.replaces for one in self.segments)

    @property
    def shares_function(self) -> bool:
        """Whether a handler, or another branch, goes on to what follows."""
        fallen = [one for one in self.core.handlers if not terminates(one.body)] if self.core.attempt else []
        return bool((fallen or self.core.is_joined) and self.core.moved_outside)

    @property
    def keeps_background(self) -> bool:
        return any(self.background_edits(one) for one in self.segments)

    def background_edits(self, segment: Segment) -> list[Edit]:
        """`response.background = task` as a local variable that is looked at behind the application."""
        source = self.dispatch.module.source
        nodes = (node for one in segment.body for node in ast.walk(one))
        return [
            source.replace(node, self.words.background)
            for node in nodes
            if isinstance(node, ast.Attribute) and node.attr == "background" and isinstance(node.ctx, ast.Store)
            and getattr(node.value, "id", None) == self.core.response
        ]  # fmt: skip

    def lines(self) -> list[str]:
        if not self.is_needed:
            return []
        functions = [*([] if self.core.shared else [self.finish()]), self._on_start(), self._wrapper()]
        flags = [f"{name} = None" for name in self.undeclared] if not self.core.shared else []
        flags += [f"{self.words.background} = None"] if self.keeps_background else []
        flags += [f"{self.words.started} = False"] if self.is_flagged and not self.core.shared else []
        flags += [f"{self.words.replacement} = None"] if self.replaces else []
        return [line for part in [flags, *functions] if part for line in (*part, "")]

    def finish(self) -> list[str]:
        if not self.cleanup:
            return []
        head = "async def" if awaits(self.cleanup) else "def"
        body = lines_of(self.dispatch.module.source, self.cleanup)
        shared = self._shared(bound(self.cleanup), self.cleanup)
        return [f"{head} {self.words.finish}(){self.words.arrow()}:", *indented([*shared, *body])]

    def finished(self) -> list[str]:
        """The call of what the `finally` block was."""
        return [f"{'await ' if awaits(self.cleanup) else ''}{self.words.finish}()"] if self.cleanup else []

    def _on_start(self) -> list[str]:
        segment = self._function_segment()
        if segment is None:
            return []
        head = "async def" if segment.awaits else "def"
        replaces = segment.replaces
        names = bound(segment.body) - {self.core.response or ""}
        edits = [*([] if replaces else segment.early()), *self.background_edits(segment)]
        extra = {self.words.background} if self.background_edits(segment) else set()
        lines = lines_of(self.dispatch.module.source, list(segment.given), edits) if replaces else segment.lines(edits)
        kind = self.words.helped("ResponseStart") if self.words.is_typed and not replaces else ""
        parameter = f"{self.core.response}: {kind}" if kind else f"{self.core.response}"
        arrow = "" if replaces else self.words.arrow()
        shared = self._shared(names, segment.body, extra)
        return [f"{head} {self.words.on_start}({parameter}){arrow}:", *indented([*shared, *lines])]

    def _function_segment(self) -> Segment | None:
        return next((one for one in self.segments if self._is_function(one)), None)

    def _is_function(self, segment: Segment) -> bool:
        shared = segment is self.outside and self.shares_function and bool(segment.body)
        return segment.is_function or segment.replaces or shared

    def _wrapper(self) -> list[str]:
        words, inner = self.words, list[str]()
        names = set[str]()
        for segment in self.segments:
            inner += self._at_start(segment)
            names |= set() if self._is_function(segment) else bound(segment.body)
            if segment is (self.outside if self.core.shared else self.inside):
                inner += [f"{words.started} = True"] if self.is_flagged else []
                inner += self.finished()
        head = self._head(inner)
        own = {words.started} if self.is_flagged else set()
        own |= {words.replacement} if self.replaces else set()
        own |= {words.background} if any(self.background_edits(one) for one in self._inline()) else set()
        own |= {self.core.response or ""} if head and self.core.response in self._read_afterwards() else set()
        lines = [
            *self._shared(
                names - {self.core.response or ""}, [line for one in self._inline() for line in one.body], own
            )
        ]
        lines += [f'if {words.message}["type"] == "http.response.start":', *indented([*head, *inner])]
        lines += [f"if {words.replacement} is None:", *indented([self._pass_on])] if self.replaces else [self._pass_on]
        return [f"async def {words.wrapper}({words.typed(words.message, 'Message')}){words.arrow()}:", *indented(lines)]

    @property
    def _pass_on(self) -> str:
        return f"await {self.words.send}({self.words.message})"

    def _inline(self) -> list[Segment]:
        return [one for one in self.segments if not self._is_function(one)]

    def _at_start(self, segment: Segment) -> list[str]:
        if not self._is_function(segment):
            return segment.lines(self.background_edits(segment))
        call = f"{'await ' if segment.awaits else ''}{self.words.on_start}({self.core.response})"
        if not segment.replaces:
            return [call]
        words, other = self.words, f"{self.words.replacement}_"
        return [
            f"{other} = {call}",
            f"if {other} is not {self.core.response}:",
            *indented([f"{words.replacement} = {other}", f"await {other}{words.channels}"]),
        ]

    def _head(self, inner: Sequence[str]) -> list[str]:
        """The response as the moved statements know it, where they know it at all."""
        name = self.core.response
        used = name is not None and (self._mentioned(name) or name in self._read_afterwards())
        return [f"{name} = {self.words.helped('ResponseStart')}({self.words.message})"] if used else []

    def _mentioned(self, name: str) -> bool:
        return self._function_segment() is not None or any(name in read(one.body) for one in self.segments)

    def _read_afterwards(self) -> set[str]:
        bodies = [line for handler in self.core.handlers for line in handler.body]
        return read([*self.core.cleanup, *bodies, *self.inside.late, *self.outside.late])

    def _shared(self, names: set[str], here: Sequence[ast.stmt], always: set[str] | None = None) -> list[str]:
        """The declarations for `names`, bound in `here`, that other parts of the method bind or read too."""
        always = always or set()
        outer = bound_besides(self.dispatch.body, [*self.moved_everywhere, *self.cleanup]) | {self.dispatch.request}
        orphans = {name for name in names if name not in outer and name in self._read_besides(here)}
        orphans |= {name for name in always & {self.core.response or ""} if name not in outer}
        self.undeclared += sorted(orphans - set(self.undeclared))
        nodes = [node for node in ast.walk(self.dispatch.function) if isinstance(node, ast.Global)]
        globals_ = [name for node in nodes for name in node.names]
        return declarations((names & outer) | orphans | always, globals_)

    def _read_besides(self, here: Sequence[ast.stmt]) -> set[str]:
        """What the other local functions, the handlers and the statements behind the application read."""
        handled = [line for handler in self.core.handlers for line in handler.body]
        parts = [self.cleanup, self.inside.body, self.outside.body, self.inside.late, self.outside.late]
        parts.append(self.core.cleanup[len(self.cleanup) :])
        apart = [line for part in parts for line in part if line not in here]
        return read([*handled, *apart])
