"""The names that the new method uses, chosen so that none hides a name of the old one."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from stability_checker.codemods.frame.contract import Codemod
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.pure_middleware.dispatch import Dispatch


@dataclass(frozen=True, kw_only=True)
class Paths:
    """Where the library keeps what the new code needs: `base` is the class to leave, `helpers` a module or empty."""

    base: str
    request: str
    types: str
    helpers: str

    @property
    def library(self) -> str:
        return self.base.partition(".")[0]

    @property
    def response(self) -> str:
        return f"{self.library}.responses:Response"

    @classmethod
    def of(cls, codemod: Codemod) -> "Paths":
        return cls(**{name: getattr(codemod, name) for name in cls.__dataclass_fields__})


@dataclass
class Words:
    """Names for one new method; `imports` collects what its text needs."""

    dispatch: Dispatch
    paths: Paths
    helper: Callable[[str], tuple[str, tuple[str, ...]]]
    imports: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        nodes = list(ast.walk(self.dispatch.function))
        self._taken = {node.id for node in nodes if isinstance(node, ast.Name)}
        self._taken |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        wanted = ("scope", "receive", "send", "message", "send_wrapper", "started", "finish", "on_start")
        fresh = {
            name: self._free(name)
            for name in (*wanted, "replacement", "background", "early_response", "early", "original")
        }
        self.scope, self.receive, self.send = fresh["scope"], fresh["receive"], fresh["send"]
        self.message, self.wrapper, self.started = fresh["message"], fresh["send_wrapper"], fresh["started"]
        self.finish, self.on_start = fresh["finish"], fresh["on_start"]
        self.replacement, self.background = fresh["replacement"], fresh["background"]
        self.original = fresh["original"]
        self.early, self.answer = fresh["early_response"], fresh["early"]

    def _free(self, name: str) -> str:
        while name in self._taken:
            name += "_"
        return name

    @property
    def app(self) -> str:
        return f"{self.dispatch.this}.app"

    @property
    def channels(self) -> str:
        return f"({self.scope}, {self.receive}, {self.send})"

    @property
    def is_typed(self) -> bool:
        function = self.dispatch.function
        return function.returns is not None or any(arg.annotation for arg in function.args.args)

    def spelled(self, path: str) -> str:
        """The text for the object at `path`, which the module then imports."""
        text, imports = spell(self.dispatch.module, path)
        self.imports += imports
        return text

    def helped(self, name: str) -> str:
        """The text for one of the two helpers."""
        text, imports = self.helper(name)
        self.imports += imports
        return text

    def typed(self, name: str, kind: str) -> str:
        """A parameter, annotated where the old method was."""
        return f"{name}: {self.spelled(f'{self.paths.types}:{kind}')}" if self.is_typed else name

    def channels_taken(self) -> str:
        """The parameters of a method that takes the three channels."""
        kinds = {self.scope: "Scope", self.receive: "Receive", self.send: "Send"}
        return ", ".join(self.typed(name, kind) for name, kind in kinds.items())

    def arrow(self, kind: str = "None") -> str:
        return f" -> {kind}" if self.is_typed else ""
