"""Which members stand for something else than themselves: what `object` gives anyway, what only names a release."""

from stability_checker.compare.index import is_dunder, tail
from stability_checker.model.api import Attribute, Function, Object

# `object` answers NotImplemented to these: without an override the operator raises TypeError.
_NOT_IMPLEMENTED = frozenset({"__lt__", "__le__", "__gt__", "__ge__"})
_GIVEN = frozenset(name for name in dir(object) if name not in _NOT_IMPLEMENTED)
# The default protocols of copying and pickling answer for classes that do not define them.
_BY_DEFAULT = frozenset({"__copy__", "__deepcopy__", "__getstate__", "__setstate__", "__getnewargs__", "__del__"})
_RELEASE = frozenset({"__version__", "__version_info__", "__author__", "__date__", "__copyright__", "__build__"})
_RELEASE_WORDS = frozenset({"version", "version_info", "version_tuple", "VERSION", "git_version", "full_version"})


def object_provides(value: Object) -> bool:
    """Whether `object` gives every class a method of this name, so that defining it is only an override."""
    return (
        (isinstance(value, Function) or (isinstance(value, Attribute) and value.scope == "class"))
        and is_dunder(value.name)
        and value.name in _GIVEN | _BY_DEFAULT
    )


def names_the_release(path: str) -> bool:
    """Whether a value is expected to change with every release."""
    return tail(path) in _RELEASE or tail(path) in _RELEASE_WORDS
