"""Which decorators leave a function as callers know it, and which hide what becomes of it."""

import sys

from stability_checker.compare.index import tail
from stability_checker.model.api import Function

_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
# Third-party ones that keep the signature and say so, and those that deprecate.
_KNOWN_WORDS = ("deprecat", "overrid", "wraps", "contextmanager", "abstractmethod", "final", "overload", "cached")
# Decorators that enter a function somewhere, for a command line, a test suite or an application.
_REGISTERING = ("command", "group", "option", "argument", "callback", "register", "route", "fixture", "hookimpl")


def caches(function: Function) -> bool:
    """Whether the function carries the methods of `functools.lru_cache`."""
    return any(each in _CACHES for each in function.decorators)


def is_command(function: Function) -> bool:
    """Whether the function became a command of click or its kin: it is run, not called, and takes options."""
    return any(tail(each) in ("command", "group") for each in function.decorators)


def is_opaque(decorator: str, function: Function) -> bool:
    """Whether nobody can tell what `decorator` makes of the function."""
    module = decorator.partition(".")[0]
    if module in sys.stdlib_module_names:
        return False
    if decorator.endswith((".setter", ".getter", ".deleter")):
        return False
    return function.deprecated is None and not any(
        word in tail(decorator).lower() for word in (*_KNOWN_WORDS, *_REGISTERING)
    )
