"""Click programs: commands and groups declared by decorators, by `Command(...)` calls and by `add_command`."""

import ast
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from stability_checker.model.api import Option
from stability_checker.snapshot.collect.commands.program import Program
from stability_checker.snapshot.collect.commands.reading import (
    Definition,
    Place,
    is_false,
    is_true,
    keywords_of,
    methods_of,
)
from stability_checker.snapshot.collect.commands.values import count_of, default_of, kind_of, kind_of_default
from stability_checker.snapshot.collect.library import Library, ModuleScope
from stability_checker.snapshot.collect.nodes import nodes_below, walk
from stability_checker.snapshot.collect.scopes import FunctionNode, last_name

# What a statement says that gives a command to a group.
_ATTACHES = re.compile(r"add_command|\.\s*(?:command|group)\b")
_ROOTS = frozenset({"click", "rich_click", "asyncclick", "cloup"})
_COMMANDS = frozenset({"command", "group", "Command", "Group", "MultiCommand", "RichCommand", "RichGroup"})
_BASES = frozenset(
    f"{module}.{name}" for module in ("click", "click.core") for name in ("Command", "Group", "MultiCommand")
)
_READY_MADE = {"help_option": "--help", "version_option": "--version", "password_option": "--password",
               "confirmation_option": "--yes"}  # fmt: skip
_HOPS = 4


class ClickReader(Struct):
    """All click programs of a library by the path of the definition that is the command; `below` are subcommands."""

    library: Library
    programs: dict[str, Program] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    below: set[str] = field(default_factory=set)
    _children: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def read(self) -> None:
        modules = [each for each in self.library.modules.values() if _uses_click(each)]
        for module in modules:
            self._read_attachments(module)
            for binding in module.scope.bindings.values():
                self.program(f"{module.name}.{binding.name}")
        for path, children in self._children.items():
            self._attach(path, children)

    def program(self, path: str) -> Program | None:
        """The command that is defined at a path; None for all else."""
        if path not in self.programs:
            found = self.library.find(path)
            if found is None or found[1].kind not in ("function", "value") or not _uses_click(found[0]):
                return None
            definition = Definition(path, Place(self.library, found[0]), found[1])
            program = self._decorated(definition) if definition.function else self._called(definition)
            if program is not None:
                self.programs[path] = program
        return self.programs.get(path)

    # -- commands ------------------------------------------------------------------------------------------------

    def _decorated(self, definition: Definition) -> Program | None:
        node = definition.function
        program = Program(location=definition.place.location(definition.binding.node))
        is_command = False
        for decorator in node.decorator_list if node else ():
            made = self._is_command(decorator, definition.place)
            if made:
                is_command = True
                self._name(definition, decorator)
                self._describe(program, decorator, definition)
            else:
                self._add_options(program, decorator, definition.place)
        return program if is_command else None

    def _is_command(self, decorator: ast.expr, place: Place) -> bool:
        """`@click.command()`, or `@group.command()` on something that is a group itself."""
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        if last_name(function) not in ("command", "group"):
            return False
        if is_of_click(place.resolve(function)):
            return True
        owner = function.value if isinstance(function, ast.Attribute) else None
        return owner is not None and self.program(place.resolve(owner)) is not None

    def _called(self, definition: Definition) -> Program | None:
        value, place = definition.binding.value, definition.place
        if not isinstance(value, ast.Call):
            return None
        maker = place.resolve(value.func)
        if not (is_of_click(maker) and last_name(value) in _COMMANDS) and not place.descends(maker, _BASES):
            return None
        program = Program(location=place.location(definition.binding.node))
        self._name(definition, value)
        self._describe(program, value, definition)
        self._add_class(program, maker, definition)
        return program

    def _name(self, definition: Definition, declared: ast.expr) -> None:
        given = keywords_of(declared) if isinstance(declared, ast.Call) else {}
        first = declared.args[0] if isinstance(declared, ast.Call) and declared.args else given.get("name")
        stated = definition.place.text(first)
        self.names[definition.path] = stated or definition.binding.name.lower().replace("_", "-")

    def _describe(self, program: Program, declared: ast.expr, definition: Definition) -> None:
        """What the call that makes a command says of it: hidden, its parameters, its class."""
        given = keywords_of(declared) if isinstance(declared, ast.Call) else {}
        program.hidden = is_true(given.get("hidden"))
        if "params" in given:
            self._add_options(program, given["params"], definition.place)
        if "callback" in given:
            path = definition.place.resolve(given["callback"])
            callback = definition.place.find(path)
            for decorator in callback.function.decorator_list if callback and callback.function else ():
                self._add_options(program, decorator, definition.place)
        if "cls" in given:
            self._add_class(program, definition.place.resolve(given["cls"]), definition)

    def _add_class(self, program: Program, path: str, definition: Definition) -> None:
        """A class of groups of the package's own adds options and commands in its `__init__`."""
        found = definition.place.find(path)
        node = found.binding.node if found else None
        for method in methods_of(node) if isinstance(node, ast.ClassDef) else ():
            if found is not None and method.name == "__init__":
                for statement in method.body:
                    self._add_options(program, statement, found.place)
        if path in self._children and definition.path not in self._children.get(path, ()):
            self._children.setdefault(definition.path, []).extend(self._children[path])

    # -- options -------------------------------------------------------------------------------------------------

    def _add_options(self, program: Program, node: ast.AST, place: Place, hops: int = 0) -> None:
        """All options that an expression declares or leads to, in the order in which they stand."""
        if isinstance(node, ast.Call):
            option = declared_option(node, place)
            if option is not None:
                program.add(option)
                return
        if isinstance(node, ast.Name | ast.Attribute) and hops < _HOPS:
            found = place.find(place.resolve(node))
            if found is not None and _uses_click(found.place.module):
                self._add_from(program, found, hops + 1)
                return
        for each in nodes_below(node):
            self._add_options(program, each, place, hops)

    def _add_from(self, program: Program, found: Definition, hops: int) -> None:
        """A shared list of options, or a decorator of the package's own that applies some."""
        if found.function is not None:
            for statement in found.function.body:
                self._add_options(program, statement, found.place, hops)
        elif found.binding.value is not None and self.program(found.path) is None:
            self._add_options(program, found.binding.value, found.place, hops)

    # -- groups --------------------------------------------------------------------------------------------------

    def _read_attachments(self, module: ModuleScope) -> None:
        place = Place(self.library, module)
        if not _ATTACHES.search(module.text):
            return
        lines = module.text.split("\n")
        for statement in module.body:
            if not _ATTACHES.search("\n".join(lines[_first_line(statement) - 1 : statement.end_lineno])):
                continue
            owner = f"{module.name}.{statement.name}" if isinstance(statement, ast.ClassDef) else ""
            for node in walk(statement):
                if isinstance(node, ast.Call) and last_name(node) == "add_command" and node.args:
                    self._note_added(node, place, owner)
                elif isinstance(node, FunctionNode):
                    self._note_decorated(node, place)

    def _note_added(self, call: ast.Call, place: Place, owner: str) -> None:
        group = call.func.value if isinstance(call.func, ast.Attribute) else None
        path = owner if isinstance(group, ast.Name) and group.id == "self" else place.resolve(group) if group else ""
        name = call.args[1] if len(call.args) > 1 else keywords_of(call).get("name")
        command = place.resolve(call.args[0])
        if path and command:
            self._children.setdefault(path, []).append((place.text(name) or "", command))

    def _note_decorated(self, node: FunctionNode, place: Place) -> None:
        for decorator in node.decorator_list:
            function = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(function, ast.Attribute) and function.attr in ("command", "group"):
                group = place.resolve(function.value)
                if self.library.is_own(group):
                    command = f"{place.module.name}.{node.name}"
                    self._children.setdefault(group, []).append(("", command))

    def _attach(self, path: str, children: Iterable[tuple[str, str]]) -> None:
        group = self.program(path)
        for name, command in children if group is not None else ():
            child = self.program(command)
            if child is not None and group is not None and child is not group:
                group.children.setdefault(name or self.names[command], child)
                self.below.add(command)


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def is_of_click(path: str) -> bool:
    return path.partition(".")[0] in _ROOTS


def _uses_click(module: ModuleScope) -> bool:
    return module.name.partition(".")[0] in _ROOTS or any(map(is_of_click, module.scope.loads))


def declared_option(call: ast.Call, place: Place) -> Option | None:
    """What `click.option(...)`, `click.argument(...)`, `Option([...])` or `Argument([...])` declares."""
    verb = last_name(call)
    if verb not in ("option", "argument", "Option", "Argument", *_READY_MADE) or not is_of_click(
        place.resolve(call.func)
    ):
        return None
    texts = list(_declared_names(call, place))
    if verb in ("argument", "Argument"):
        return _argument(texts, call, place)
    names = tuple(dict.fromkeys(part for text in texts for part in _spellings(text)))
    given = keywords_of(call)
    if not names and verb in _READY_MADE:
        names = (_READY_MADE[verb],)
    if not names:
        return None
    option = Option(
        names=names,
        required=is_true(given.get("required")),
        takes_value=verb != "help_option" and not _is_flag(texts, given, verb),
        choices=_choices(given.get("type"), place),
        hidden=is_true(given.get("hidden")),
    )
    return _with_values(option, call, place) if verb in ("option", "Option") else option


def _with_values(option: Option, call: ast.Call, place: Place) -> Option:
    """What the words behind an option or argument are, where click itself reads them."""
    given = keywords_of(call)
    if {"cls", "flag_value"} & set(given) or any(each.arg is None for each in call.keywords):
        return option
    if not option.takes_value:
        return replace(option, count="0")
    default = given.get("default")
    kind = kind_of(given["type"], place) if "type" in given else kind_of_default(default, place)
    single = option.choices is None and not {"multiple", "nargs"} & set(given)
    count = count_of(given.get("nargs"), place)
    return replace(option, count=count, kind=kind if single else None, default=default_of(default, place))


def _declared_names(call: ast.Call, place: Place) -> Iterator[str]:
    for each in call.args:
        held = place.constant(each)
        yield from (str(text) for text in held) if isinstance(held, list | tuple) else (str(held),) if held else ()


def _spellings(text: str) -> Iterator[str]:
    """`--fast/--slow` are two spellings of one option; a bare word is the name of the parameter."""
    if text.startswith("-"):
        yield from (part.strip() for part in text.split("/") if part.strip().startswith("-"))


def _is_flag(texts: list[str], given: dict[str, ast.expr], verb: str) -> bool:
    if "is_flag" in given:
        return not is_false(given["is_flag"])
    if verb in ("version_option", "confirmation_option") or is_true(given.get("count")) or "flag_value" in given:
        return True
    pair = any("/" in text for text in texts if text.startswith("-"))
    default = given.get("default")
    implied = isinstance(default, ast.Constant) and isinstance(default.value, bool) and "type" not in given
    return pair or implied


def _argument(texts: list[str], call: ast.Call, place: Place) -> Option | None:
    given = keywords_of(call)
    if not texts:
        return None
    optional = is_false(given.get("required")) or "default" in given or place.constant(given.get("nargs")) == -1
    required = is_true(given.get("required")) or not optional
    return _with_values(Option((texts[0],), required, True, _choices(given.get("type"), place)), call, place)


def _choices(kind: ast.expr | None, place: Place) -> tuple[str, ...] | None:
    if isinstance(kind, ast.Call) and last_name(kind) == "Choice":
        return place.words(kind.args[0] if kind.args else keywords_of(kind).get("choices"))
    return place.words(kind) if isinstance(kind, ast.List | ast.Tuple) else None
