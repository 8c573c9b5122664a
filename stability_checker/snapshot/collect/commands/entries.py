"""Where programs begin: console scripts, `python -m`, public module-level commands, and the hooks of known hosts."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from stability_checker.model.api import Command
from stability_checker.snapshot.collect.commands.decorated import ClickReader
from stability_checker.snapshot.collect.commands.parsers import ParserReader
from stability_checker.snapshot.collect.commands.program import Program
from stability_checker.snapshot.collect.commands.reading import Place, methods_of
from stability_checker.snapshot.collect.commands.typed import TyperReader
from stability_checker.snapshot.collect.files import SourceFile
from stability_checker.snapshot.collect.library import Library, ModuleScope
from stability_checker.snapshot.collect.nodes import walk
from stability_checker.snapshot.collect.scopes import FunctionNode, ScopeReader

_VISITS = 60


def collect_commands(
    library: Library, scripts: Mapping[str, str], runnable: Sequence[str], public: Collection[str]
) -> dict[str, Command]:
    """The commands of a library's programs by name, sorted.

    `scripts` are the console scripts (name to "module:function"), `runnable` the packages with a `__main__`, `public`
    the paths of public definitions.
    """
    for package in runnable:
        _add_main_module(library, package)
    finder = _Finder(library)
    for name, target in sorted(scripts.items()):
        finder.add_script(name, target)
    for package in runnable:
        finder.add_main(package)
    finder.add_public(public)
    for name, program in _hooked(library):
        finder.found.setdefault(name, program)
    commands = (each for name, program in finder.found.items() for each in program.commands(name))
    return {each.name: each for each in sorted(commands, key=lambda each: each.name)}


class _Finder:
    """The programs found so far by name, and the definitions that they already account for."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.found: dict[str, Program] = {}
        self.used: set[str] = set()
        self.declared: dict[str, Program] = {}
        self.below: set[str] = set()
        self.click = ClickReader(library)
        typer = TyperReader(library)
        for reader in (self.click, typer):
            reader.read()
            self.declared.update(reader.programs)
            self.below |= reader.below

    def add_script(self, name: str, target: str) -> None:
        module, _, function = target.partition("[")[0].partition(":")
        path = self.library.canonical(f"{module}.{function.partition('.')[0]}")
        found = Place(self.library, next(iter(self.library.modules.values()))).find(path)
        if found is not None and isinstance(found.binding.value, ast.Name):  # `main = app`
            path = found.place.resolve(found.binding.value)
        if path in self.declared:
            self._use(name, path)
        elif found is not None and found.function is not None:
            self.used.add(path)
            self._add_reached(name, found.place.inside(found.function.body), path, found.function.body)

    def add_main(self, package: str) -> None:
        """`python -m package`: what its `__main__` does, unless a script does the same."""
        main = self.library.modules.get(f"{package}.__main__")
        if main is not None and main.body:
            place = Place(self.library, main)
            if not any(place.resolve(node) in self.used for node in _calls(main.body)):
                self._add_reached(f"python -m {package}", place, main.name, main.body)

    def add_public(self, public: Collection[str]) -> None:
        """Module-level commands that no script runs: they are imported and mounted, or run by another's script."""
        for path in sorted(self.declared):
            if path in public and path not in self.below and path not in self.used:
                owner, _, name = path.rpartition(".")
                self._use(self._own_name(owner, self.click.names.get(path, name)), path)
        for module in self.library.modules.values():
            if "ArgumentParser" in module.text:
                self._add_makers(module, public)

    def _own_name(self, module: str, name: str) -> str:
        return name if module == self.library.root else f"{module}:{name}"

    def _use(self, name: str, path: str) -> None:
        self.used.add(path)
        self.found.setdefault(name, self.declared[path])

    def _add_makers(self, module: ModuleScope, public: Collection[str]) -> None:
        functions = [each for each in module.body if isinstance(each, FunctionNode)]
        for node in sorted(functions, key=lambda each: each.name != "main"):
            path = f"{module.name}.{node.name}"
            if path in public and path not in self.used and (node.name == "main" or _makes_a_parser(node)):
                place = Place(self.library, module).inside(node.body)
                self._add_reached(self._own_name(module.name, node.name), place, path, node.body)

    def _add_reached(self, name: str, place: Place, path: str, body: list[ast.stmt]) -> None:
        reached = self._reached(place, path, body)
        if reached is not None:
            self._use(name, reached)
            return
        reader = ParserReader()
        program = reader.read(place, body)
        if not program.is_empty:
            self.used |= reader.visited | {path}
            self.found.setdefault(name, program)

    def _reached(self, place: Place, path: str, body: list[ast.stmt]) -> str | None:
        """The nearest click or typer program that running a body gets to, through calls of the package's functions."""
        if not self.declared:
            return None
        queue, seen = [(place, path, body)], {path}
        while queue and len(seen) < _VISITS:
            place, path, body = queue.pop(0)
            for name in self._named(place, path, body):
                if name in self.declared:
                    return name
                found = place.find(name)
                if found is not None and found.function is not None and name not in seen:
                    seen.add(name)
                    below = found.function.body
                    queue.append((found.place.inside(below), name, below))
        return None

    def _named(self, place: Place, path: str, body: list[ast.stmt]) -> Iterator[str]:
        for node in _references(body):
            if isinstance(node, ast.Name) and f"{path}.{node.id}" in self.declared:
                yield f"{path}.{node.id}"
            while isinstance(node, ast.Attribute):
                yield place.resolve(node)
                node = node.value
            yield place.resolve(node)


def _references(body: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Name | ast.Attribute):
                yield node


def _calls(body: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Call):
                yield node.func


def _makes_a_parser(node: FunctionNode) -> bool:
    return any(isinstance(each, ast.Name | ast.Attribute) and _ends(each) for each in walk(node))


def _ends(node: ast.Name | ast.Attribute) -> bool:
    return (node.id if isinstance(node, ast.Name) else node.attr).endswith("ArgumentParser")


def _add_main_module(library: Library, name: str) -> None:
    """The `__main__` beside a package's `__init__`: no module that anyone imports, it is read for its program alone."""
    package = library.modules.get(name)
    if package is None:
        return
    path = Path(package.file.path).with_name("__main__.py")
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    file = SourceFile(f"{name}.__main__", str(path), f"{package.file.name.rpartition('/')[0]}/__main__.py", False)
    library.modules[file.module] = ModuleScope(
        file.module, file, ScopeReader(name).read(tree.body), text, body=tree.body
    )


def _hooked(library: Library) -> Iterator[tuple[str, Program]]:
    """Options that a host asks for: `pytest_addoption(parser)`, and the `add_arguments` of Django's commands."""
    whole = Program()
    for module in library.modules.values():
        hook = module.scope.bindings.get("pytest_addoption")
        if hook is not None and isinstance(hook.node, FunctionNode) and hook.node.args.args:
            held = {hook.node.args.args[0].arg: whole}
            ParserReader().read(Place(library, module), hook.node.body, dict(held))
        command = module.scope.bindings.get("Command") if ".management.commands." in module.name else None
        if command is not None and isinstance(command.node, ast.ClassDef):
            name = module.name.rpartition(".")[2]
            yield f"manage.py {name}", _managed(Place(library, module), command.node)
    if not whole.is_empty:
        yield "pytest", whole


def _managed(place: Place, node: ast.ClassDef) -> Program:
    program = Program(location=place.location(node))
    for method in methods_of(node):
        if method.name == "add_arguments" and len(method.args.args) > 1:
            ParserReader().read(place, method.body, {method.args.args[1].arg: program})
    return program
