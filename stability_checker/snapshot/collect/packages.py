"""A folder tree becomes a Package: the stages in order, and the objects of each module."""

import ast
import gc
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from stability_checker.model.api import Command, Metadata, Package
from stability_checker.snapshot.collect.bodies import docstring_of
from stability_checker.snapshot.collect.exposure import expose
from stability_checker.snapshot.collect.files import SourceFile, SourceTree, find_files
from stability_checker.snapshot.collect.grammar import newer_grammar
from stability_checker.snapshot.collect.library import Library, ModuleScope, declares_programs, main_declares_program
from stability_checker.snapshot.collect.objects import ObjectBuilder
from stability_checker.snapshot.collect.scopes import ScopeReader
from stability_checker.snapshot.collect.served import read_served
from stability_checker.snapshot.collection import without_cyclic_collection

_RECURSION = 5000


def collect_package(root: Path, package: str, metadata: Metadata | None = None) -> Package:
    """The API of the import package `package` (dotted for a part of a namespace) in the folder `root`.

    Only files are read; nothing of them is run. A file that cannot be read or parsed becomes a problem, the rest is
    collected. A package of which nothing is found has no objects.
    """
    # Where nothing collects garbage, the process ends with this work: to free the trees one by one would be in vain.
    lasts = gc.isenabled()
    with _undisturbed():
        tree = find_files(root, package)
        problems: list[str] = []
        library = _read_library(package, tree, problems)
        _add_companions(library, root, metadata.import_names if metadata else (), problems)
        library.expand_wildcards()
        library.accept_given()
        builder = ObjectBuilder(library, expose(library))
        objects = builder.build()
        commands = _commands(library, tree, metadata, builder.exposure.names)
        if lasts:
            builder.release()
    return Package(
        name=package,
        metadata=replace(metadata or Metadata(), data_files=tuple(sorted(tree.resources))),
        objects={path: objects[path] for path in sorted(objects)},
        problems=tuple(problems),
        notes=tuple(_notes(tree)),
        commands=commands,
        runnable=tuple(sorted(tree.programs)),
    )


def _commands(
    library: Library, tree: SourceTree, metadata: Metadata | None, public: Collection[str]
) -> dict[str, Command]:
    declared = any(declares_programs(module) for module in library.modules.values())
    if not declared and not any(main_declares_program(library, package) for package in tree.programs):
        return {}
    # Only here: most packages have no programs.
    from stability_checker.snapshot.collect.commands import collect_commands

    scripts = metadata.entry_points.get("console_scripts", {}) if metadata else {}
    return collect_commands(library, scripts, sorted(tree.programs), public)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """With room for deep code, and without walks of the cyclic collector over every syntax tree."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION))
    try:
        with without_cyclic_collection():
            yield
    finally:
        sys.setrecursionlimit(limit)


def _add_companions(library: Library, root: Path, shipped: Iterable[str], problems: list[str]) -> None:
    """Packages beside this one in which its objects are defined.

    These are private ones that it imports from (`_pytest` of pytest), and others that the same distribution ships
    (`attr` of attrs).
    """
    imported = {path.partition(".")[0] for module in library.modules.values() for path in module.scope.loads}
    for name in sorted(imported - {library.root, library.root.partition(".")[0]} - sys.stdlib_module_names):
        if name in shipped or (name.startswith("_") and not name.startswith("__")):
            companion = _read_library(name, find_files(root, name), problems)
            library.modules.update(companion.modules)
            library.companions.add(name)


def _read_library(package: str, tree: SourceTree, problems: list[str]) -> Library:
    modules = {}
    for name, file in sorted(tree.modules.items()):
        module = _read_module(file, problems)
        if module is None:
            continue
        modules[name] = module
        stub = tree.stubs.get(name)
        if stub is not None and stub is not file:
            module.stub = _read_module(stub, problems)
            _adopt_stub(module)
    return Library(package, modules, frozenset(tree.namespaces))


def _read_module(file: SourceFile, problems: list[str]) -> ModuleScope | None:
    source = b""
    try:
        source = Path(file.path).read_bytes()
        tree = ast.parse(source, filename=file.name)
    except SyntaxError as error:
        told = newer_grammar(error, source.decode("utf-8", "replace")) or error.msg
        problems.append(f"{file.name}:{error.lineno or 1}: {told}, so this file was left out.")
        return None
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        problems.append(f"{file.name}:1: {_sentence(error)}, so this file was left out.")
        return None
    return _read_scope(file, tree, source.decode("utf-8", "replace"))


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"the file cannot be read ({error.strerror})"
    return str(error).partition("\n")[0] or type(error).__name__


def _read_scope(file: SourceFile, tree: ast.Module, text: str) -> ModuleScope:
    package = file.module if file.is_package else file.module.rpartition(".")[0]
    scope = ScopeReader(package).read(tree.body)
    served = read_served(scope, file.module, package, tree.body)
    return ModuleScope(file.module, file, scope, text, docstring_of(tree), served, body=tree.body)


def _adopt_stub(module: ModuleScope) -> None:
    """Names that only the stub knows are served by lazy loading, or bound in a way that cannot be read."""
    if module.stub is None:
        return
    lazily = module.served is not None and module.served.from_stub
    for name, bound in module.stub.scope.bindings.items():
        if lazily and module.served is not None and not name.startswith("_"):
            module.served.add(name, bound.target)
        elif name not in module.scope.bindings:
            bound.typing_only = not module.scope.opaque
            module.scope.bindings[name] = bound


def _notes(tree: SourceTree) -> Iterator[str]:
    known = tree.modules
    compiled = sorted({each for each in tree.compiled if each not in known})
    if compiled:
        names = ", ".join(compiled[:5]) + (f" and {len(compiled) - 5} more" if len(compiled) > 5 else "")
        yield f"Passed over {len(compiled)} compiled modules without a stub: {names}."
