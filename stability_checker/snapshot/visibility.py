"""What is public and why: one ordered table of reasons, the first that applies decides."""

import functools
from collections.abc import Callable

from msgspec import Struct

from stability_checker.model.api import Module, Package

PYTHON_2_DUNDERS = frozenset({
    "__cmp__", "__coerce__", "__delslice__", "__div__", "__getslice__", "__hex__", "__idiv__", "__long__",
    "__metaclass__", "__nonzero__", "__oct__", "__rcmp__", "__rdiv__", "__setslice__", "__unicode__",
})  # fmt: skip
CLASS_FACTS = frozenset({
    "__abstractmethods__", "__all__", "__annotations__", "__classcell__", "__dict__", "__doc__", "__firstlineno__",
    "__match_args__", "__module__", "__name__", "__orig_bases__", "__parameters__", "__qualname__",
    "__signature__", "__slots__", "__static_attributes__", "__type_params__", "__weakref__", "__test__",
})  # fmt: skip


class Candidate(Struct):
    """All that the table looks at: a name, where it is bound and how.

    `bound` is "definition", "import", "wildcard", "submodule", "served", "missing" or "member". `own` says that it
    leads to an object of the package itself; `exports` is the `__all__` of the module; `announced` that code or
    docstring say that it is deprecated.
    """

    name: str
    bound: str = "definition"
    module_public: bool = True
    is_package: bool = False
    is_facade: bool = False
    exports: frozenset[str] | None = None
    own: bool = True
    explicit: bool = False
    typing_only: bool = False
    is_served: bool = False
    announced: bool = False


class Row(Struct, frozen=True):
    """One reason: whether it makes a name public, in one sentence, and the test for it."""

    reason: str
    public: bool
    sentence: str
    applies: Callable[[Candidate], bool]


def is_private(name: str) -> bool:
    """A leading underscore, unless it is a `__dunder__`."""
    return name.startswith("_") and not is_dunder(name)


def is_dunder(name: str) -> bool:
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


TABLE: tuple[Row, ...] = (
    Row(
        "private module",
        False,
        "it is bound in a module whose path has a part with a leading underscore",
        lambda it: not it.module_public,
    ),
    Row(
        "typing only",
        False,
        "it is imported under TYPE_CHECKING alone and does not exist at run time",
        lambda it: it.typing_only and not it.is_served,
    ),
    Row(
        "missing",
        False,
        "the module's __all__ lists it, but nothing binds it",
        lambda it: it.bound == "missing",
    ),
    Row(
        "listed",
        True,
        "the module's __all__ lists it",
        lambda it: it.exports is not None and it.name in it.exports,
    ),
    Row(
        "version",
        True,
        "a module's __version__ is public by custom",
        lambda it: it.name == "__version__" and it.bound != "member",
    ),
    Row(
        "submodule",
        True,
        "it is a module of the package and no part of its path has a leading underscore",
        lambda it: it.bound == "submodule" and not it.name.startswith("_"),
    ),
    Row(
        "python 2",
        False,
        "it is a special method of Python 2 that nothing calls any more",
        lambda it: it.bound == "member" and it.name in PYTHON_2_DUNDERS,
    ),
    Row(
        "class fact",
        False,
        "it describes the class and is recorded on the class itself",
        lambda it: it.bound == "member" and it.name in CLASS_FACTS,
    ),
    Row(
        "special method",
        True,
        "Python's data model calls it",
        lambda it: it.bound == "member" and is_dunder(it.name),
    ),
    Row(
        "served",
        True,
        "the module's __getattr__ answers it",
        lambda it: it.is_served and (is_dunder(it.name) or (it.exports is None and not is_private(it.name))),
    ),
    Row(
        "module fact",
        False,
        "it is a dunder name by which a module describes itself",
        lambda it: is_dunder(it.name),
    ),
    Row(
        "private name",
        False,
        "its name has a leading underscore",
        lambda it: it.name.startswith("_"),
    ),
    Row(
        "member",
        True,
        "it is a member of a public class and its name has no leading underscore",
        lambda it: it.bound == "member",
    ),
    Row(
        "announced",
        True,
        "it is deprecated: one announces the end of what users use, whatever __all__ lists",
        lambda it: it.announced,
    ),
    Row(
        "unlisted",
        False,
        "the module has an __all__ that does not list it",
        lambda it: it.exports is not None,
    ),
    Row(
        "defined",
        True,
        "it is defined in a public module and its name has no leading underscore",
        lambda it: it.bound == "definition",
    ),
    Row(
        "imported as itself",
        True,
        "it is imported in the form `import x as x`, which marks a re-export (PEP 484)",
        lambda it: it.explicit,
    ),
    Row(
        "foreign import",
        False,
        "it is imported from another package and nothing marks it as a re-export",
        lambda it: not it.own,
    ),
    Row(
        "wildcard import",
        True,
        "it comes in with `from ... import *`, which re-exports (PEP 484)",
        lambda it: it.bound == "wildcard",
    ),
    Row(
        "imported by the package",
        True,
        "an __init__ imports it from its own package",
        lambda it: it.is_package,
    ),
    Row(
        "facade",
        True,
        "the module does nothing but import names of its own package",
        lambda it: it.is_facade,
    ),
    Row(
        "import",
        False,
        "it is imported for the module's own use: importable, but not offered",
        lambda it: True,
    ),
)

SPECIAL: dict[str, str] = {
    "root": "it is the package itself",
    "inherited": "a public class inherits it from a private base",
    "instance": "a public name is bound to an instance of its class",
    "referenced": "it is private and stays in the snapshot because a public object rests on it",
    "not read": "tests, conftest files, vendored packages and __main__ are no API and are not read",
}

SENTENCES: dict[str, str] = {row.reason: row.sentence for row in TABLE} | SPECIAL


def decide(candidate: Candidate) -> Row:
    """The row that applies to the candidate."""
    return next(row for row in TABLE if row.applies(candidate))


@functools.cache
def decide_member(name: str) -> Row:
    """The row that applies to a member of a public class, by its name alone."""
    return decide(Candidate(name, bound="member"))


def explain_visibility(package: Package, path: str) -> str:
    """One sentence that says whether users may rely on `path` and why; names the public path where it has another."""
    found = package.objects.get(path) or package.find(path)
    if found is None:
        return f"{path} is not public: {_absence(package, path)}."
    verdict = "public" if found.public else "not public"
    where = "" if found.symbol in ("", path) or not found.public else f", as {found.symbol}"
    return f"{path} is {verdict}{where}: {SENTENCES.get(found.reason, found.reason)}."


def _absence(package: Package, path: str) -> str:
    parts = path.split(".")
    for index, part in enumerate(parts[1:], start=1):
        if is_private(part):
            return f"the leading underscore of {part} makes it private"
        if part in ("__main__", "conftest", "tests"):
            return SENTENCES["not read"]
        owner = package.objects.get(".".join(parts[:index]))
        if isinstance(owner, Module) and owner.exports is not None and index == len(parts) - 1:
            return f"the __all__ of {owner.path} does not list it"
    return f"nothing of that name is bound in {package.name}"
