"""The classes of the standard library, as far as their hierarchy is worth knowing; nothing else is ever imported."""

from functools import cache
from importlib import import_module

# Importing these has no effect beyond themselves; a name of any other module stays unknown.
KNOWN = frozenset(
    [
        "abc",
        "argparse",
        "array",
        "asyncio",
        "builtins",
        "codecs",
        "collections",
        "collections.abc",
        "concurrent.futures",
        "configparser",
        "contextlib",
        "contextvars",
        "csv",
        "ctypes",
        "datetime",
        "decimal",
        "email.message",
        "enum",
        "fractions",
        "functools",
        "http",
        "http.client",
        "http.cookiejar",
        "http.cookies",
        "io",
        "ipaddress",
        "itertools",
        "json",
        "logging",
        "logging.handlers",
        "multiprocessing",
        "numbers",
        "operator",
        "optparse",
        "os",
        "pathlib",
        "pickle",
        "queue",
        "random",
        "re",
        "socket",
        "socketserver",
        "ssl",
        "string",
        "subprocess",
        "tarfile",
        "tempfile",
        "threading",
        "time",
        "types",
        "typing",
        "unittest",
        "unittest.case",
        "urllib.error",
        "urllib.parse",
        "urllib.request",
        "uuid",
        "warnings",
        "weakref",
        "zipfile",
        "html.parser",
        "xml.sax.handler",
    ]
)

_TYPING_CONTAINERS = {
    "List": "list",
    "Dict": "dict",
    "Set": "set",
    "FrozenSet": "frozenset",
    "Tuple": "tuple",
    "Type": "type",
    "Text": "str",
    "Deque": "collections.deque",
    "DefaultDict": "collections.defaultdict",
    "OrderedDict": "collections.OrderedDict",
    "Counter": "collections.Counter",
    "ChainMap": "collections.ChainMap",
    "NamedTuple": "tuple",
    "AbstractSet": "collections.abc.Set",
    "ContextManager": "contextlib.AbstractContextManager",
    "AsyncContextManager": "contextlib.AbstractAsyncContextManager",
    "Pattern": "re.Pattern",
    "Match": "re.Match",
}
_ABSTRACT = frozenset(
    [
        "Awaitable",
        "Coroutine",
        "AsyncIterable",
        "AsyncIterator",
        "AsyncGenerator",
        "Hashable",
        "Iterable",
        "Iterator",
        "Generator",
        "Reversible",
        "Sized",
        "Container",
        "Callable",
        "Collection",
        "MutableSet",
        "Mapping",
        "MutableMapping",
        "Sequence",
        "MutableSequence",
        "MappingView",
        "KeysView",
        "ItemsView",
        "ValuesView",
        "ByteString",
        "Buffer",
    ]
)


@cache
def standard_name(path: str) -> str:
    """The one name of a class of the standard library that has several (`typing.List` is `builtins.list`)."""
    module, _, name = path.rpartition(".")
    if module == "typing_extensions":
        module = "typing"
    if module in ("typing", "") and name in _TYPING_CONTAINERS:
        return _TYPING_CONTAINERS[name]
    if module in ("typing", "collections", "_collections_abc") and name in _ABSTRACT:
        return f"collections.abc.{name}"
    if module in ("", "builtins"):
        return name
    # Only these show classes of others as their own; the rest need not be loaded.
    found = outside_class(path) if module in ("os", "asyncio", "socket", "concurrent.futures") else None
    if found is not None:
        home = f"{found.__module__}.{found.__qualname__}"
        return standard_name(home) if home != path else path
    return f"{module}.{name}"


@cache
def outside_class(path: str) -> type | None:
    """The class of the standard library at `path`, None where there is none or its module is not among the known."""
    module, _, name = path.rpartition(".")
    if (module or "builtins") not in KNOWN:
        return None
    try:
        found = getattr(import_module(module or "builtins"), name, None)
    except ImportError:  # a module of another platform
        return None
    return found if isinstance(found, type) else None
