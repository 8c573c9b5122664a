"""Typer programs: functions whose annotations and defaults declare the options, and the apps that register them."""

import ast
from collections.abc import Iterator

from msgspec import Struct, field

from stability_checker.model.api import Option
from stability_checker.snapshot.collect.commands.program import Program
from stability_checker.snapshot.collect.commands.reading import Place, is_false, is_true, keywords_of
from stability_checker.snapshot.collect.commands.values import default_of, kind_of
from stability_checker.snapshot.collect.library import Library, ModuleScope
from stability_checker.snapshot.collect.nodes import walk
from stability_checker.snapshot.collect.scopes import FunctionNode, last_name

_REGISTERING = frozenset({"command", "callback", "add_typer"})
_HOPS = 5


class _App(Struct):
    """One `Typer()`: what registers on it, in order; `open` where names are registered that only running tells."""

    path: str
    program: Program
    commands: dict[str, Program] = field(default_factory=dict)
    callback: Program | None = None
    mounted: list[tuple[str, str]] = field(default_factory=list)
    open: bool = False

    def settle(self, is_mounted: bool) -> None:
        """An app of one command is that command itself; more make a group, and so does mounting it on another."""
        if self.callback is not None:
            self.program.take(self.callback)
        if len(self.commands) == 1 and not (is_mounted or self.callback or self.mounted or self.open):
            self.program.take(next(iter(self.commands.values())))
        else:
            self.program.children.update(self.commands)


class TyperReader(Struct):
    """All typer programs of a library by the path of their app, or of the function that `typer.run` runs."""

    library: Library
    programs: dict[str, Program] = field(default_factory=dict)
    below: set[str] = field(default_factory=set)
    _apps: dict[str, _App] = field(default_factory=dict)
    _registered: set[str] = field(default_factory=set)

    def read(self) -> None:
        modules = [each for each in self.library.modules.values() if _uses_typer(each)]
        bodies = [found for module in modules for found in _bodies(self.library, module)]
        for place, prefix, body in bodies:
            self._read_apps(place, prefix, body)
        for place, prefix, body in bodies:
            self._read_registrations(place, prefix, body)
        self._adopt()
        self.below |= {path for app in self._apps.values() for _, path in app.mounted}
        for app in self._apps.values():
            app.settle(app.path in self.below)
            self.programs[app.path] = app.program
        for app in self._apps.values():
            self._mount(app)

    def _read_apps(self, place: Place, prefix: str, body: list[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Call):
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                for target in (
                    targets if place.resolve(statement.value.func) in ("typer.Typer", "typer.main.Typer") else ()
                ):
                    if isinstance(target, ast.Name):
                        path = f"{prefix}.{target.id}"
                        hidden = is_true(keywords_of(statement.value).get("hidden"))
                        program = Program(location=place.location(statement), hidden=hidden)
                        self._apps[path] = _App(path, program)

    def _app(self, node: ast.expr, place: Place, prefix: str) -> _App | None:
        local = self._apps.get(f"{prefix}.{node.id}") if isinstance(node, ast.Name) else None
        return local or self._apps.get(place.resolve(node))

    def _read_registrations(self, place: Place, prefix: str, body: list[ast.stmt]) -> None:
        for statement in body:
            for node in walk(statement):
                if isinstance(node, FunctionNode):
                    self._read_decorators(node, place, prefix)
                elif isinstance(node, ast.Call):
                    self._read_call(node, place, prefix)

    def _read_decorators(self, node: FunctionNode, place: Place, prefix: str) -> None:
        for decorator in node.decorator_list:
            function = decorator.func if isinstance(decorator, ast.Call) else decorator
            app = self._app(function.value, place, prefix) if isinstance(function, ast.Attribute) else None
            if app is not None and isinstance(function, ast.Attribute) and function.attr in _REGISTERING:
                self._register(app, function.attr, decorator, node, place)
                self._registered.add(f"{place.module.name}.{node.name}")

    def _register(self, app: _App, verb: str, declared: ast.expr, node: FunctionNode, place: Place) -> None:
        program = Program(list(declared_options(node, place)), location=place.location(node))
        given = keywords_of(declared) if isinstance(declared, ast.Call) else {}
        if verb == "callback":
            app.callback = program
            return
        program.hidden = is_true(given.get("hidden"))
        first = declared.args[0] if isinstance(declared, ast.Call) and declared.args else given.get("name")
        app.commands.setdefault(place.text(first) or _command_name(node.name), program)

    def _read_call(self, call: ast.Call, place: Place, prefix: str) -> None:
        """`app.add_typer(other, name=...)`, `app.command("name")(function)`, `typer.run(function)`."""
        if isinstance(call.func, ast.Call):
            self._read_applied(call, call.func, place, prefix)
        elif isinstance(call.func, ast.Attribute) and call.func.attr == "add_typer" and call.args:
            app, other = self._app(call.func.value, place, prefix), self._app(call.args[0], place, prefix)
            name = place.text(keywords_of(call).get("name"))
            if app is not None and other is not None and app is not other:
                app.mounted.append((name or "", other.path))
        elif place.resolve(call.func) in ("typer.run", "typer.main.run") and call.args:
            found = place.find(place.resolve(call.args[0]))
            if found is not None and found.function is not None:
                location = found.place.location(found.function)
                options = list(declared_options(found.function, found.place))
                self.programs[found.path] = Program(options, location=location)

    def _read_applied(self, call: ast.Call, maker: ast.Call, place: Place, prefix: str) -> None:
        function = maker.func
        app = self._app(function.value, place, prefix) if isinstance(function, ast.Attribute) else None
        if app is None or not isinstance(function, ast.Attribute) or function.attr not in _REGISTERING or not call.args:
            return
        found = place.find(place.resolve(call.args[0]))
        if found is not None and found.function is not None:
            self._register(app, function.attr, maker, found.function, found.place)
            self._registered.add(found.path)
        elif function.attr == "command":
            app.open = True

    def _adopt(self) -> None:
        """An app that registers commands in a loop takes the functions that are made for typer and have no app."""
        takers = [app for app in self._apps.values() if app.open]
        for module in self.library.modules.values() if len(takers) == 1 else ():
            place = Place(self.library, module)
            for name, binding in module.scope.bindings.items():
                node = binding.node
                if not isinstance(node, FunctionNode) or name.startswith("_"):
                    continue
                if f"{module.name}.{name}" not in self._registered and _is_made_for_typer(node, place):
                    program = Program(list(declared_options(node, place)), location=place.location(node))
                    takers[0].commands.setdefault(_command_name(name), program)

    def _mount(self, app: _App) -> None:
        for name, path in app.mounted:
            if name:
                app.program.children.setdefault(name, self._apps[path].program)
            else:
                app.program.take(self._apps[path].program)


def _bodies(library: Library, module: ModuleScope) -> Iterator[tuple[Place, str, list[ast.stmt]]]:
    """The body of the module and of each of its functions, with the path under which its names stand."""
    place = Place(library, module)
    yield place, module.name, [each for each in module.body if not isinstance(each, ast.ClassDef)]
    for each in module.body:
        if isinstance(each, FunctionNode):
            yield place.inside(each.body), f"{module.name}.{each.name}", each.body


def _uses_typer(module: ModuleScope) -> bool:
    return any(path.partition(".")[0] == "typer" for path in module.scope.loads)


def _command_name(name: str) -> str:
    return name.lower().replace("_", "-")


def _is_made_for_typer(node: FunctionNode, place: Place) -> bool:
    given = [*node.args.args, *node.args.kwonlyargs]
    declared = any(_declaration(each.annotation, place)[1] is not None for each in given)
    return declared or any(_is_declaration(each, place) for each in (*node.args.defaults, *node.args.kw_defaults))


def _is_declaration(node: ast.expr | None, place: Place) -> bool:
    if not isinstance(node, ast.Call) or last_name(node) not in ("Option", "Argument"):
        return False
    return place.resolve(node.func).partition(".")[0] == "typer"


def declared_options(node: FunctionNode, place: Place) -> Iterator[Option]:
    """One option or argument for each parameter of a function that typer runs."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    for each, default in (
        *zip(positional, [*missing, *arguments.defaults], strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ):
        option = _parameter(each, default, place)
        if option is not None:
            yield option


def _parameter(each: ast.arg, default: ast.expr | None, place: Place) -> Option | None:
    inner, declared = _declaration(each.annotation, place)
    required = default is None
    if isinstance(default, ast.Call) and _is_declaration(default, place):
        first = default.args[0] if default.args else keywords_of(default).get("default")
        required = first is None or (isinstance(first, ast.Constant) and first.value is Ellipsis)
        declared, names = default, [*default.args[1:]]
    else:
        names = [*declared.args] if declared is not None else []
        required = required and "default_factory" not in (keywords_of(declared) if declared is not None else {})
    if inner is not None and last_name(inner) == "Context":
        return None
    is_argument = last_name(declared) == "Argument" if declared is not None else required
    hidden = is_true(keywords_of(declared).get("hidden")) if declared is not None else False
    choices = _choices(inner, place)
    if is_argument:
        return Option((each.arg,), required, True, choices, hidden, *_values(inner, declared, default, place))
    flag = _is_boolean(inner, default)
    texts = [text for node in names if (text := place.text(node)) is not None and text.startswith("-")]
    spelled = [part for text in texts for part in text.split("/") if part.strip()]
    bare = f"--{each.arg.lower().replace('_', '-')}"
    pair = flag and declared is not None and is_false(keywords_of(declared).get("is_flag"))
    implied = [bare] if not flag or pair else [bare, f"--no-{bare[2:]}"]
    values = ("0", None, None) if flag else _values(inner, declared, default, place)
    return Option(tuple(part.strip() for part in spelled or implied), required, not flag, choices, hidden, *values)


def _values(
    inner: ast.expr | None, declared: ast.Call | None, default: ast.expr | None, place: Place
) -> tuple[str | None, str | None, str | None]:
    """How many words are taken, their kind and the default, where the annotation alone decides on them."""
    if {"parser", "click_type", "callback"} & set(keywords_of(declared) if declared is not None else ()):
        return None, None, None
    kind = kind_of(_without_none(inner), place)
    count = "1" if kind is not None else None
    return count, kind, None if default is declared is not None else default_of(default, place)


def _without_none(annotation: ast.expr | None) -> ast.expr | None:
    """`X` for `X | None` and `Optional[X]`."""
    if isinstance(annotation, ast.Subscript) and last_name(annotation.value) == "Optional":
        return annotation.slice
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.right, ast.Constant):
        return annotation.left
    return annotation


def _declaration(annotation: ast.expr | None, place: Place, hops: int = 0) -> tuple[ast.expr | None, ast.Call | None]:
    """The type in an annotation, and the `Option(...)` or `Argument(...)` that `Annotated` puts beside it."""
    if isinstance(annotation, ast.Subscript) and last_name(annotation.value) == "Annotated":
        parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        found = next((each for each in parts[1:] if isinstance(each, ast.Call) and _is_declaration(each, place)), None)
        return parts[0], found
    if isinstance(annotation, ast.Name | ast.Attribute) and hops < _HOPS:
        found_alias = place.find(place.resolve(annotation))
        if found_alias is not None and found_alias.binding.value is not None:
            return _declaration(found_alias.binding.value, found_alias.place, hops + 1)
    return annotation, None


def _is_boolean(inner: ast.expr | None, default: ast.expr | None) -> bool:
    if inner is None:
        return isinstance(default, ast.Constant) and isinstance(default.value, bool)
    names = {last_name(each) for each in walk(inner) if isinstance(each, ast.Name)}
    return "bool" in names and not names & {"list", "List", "tuple", "Tuple"}


def _choices(inner: ast.expr | None, place: Place) -> tuple[str, ...] | None:
    """The members of an enum or of a `Literal`."""
    if isinstance(inner, ast.Subscript) and last_name(inner.value) == "Literal":
        return place.words(inner.slice if isinstance(inner.slice, ast.Tuple) else ast.Tuple([inner.slice], ast.Load()))
    found = place.find(place.resolve(inner)) if inner is not None else None
    node = found.binding.node if found else None
    if not isinstance(node, ast.ClassDef) or not any(last_name(base).endswith("Enum") for base in node.bases):
        return None
    values = [place.constant(each.value) for each in node.body if isinstance(each, ast.Assign)]
    return tuple(str(value) for value in values if value is not None) or None
