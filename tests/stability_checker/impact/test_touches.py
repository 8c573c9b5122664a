"""Downstream code and a change of a library: the lines that are touched, and those that look alike and are not."""

# ruff: noqa: E501 (a table is read by its rows)

from pathlib import Path

import pytest

from stability_checker.model.bump import Bump
from tests.stability_checker.impact.asking import asked, told

LIBRARY = """
class Router:
    def __init__(self, routes=None, hooks=None): self.hooks = []
    def route(self, path): ...
    def close(self): ...
    @property
    def size(self): ...
    def send(self, text, channel): ...
    def read(self, *args): ...

class App:
    router: Router
    def __init__(self, debug=False): self.router = Router()
    def copy(self) -> "App": ...
    def on(self, event): ...

def gone(): ...
def fetch(url, timeout): ...
def stays(): ...
"""
AFTER = """
class Router:
    def __init__(self, routes=None): ...
    async def close(self): ...
    def size(self): ...
    def send(self, text, channel, priority): ...
    def read(self, request: "Request", name: str): ...

class Request: ...

class App:
    router: Router
    def __init__(self, debug=False): self.router = Router()
    def copy(self) -> "App": ...

def fetch(url): ...
def stays(): ...
"""

CASES = {
    "an import": ("from pkg import gone, stays\n", {"1 function_removed"}),
    "an import that is renamed": ("from pkg import (\n    stays,\n    gone as lost,\n)\nlost()\n", {"3 function_removed"}),
    "an import that is ready": ("try:\n    from pkg import gone\nexcept ImportError:\n    gone = None\n", set()),
    "an attribute of a module": ("import pkg as p\np.stays()\np.gone()\n", {"3 function_removed"}),
    "a star": ("from pkg import *\nstays()\ngone()\n", {"3 function_removed"}),
    "another package's name": ("from other import gone\nimport other\nother.gone()\n", set()),
    "a shadowed name": ("from pkg import *\ndef gone(): ...\ngone()\n", set()),
    "a method": ("from pkg import App\napp = App()\n@app.on('start')\ndef f(): ...\n", {"3 method_removed"}),
    "a method of a namesake": ("from pkg import App\nfrom other import Other\napp = Other()\napp.on('start')\n", set()),
    "an attribute's method": ("from pkg import App\nApp().router.route('/')\n", {"2 method_removed"}),
    "what a method returns": ("from pkg import App\nApp().copy().on('x')\n", {"2 method_removed"}),
    "an annotation": ("from pkg import App\ndef f(app: App | None): app.on('x')\n", {"2 method_removed"}),
    "a subclass": ("from pkg import App\nclass Mine(App): ...\nMine().on('x')\n", {"3 method_removed"}),
    "a subclass with its own": ("from pkg import App\nclass Mine(App):\n    def on(self, event): ...\nMine().on('x')\n", set()),
    "super": ("from pkg import App\nclass Mine(App):\n    def on(self, e):\n        super().on(e)\n", {"4 method_removed"}),
    "self": ("from pkg import App\nclass Mine:\n    def __init__(self): self.app = App()\n    def f(self): self.app.on(1)\n", {"4 method_removed"}),
    "an own attribute": ("from pkg import Router\nclass Mine(Router):\n    def __init__(self): self.route = 1\n    def f(self): return self.route\n", set()),
    "hasattr": ("from pkg import App\napp = App()\nif hasattr(app, 'on'):\n    app.on('x')\n", set()),
    "either of two": ("from pkg import App\nfrom other import Other\napp = App() if x else Other()\napp.on('x')\n", set()),
    "an unknown value": ("import pkg\ndef f(app): app.on('x')\n", set()),
    "a parameter by name": ("from pkg import Router\nRouter(\n    routes=[],\n    hooks=[],\n)\n", {"4 parameter_removed"}),
    "a parameter by place": ("from pkg import Router\nRouter([], [])\nRouter([])\n", {"2 parameter_removed"}),
    "a subclass's constructor": ("from pkg import Router\nclass Mine(Router): ...\nMine(hooks=[])\n", {"3 parameter_removed"}),
    "a constructor of its own": ("from pkg import Router\nclass Mine(Router):\n    def __init__(self, hooks): ...\nMine(hooks=[])\n", set()),
    "super's constructor": ("from pkg import Router\nclass Mine(Router):\n    def __init__(self):\n        super().__init__(hooks=[])\n", {"4 parameter_removed"}),
    "a class's method": ("from pkg import Router\nclass Mine(Router):\n    def __init__(self):\n        Router.__init__(self, [], [])\n        Router.__init__(self, [])\n", {"4 parameter_removed"}),
    "a function's parameter": ("from pkg import fetch\nfetch('u', 1)\nfetch('u', timeout=1)\nfetch(*both)\n", {"2 parameter_removed", "3 parameter_removed"}),
    "a missing argument": ("from pkg import Router\nr = Router()\nr.send('t', 'c')\nr.send(*all)\nr.send('t', 'c', priority=1)\n", {"3 parameter_added_required"}),
    "a property that is called now": ("from pkg import Router\nr = Router()\nprint(r.size)\n", {"3 property_became_method"}),
    "a coroutine that nobody awaits": ("from pkg import Router\nr = Router()\nr.close()\nasync def f(): await r.close()\n", {"3 function_became_async"}),
    "literals in the wrong place": ("from pkg import Router\nr = Router()\nr.read('x', {})\nr.read(request, 'x')\n", {"3 varargs_removed"}),
    "too many arguments": ("from pkg import Router\nRouter().read(a, b, c)\n", {"2 varargs_removed"}),
    "text": ("import pkg\nprint('from pkg import gone')  # pkg.gone()\n", set()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_lines_that_a_change_touches(name: str, tmp_path: Path) -> None:
    code, lines = CASES[name]
    old, new = ({"pkg/__init__.py": text} for text in (LIBRARY, AFTER))
    outcome = asked(tmp_path, old, new, {"use.py": code})
    assert told(outcome) == {f"use.py:{line}" for line in lines}
    assert not told(asked(tmp_path, old, old, {"use.py": code}))


TREES = {
    "a removed module": (
        {"pkg/a.py": "class K: ...\n", "pkg/b.py": "def f(): ...\n"},
        {"pkg/b.py": "def f(): ...\n"},
        {"use.py": "import pkg.a\nfrom pkg.a import K\nfrom pkg.b import f\nfrom pkg import a\n"},
        {"use.py:1 module_removed", "use.py:2 module_removed", "use.py:4 module_removed"},
    ),
    "one of two names": (
        {"pkg/__init__.py": "from pkg._k import K\n", "pkg/_k.py": "class K: ...\n", "pkg/api.py": "from pkg._k import K as K\n"},
        {"pkg/__init__.py": "", "pkg/_k.py": "class K: ...\n", "pkg/api.py": "from pkg._k import K as K\n"},
        {"one.py": "from pkg import K\n", "two.py": "from pkg.api import K\n"},
        {"one.py:1 reexport_removed"},
    ),
    "a private definition": (
        {"pkg/__init__.py": "from pkg._k import K as K\n", "pkg/_k.py": "class K:\n    def m(self): ...\n"},
        {"pkg/__init__.py": "from pkg._k import K as K\n", "pkg/_k.py": "class K: ...\n"},
        {"use.py": "import pkg\npkg.K().m()\npkg.K.m\n"},
        {"use.py:2 method_removed", "use.py:3 method_removed"},
    ),
    "across the files of a project": (
        {"pkg/__init__.py": "class K:\n    def m(self): ...\n"},
        {"pkg/__init__.py": "class K: ...\n"},
        {"shop/__init__.py": "", "shop/base.py": "from pkg import K\nclass Mine(K): ...\nmine = Mine()\n", "shop/use.py": "from .base import mine\nmine.m()\n"},
        {"shop/use.py:2 method_removed"},
    ),
    "a member of a base": (
        {"pkg/__init__.py": "class _B:\n    def m(self): ...\nclass K(_B): ...\nclass L(_B): ...\n"},
        {"pkg/__init__.py": "class _B: ...\nclass K(_B):\n    def m(self): ...\nclass L(_B): ...\n"},
        {"use.py": "from pkg import K, L\nK().m()\nL().m()\n"},
        {"use.py:3 method_removed"},
    ),
    "a new abstract method": (
        {"pkg/__init__.py": "import abc\nclass K(abc.ABC):\n    @abc.abstractmethod\n    def a(self): ...\n"},
        {"pkg/__init__.py": "import abc\nclass K(abc.ABC):\n    @abc.abstractmethod\n    def a(self): ...\n    @abc.abstractmethod\n    def b(self): ...\n"},
        {"use.py": "from pkg import K\nclass One(K):\n    def a(self): ...\nclass Two(K):\n    def a(self): ...\n    def b(self): ...\n"},
        {"use.py:2 abstract_method_added"},
    ),
    "final": (
        {"pkg/__init__.py": "import typing\nclass K:\n    def m(self): ...\nclass L: ...\n"},
        {"pkg/__init__.py": "import typing\nclass K:\n    @typing.final\n    def m(self): ...\n@typing.final\nclass L: ...\n"},
        {"use.py": "from pkg import K, L\nclass One(K):\n    def n(self): ...\n    def m(self): ...\nclass Two(L): ...\n"},
        {"use.py:4 method_became_final", "use.py:5 class_became_final"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TREES)
def test_trees(name: str, tmp_path: Path) -> None:
    old, new, downstream, lines = TREES[name]
    assert told(asked(tmp_path, old, new, downstream)) == lines


def test_minor_findings_count_on_demand(tmp_path: Path) -> None:
    old = {"pkg/__init__.py": "def f(): ...\n"}
    new = {"pkg/__init__.py": "import warnings\ndef f():\n    warnings.warn('old', DeprecationWarning)\n"}
    use = {"use.py": "import pkg\npkg.f()\n"}
    assert told(asked(tmp_path, old, new, use)) == set()
    assert told(asked(tmp_path, old, new, use, levels=[Bump.MINOR])) == {"use.py:2 object_deprecated"}


def test_a_file_that_does_not_parse_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    use = {"a.py": "from pkg import f\n", "b.py": "from pkg import f\ndef (:\n", "c.py": "from pkg import f\n"}
    outcome = asked(tmp_path, {"pkg/__init__.py": "def f(): ...\n"}, {"pkg/__init__.py": "g = 1\n"}, use)
    assert told(outcome) == {"a.py:1 function_removed", "c.py:1 function_removed"}
    assert [problem.partition(": ")[0] for problem in outcome.projects[0].problems] == ["b.py:2"]
