"""The rules: one file each, found by folder; the decorator reads from a rule's annotations what it is to be given.

A rule takes `old` and `new` (a pair), `old` alone (something removed) or `new` alone (something added), each annotated
with the kinds of object that it judges (`| None` for a rule that looks at more than one of the three), and optionally
`context`. It yields findings that say what happened; rule,
level, symbol and place are filled in by who applies it.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from importlib import import_module
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args

from msgspec import Struct

from stability_checker.compare.context import Context
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding

if TYPE_CHECKING:
    from stability_checker.rules._page import Page

_Body = Callable[..., Iterator[Finding]]


class Rule(Struct, frozen=True, dict=True):
    """One rule: its name, the level of what it finds, its page, and the kinds of object that it is given.

    `takes_old` and `takes_new` are the accepted types; an empty tuple says that the rule does not look at that side.
    """

    name: str
    level: Bump
    body: _Body
    takes_old: tuple[type, ...]
    takes_new: tuple[type, ...]
    takes_context: bool

    def __call__(self, old: object, new: object, context: Context) -> Iterator[Finding]:
        """What the rule finds; the side that it does not look at is ignored."""
        given = [old] if self.takes_old else []
        if self.takes_new:
            given.append(new)
        return self.body(*given, context) if self.takes_context else self.body(*given)

    @cached_property
    def page(self) -> "Page":
        """The rule's documentation: what happens, why it breaks, when it does not, and examples."""
        from stability_checker.rules._page import read_page

        return read_page(inspect.cleandoc(self.body.__doc__ or inspect.getmodule(self.body).__doc__ or ""))

    def accepts(self, old: type | None, new: type | None) -> bool:
        """Whether the rule judges a pair, a removal (`new` is None) or an addition (`old` is None) of these types."""
        return _takes(self.takes_old, old) and _takes(self.takes_new, new)


def _takes(accepted: tuple[type, ...], given: type | None) -> bool:
    if given is None:
        return not accepted or NoneType in accepted
    return bool(accepted) and issubclass(given, accepted)


def rule(level: Bump) -> Callable[[_Body], Rule]:
    """Make a generator function a rule whose findings have `level`."""

    def decorate(body: _Body) -> Rule:
        # The annotations as they are: rules name types, never texts, and there is no quicker way to read them.
        hints = body.__annotations__
        sides = {side: _types(hints[side]) if side in hints else () for side in ("old", "new")}
        return Rule(body.__name__, level, body, sides["old"], sides["new"], "context" in hints)

    return decorate


def _types(hint: Any) -> tuple[type, ...]:
    return get_args(hint) or (hint,)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by name: each module of this folder without an underscore holds the rule of its name."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__) if not each.name.startswith("_"))
    return tuple(getattr(import_module(f"{__name__}.{name}"), name) for name in names)


def find(name: str) -> Rule | None:
    """The rule called `name`, or None."""
    return next((each for each in all_rules() if each.name == name), None)


def rules_for(old: type | None, new: type | None) -> tuple[Rule, ...]:
    """The rules that judge a pair of these types, a removal (`new` is None) or an addition (`old` is None)."""
    if (old, new) not in _by_types:
        _by_types[old, new] = tuple(each for each in all_rules() if each.accepts(old, new))
    return _by_types[old, new]


_by_types: dict[tuple[type | None, type | None], tuple[Rule, ...]] = {}
