"""The values that connections and settings are read as: URLs, headers, multi-dicts, uploads, state, secrets."""

from toolkit.datastructures._headers import Headers, MutableHeaders
from toolkit.datastructures._multidict import ImmutableMultiDict, MultiDict, QueryParams
from toolkit.datastructures._settings import CommaSeparatedStrings, Secret
from toolkit.datastructures._state import State
from toolkit.datastructures._upload import FormData, UploadFile
from toolkit.datastructures._url import URL, Address, URLPath

__all__ = [
    "URL",
    "Address",
    "CommaSeparatedStrings",
    "FormData",
    "Headers",
    "ImmutableMultiDict",
    "MultiDict",
    "MutableHeaders",
    "QueryParams",
    "Secret",
    "State",
    "URLPath",
    "UploadFile",
]

# Users reach these classes here; their reprs, pickles and documentation say so, and the private files may move.
for _name in __all__:
    globals()[_name].__module__ = __name__
