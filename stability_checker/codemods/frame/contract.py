"""What a codemod is: typed settings, detection on `ast`, and a rewrite that is only asked for where it is wanted."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import ClassVar

from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.manifest import Manifest
from stability_checker.codemods.names.module import Module
from stability_checker.model.recipe import Safety


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place that a codemod is about.

    `message` says what a person must look at (`review`) or do (`manual`). `change` writes the new code, and is None
    where only a person can. What is said `once` is not said again of other places of the project.
    """

    node: "ast.AST | Place"
    safety: Safety
    message: str = ""
    change: Callable[[], Change] | None = None
    once: bool = False

    @property
    def line(self) -> int:
        return getattr(self.node, "lineno", 1)


def manual(node: "ast.AST | Place", message: str, once: bool = False) -> Hit:
    return Hit(node=node, safety=Safety.MANUAL, message=message, once=once)


@dataclass(frozen=True, kw_only=True)
class Codemod(ABC):
    """A kind of rewrite; an instance is one step of a recipe.

    The docstring of a subclass is its documentation page and its test: `before` / `after` blocks, `untouched` blocks,
    and a `step` block (TOML) with the settings under which they hold. The file is named after the class.
    """

    safety: Safety = Safety.SAFE
    reason: str = ""

    id: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.id = cls.__module__.rpartition(".")[2]

    @abstractmethod
    def words(self) -> tuple[str, ...]:
        """Substrings, one of which every file that the codemod concerns holds."""

    @abstractmethod
    def find(self, module: Module) -> Iterator[Hit]:
        """The places in `module`, without any change to it."""

    def hit(self, node: "ast.AST | Place", change: Callable[[], Change], review: str = "") -> Hit:
        """A rewrite with the step's own safety, or for review with the reason why this place asks for it."""
        safety = self.safety.at_least(Safety.REVIEW) if review else self.safety
        return Hit(node=node, safety=safety, message=review or self.reason, change=change)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file that has no tree."""

    lineno: int


@dataclass(frozen=True, kw_only=True)
class ManifestCodemod(Codemod):
    """A kind of rewrite of the files that name a project's requirements.

    The examples of its page are blocks of such a file: ```` ```toml before ```` stands for `pyproject.toml`,
    ```` ```text before ```` for `requirements.txt`, and a `python project` block for the code that lies beside them.
    """

    def words(self) -> tuple[str, ...]:
        return ()

    def find(self, module: Module) -> Iterator[Hit]:
        return iter(())

    @abstractmethod
    def find_in(self, manifest: Manifest, imported: Container[str]) -> Iterator[Hit]:
        """The places in `manifest`; `imported` are the modules that the project imports, and packages above them."""
