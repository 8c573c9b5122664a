"""One spelling for each type of the standard library: what `typing` and `typing_extensions` call by a second name."""

import functools

_BUILTIN = ("List", "Dict", "Tuple", "Set", "FrozenSet", "Type")
_COLLECTIONS = ("Deque:deque", "DefaultDict:defaultdict", "OrderedDict", "Counter", "ChainMap")
_ABSTRACT = [
    "AbstractSet:Set",
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "ByteString",
    "Callable",
    "Collection",
    "Container",
    "Coroutine",
    "Generator",
    "Hashable",
    "ItemsView",
    "Iterable",
    "Iterator",
    "KeysView",
    "Mapping",
    "MappingView",
    "MutableMapping",
    "MutableSequence",
    "MutableSet",
    "Reversible",
    "Sequence",
    "Sized",
    "ValuesView",
]
_OTHERS = {
    "typing.Text": "str",
    "typing.Pattern": "re.Pattern",
    "typing.Match": "re.Match",
    "typing.ContextManager": "contextlib.AbstractContextManager",
    "typing.AsyncContextManager": "contextlib.AbstractAsyncContextManager",
    "_typeshed.Self": "typing.Self",  # how stubs spelled it before PEP 673
    "warnings.deprecated": "typing.deprecated",
    "asyncio.TimeoutError": "TimeoutError",
    "asyncio.exceptions.TimeoutError": "TimeoutError",
    "asyncio.exceptions.CancelledError": "asyncio.CancelledError",
    "concurrent.futures.TimeoutError": "TimeoutError",
    "socket.timeout": "TimeoutError",
    "socket.error": "OSError",
    "IOError": "OSError",
    "EnvironmentError": "OSError",
    "os.error": "OSError",
    "select.error": "OSError",
    "types.NoneType": "None",
}


def _renamed(names: tuple[str, ...] | list[str], module: str) -> dict[str, str]:
    pairs = (name.partition(":") for name in names)
    return {f"typing.{old}": f"{module}{new or old}" for old, _, new in pairs}


SPELLINGS: dict[str, str] = {
    **{f"typing.{name}": name.lower() for name in _BUILTIN},
    **_renamed(_COLLECTIONS, "collections."),
    **_renamed(_ABSTRACT, "collections.abc."),
    **_OTHERS,
}


@functools.cache
def one_spelling(path: str) -> str:
    """The normal form of a dotted name: `typing.List` -> `list`, `typing_extensions.Self` -> `typing.Self`."""
    if path.startswith("typing_extensions."):
        path = path.replace("typing_extensions.", "typing.", 1)
    elif path.startswith("builtins."):
        path = path[len("builtins.") :]
    return SPELLINGS.get(path, path)
