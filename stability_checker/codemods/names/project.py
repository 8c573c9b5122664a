"""The files of a project as modules that find one another; each is read and parsed only when somebody asks for it."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from stability_checker.codemods.frame.source import Function, Source, last_name
from stability_checker.codemods.frame.text import UnreadableSource, decode
from stability_checker.codemods.names.files import Files
from stability_checker.codemods.names.knowledge import Knowledge
from stability_checker.codemods.names.module import UNKNOWN, Module
from stability_checker.codemods.names.patches import patched_classes
from stability_checker.codemods.names.values import Callers, Conftests, Values

UNPARSABLE = (UnreadableSource, OSError, SyntaxError, ValueError, RecursionError, MemoryError)

MOST_CALLS = 40
"""Calls of one name above which it is taken for one that many things have (`get`, `close`)."""


class Project:
    """Looks modules up by their dotted name, follows classes to their ancestors and calls to their callers.

    `files` are the Python files that take part; `speakers` those of them that may hold objects of the libraries, the
    only ones in which callers are looked for.
    """

    def __init__(self, files: Iterable[Path], knowledge: Knowledge, speakers: Iterable[Path] = ()) -> None:
        self.files = tuple(files)
        self._find = Files(self.files).find
        self.knowledge = knowledge
        self.speakers = tuple(speakers)
        self._modules: dict[str, Module | None] = {}
        self._patched: dict[str, set[str | None]] = {}
        self._values = Values(_Calls(self), _Fixtures(self))

    @cached_property
    def _keys(self) -> dict[str, Path]:
        return {path.as_posix(): path for path in self.files}

    def module(self, key: str) -> Module | None:
        """The module of the file `key`, or None where the project has no such file or it cannot be read."""
        if key not in self._modules:
            path = self._keys.get(key)
            self._modules[key] = self._parsed(path) if path else None
        return self._modules[key]

    def _parsed(self, path: Path) -> Module | None:
        try:
            return Module(Source(decode(path.read_bytes())[0], path), self)
        except UNPARSABLE:
            return None

    def hold(self, source: Source) -> Module:
        """The module of a text that may differ from what the disk has; it stands for the file from here on."""
        key = source.path.as_posix()
        known = self._modules.get(key)
        if known is None or known.source is not source:
            known = self._modules[key] = Module(source, self)
        return known

    def locate(self, dotted: str, near: Path) -> tuple[Module, str] | None:
        """The module that the longest part of `dotted` names, seen from the file `near`, and what is left."""
        parts = dotted.split(".")
        elsewhere = self.knowledge.covers(dotted) or parts[0] in sys.stdlib_module_names
        for above in (False,) if elsewhere else (False, True):
            for end in range(len(parts), 0, -1):
                path = self._find(tuple(parts[:end]), near, above)
                module = self.module(path.as_posix()) if path else None
                if module is not None:
                    return module, ".".join(parts[end:])
        return None

    def ancestors(self, reference: str) -> Iterator[str]:
        """A class and all that it inherits, nearest first; `?` where a base is not known."""
        waiting, seen = [reference], set[str]()
        while waiting:
            one = waiting.pop(0)
            if one not in seen:
                seen.add(one)
                yield one
                waiting.extend(self._bases(one))

    def _bases(self, reference: str) -> Iterable[str]:
        module = self.module(reference.partition(":")[0]) if ":" in reference else None
        if module is None:
            return self.knowledge.bases(reference)
        definition = module.definition(reference)
        bases = definition[1].bases if definition and isinstance(definition[1], ast.ClassDef) else []
        return [module.refers_to(_unsubscripted(base)) or UNKNOWN for base in bases]

    def classes_of(self, module: Module, node: ast.expr) -> frozenset[str]:
        return self._values.of(module, node)

    def callee(self, module: Module, node: ast.expr) -> str | None:
        return self._values.callee(module, node)

    def users(self, name: str, near: Module) -> Iterator[Module]:
        for key in dict.fromkeys([near.key, *(path.as_posix() for path in self.speakers)]):
            there = self.module(key)
            if there is not None and name in there.source.text:
                yield there

    def patched(self, reference: str, method: str) -> bool:
        if method not in self._patched:
            owner = self.module(reference.partition(":")[0])
            places = self.users(method, owner) if owner else ()
            self._patched[method] = {one for there in places for one in patched_classes(there, method)}
        return reference in self._patched[method]

    def importable(self, path: Path) -> str:
        """The dotted name of the package that the file `path` lies in; empty where it lies in none.

        It starts at the outermost folder with an `__init__.py`; folders below it need none.
        """
        names, package = list[str](), ""
        for folder in list(path.parents)[:_DEEPEST]:
            names.append(folder.name)
            if (folder / "__init__.py").as_posix() in self._keys or (folder / "__init__.py").is_file():
                package = ".".join(reversed(names))
            elif any((folder / name).exists() for name in ("pyproject.toml", "setup.py", ".git")):
                break
        return package


_DEEPEST = 8
"""Folders that are looked at above a file for the package that it is part of."""


class _Calls(Callers):
    def __init__(self, project: Project) -> None:
        self._project = project

    def arguments(self, module: Module, function: Function, parameter: ast.arg) -> Iterator[tuple[Module, ast.expr]]:
        owner = module.source.parents.get(function)
        method = isinstance(owner, ast.ClassDef)
        called = owner.name if isinstance(owner, ast.ClassDef) and function.name == "__init__" else function.name
        called_as = owner if isinstance(owner, ast.ClassDef) and called == owner.name else function
        reference = f"{module.key}:{module.qualified(called_as)}"
        for there, call in self._calls(module, called):
            if self._reaches(there, call, reference, owner if method else None):
                value = argument(call, function, parameter, skip=1 if method else 0)
                if value is not None:
                    yield there, value

    def _calls(self, module: Module, name: str) -> list[tuple[Module, ast.Call]]:
        """The calls of something of that name; none where so many have it that it says nothing."""
        here = [(module, call) for call in module.source.calls if last_name(call.func) == name]
        found = [*here, *(pair for pair in self._index.get(name, ()) if pair[0].key != module.key)]
        return found if len(found) <= MOST_CALLS else []

    @cached_property
    def _index(self) -> dict[str, list[tuple[Module, ast.Call]]]:
        found: dict[str, list[tuple[Module, ast.Call]]] = defaultdict(list)
        for path in self._project.speakers:
            module = self._project.module(path.as_posix())
            for call in module.source.calls if module else ():
                if module and (name := last_name(call.func)):
                    found[name].append((module, call))
        return found

    def _reaches(self, there: Module, call: ast.Call, reference: str, owner: ast.AST | None) -> bool:
        found = there.refers_to(call.func)
        if found is not None or owner is None or not isinstance(call.func, ast.Attribute):
            return found == reference
        holder = reference.rpartition(".")[0]
        return there.is_instance(call.func.value, [holder])


class _Fixtures(Conftests):
    def __init__(self, project: Project) -> None:
        self._project = project

    def above(self, module: Module) -> Iterable[Module]:
        for folder in module.source.path.parents:
            there = self._project.module((folder / "conftest.py").as_posix())
            if there is not None and there is not module:
                yield there


def argument(call: ast.Call, function: Function, parameter: ast.arg, skip: int = 0) -> ast.expr | None:
    """The expression that a call hands over for a parameter of `function`, or None."""
    for keyword in call.keywords:
        if keyword.arg == parameter.arg:
            return keyword.value
    positional = [*function.args.posonlyargs, *function.args.args][skip:]
    index = positional.index(parameter) if parameter in positional else len(call.args)
    plain = not any(isinstance(arg, ast.Starred) for arg in call.args[: index + 1])
    return call.args[index] if plain and index < len(call.args) else None


def _unsubscripted(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node
