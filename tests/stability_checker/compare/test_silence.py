"""Changes that look like breaks and are none: forms that real releases hold, which no rule may call major."""

import pytest

from stability_checker.model.bump import Bump
from tests.stability_checker.comparing import described, found_between

_TZ = """# file: pkg/tz/__init__.py
from .zone import Zone
def zone(name): ...
# file: pkg/tz/zone.py
class Zone: ...
"""
_REFUSING = """def refusing(setter):
    def set(self, value):
        name = self.__class__.__name__
        raise AttributeError(name)
    return set
"""
_ALIASES = """from typing import Any, Callable, Dict, List, Type, Union
class K: ...
class Field:
    validators: Validators
KOrField = Union[Type[Union[K, Field]], None]
Validator = Callable[[KOrField, Any, Dict[str, Any], Field], Any]
Validators = List[Validator]
def f(a: Union[Validators, None]) -> None: ...
"""
SILENT = {
    "a wrapper's signature is spelled out": (
        "def f(*args, **kw): return g(*args, **kw)\ndef g(a, b=1): ...",
        "def f(a, b=1): return g(a, b=b)\ndef g(a, b=1): ...",
    ),
    "an unknown decorator may give what can be awaited": (
        "def _started(f): return f\nclass K:\n    async def m(self): return 1",
        "def _started(f): return f\nclass K:\n    @_started\n    async def m(self): yield 1",
    ),
    "a plain function may have returned a manager": (
        "def begin(): return _Transaction()",
        "from contextlib import contextmanager\n@contextmanager\ndef begin(): yield 1",
    ),
    "properties by other names": (
        "class K:\n    def __init__(self): self.keys = set()",
        "from tools import memoized_property\nclass K:\n    @memoized_property\n    def keys(self): return set()",
    ),
    "a property made of the function of its name": (
        "class K:\n    def m(self): return 1\n    m = property(m, lambda self, value: None)",
        "class K:\n    @property\n    def m(self): return 1\n    @m.setter\n    def m(self, value): ...",
    ),
    "a package that imports its own root": ("# file: pkg/sub/__init__.py\nimport pkg", "# file: pkg/sub/__init__.py\n"),
    "attributes set past the guard of an immutable class": (
        "class K:\n    def __init__(self, a): self.a = a",
        "class K:\n    def __init__(self, a): object.__setattr__(self, 'a', a)",
    ),
    "a class that was as abstract before": (
        "from collections.abc import KeysView\nclass K(KeysView): ...",
        "from abc import ABC\nfrom collections.abc import KeysView\nclass K(KeysView, ABC): ...",
    ),
    "an iterator is one, whatever makes it": (
        "class K:\n    def __await__(self): return (yield 1)",
        "class K:\n    def __await__(self): return iter([1])",
    ),
    "a second name that gets a body of its own": (
        "class K:\n    def union(self, other): return other\n    __or__ = union",
        "class K:\n    def union(self, other): return other\n    def __or__(self, others): return others",
    ),
    "names that are looked up and refused where they are missing": (
        "from ._a import f as f\n# file: pkg/_a.py\ndef f(): ...",
        (
            "from importlib import import_module\nTABLE = {'f': '._a'}\n"
            "def __getattr__(name):\n    if (module := TABLE.get(name)) is None:\n        raise AttributeError(name)\n"
            "    return getattr(import_module(module, __name__), name)\n# file: pkg/_a.py\ndef f(): ..."
        ),
    ),
    "a name that is set later": (
        "__all__ = ['K']\nclass K: ...",
        "__all__ = ['K']\ndef _make():\n    global K\n    from ._a import K\n_make()\n# file: pkg/_a.py\nclass K: ...",
    ),
    "a deprecated name that left the new list of exports": (
        "def f(): ...\ndef g(): ...",
        (
            "import warnings\n__all__ = ['g']\ndef g(): ...\ndef _f(): ...\n"
            "def __getattr__(name):\n    if name == 'f':\n        warnings.warn('f is old', DeprecationWarning)\n"
            "        return _f\n    raise AttributeError(name)"
        ),
    ),
    "the sentinel of a default that nobody passes": (
        "from . import _a\ndef f(a: bool | _a.No = _a.no) -> None: ...\n# file: pkg/_a.py\nclass No: ...\nno = No()",
        "from . import _a\ndef f(a: bool = True) -> None: ...\n# file: pkg/_a.py\nclass No: ...\nno = No()",
    ),
    "a function by the name of a submodule": (
        f"from .tz import zone as zone\n{_TZ}",
        f"from .tz import Zone\ndef zone(name): ...\n{_TZ}",
    ),
    "what a part of the package imports for its own use": (
        "# file: pkg/hub.py\nclass Hub: ...\n# file: pkg/sub/__init__.py\nfrom pkg.hub import Hub\ndef f(): ...",
        "# file: pkg/hub.py\nclass Hub: ...\n# file: pkg/sub/__init__.py\ndef f(): ...",
    ),
    "a descriptor that became what it gives": (
        "class Var:\n    def __get__(self, a, b) -> int: ...\nclass K:\n    x: Var = Var()",
        "class Var:\n    def __get__(self, a, b) -> int: ...\nclass K:\n    x: int = 0",
    ),
    "a stand-in for what an older library did not have": (
        "from typing import Any\nDefinition = Any",
        "from pytest import Definition as Definition",
    ),
    "an iterator by its name": (
        "class K:\n    def iter_choices(self): yield 1",
        "class K:\n    def iter_choices(self): return self._made()\n    def _made(self): yield 1",
    ),
    "what a class is made by": (
        "class K:\n    def __init__(self, a): ...",
        "class K:\n    def __new__(cls, a): return object.__new__(cls)",
    ),
    "a submodule that is imported before its name is taken": (
        "from . import part as library\n# file: pkg/part.py\ndef f(): ...",
        (
            "from . import part as library\nfrom ._g import g as part\n"
            "# file: pkg/part.py\ndef f(): ...\n# file: pkg/_g.py\ndef g(): ..."
        ),
    ),
    "names of an object that takes the place of its module": (
        "__all__ = ['f']\ndef f(): ...",
        (
            "import sys\n__all__ = ['f', 'g']\ndef f(): ...\nnames = dict()\nnames['g'] = 'there.g'\nclass Overlay:\n"
            "    @classmethod\n    def replace(cls, name, names): sys.modules[name] = cls(name, names)\n"
            "Overlay.replace(__name__, names)"
        ),
    ),
    "an alias of aliases that moved with its module": (
        f"from ._a import K as K, Field as Field, f as f\n# file: pkg/_a.py\n{_ALIASES}",
        f"from ._b import K as K, Field as Field, f as f\n# file: pkg/_b.py\n{_ALIASES}",
    ),
    "the first of many, told to type checkers": (
        "class K:\n    def order(self, *columns): ...",
        "class K:\n    def order(self, __first: int | None = None, *columns: int) -> None: ...",
    ),
    "a class that was abstract in all but name": (
        "class K:\n    def m(self):\n        raise NotImplementedError",
        "from abc import ABC\nclass K(ABC):\n    def m(self): return 1",
    ),
    "names that a function adds to the list of exports": (
        "class Base: ...\nclass Heir(Base): ...",
        (
            "__all__ = ['Base']\nclass Base: ...\nclass Heir(Base): ...\n"
            "def _add_all():\n    for name, value in list(globals().items()):\n"
            "        if isinstance(value, type) and issubclass(value, Base):\n            __all__.append(name)\n"
            "_add_all()"
        ),
    ),
    "a name that another library may have changed": ("from lib import Info as Info", "from lib import LibInfo as Info"),
    "a descriptor of another library": (
        "from lib import Text\nclass K:\n    name: Text = Text('')",
        "from lib import Text\nclass K:\n    name: str | Text = Text('')",
    ),
    "a constructor that was only declared": (
        "from typing import Callable\nclass K:\n    __init__: Callable",
        "from typing import Callable\nclass K:\n    def __init__(self, a): ...",
    ),
    "what only class statements call": (
        "class Meta(type):\n    def __new__(cls, name, bases, body): ...",
        "class Meta(type):\n    def __new__(cls, name_, bases_, body_): ...",
    ),
    "a decorator that is made in another way": (
        "from decorator import decorator\n@decorator\ndef caught(method, app, *args, **kwargs): ...",
        "def caught(method): return method",
    ),
    "names that a module hands on, but for those that are listed": (
        (
            "from . import _a\n_OLD = ['f']\ndef __getattr__(name):\n    if name in _OLD:\n"
            "        return getattr(_a, name)\n    raise AttributeError(name)\n"
            "# file: pkg/_a.py\nfrom binascii import hexlify\ndef f(): ..."
        ),
        "from ._a import f as f\n# file: pkg/_a.py\ndef f(): ...",
    ),
    "a setter that could only refuse": (
        f"{_REFUSING}class K:\n    def _get(self): ...\n    x = property(_get, refusing(_get))",
        f"{_REFUSING}class K:\n    @property\n    def x(self): ...",
    ),
    "a type that this package names for itself": (
        "from typing import Any\ndef f(a: Any) -> Any: ...",
        "from typing import Any\nAnything = Any\ndef f(a: Any) -> Any: ...",
    ),
}


@pytest.mark.parametrize(("old", "new"), SILENT.values(), ids=SILENT)
def test_no_break_is_seen(old: str, new: str) -> None:
    found = found_between(_files(old), _files(new))
    assert [described(each) for each in found if each.level is Bump.MAJOR] == []


def _files(text: str) -> dict[str, str]:
    first, *others = text.split("# file: ")
    return {"pkg/__init__.py": first} | {name: body for name, _, body in (each.partition("\n") for each in others)}


def test_annotations_of_a_stub_that_cannot_be_read_are_not_lost() -> None:
    source = {"pkg/a.py": "def f(a): return a\nclass K:\n    x = 1"}
    old = source | {"pkg/a.pyi": "def f(a: int) -> int: ...\nclass K:\n    x: int"}
    assert found_between(old, source | {"pkg/a.pyi": "def f(a: -> int: ..."}) == []
    assert {each.rule for each in found_between(old, source)} >= {"annotation_removed", "return_annotation_removed"}
