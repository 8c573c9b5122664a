"""The command lines of a package's programs: options of argparse, click and typer, read from the source."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from stability_checker.model.api import Command, Location, Metadata, Option
from stability_checker.snapshot.collect.library import ModuleScope
from stability_checker.snapshot.collect.scopes import last_name

_SIGNS = ("add_argument(", "click.", "typer.", ".command(", "from click", "from typer")
_DECLARING = ("option", "argument")
_FLAGS = ("store_true", "store_false", "count", "help", "version", "store_const", "append_const")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(slots=True)
class _Draft:
    name: str
    line: int
    options: list[Option] = field(default_factory=list)
    hidden: bool = False


def read_programs(modules: Iterable[ModuleScope], metadata: Metadata) -> dict[str, Command]:
    """The commands by what one types, as far as they can be read; scripts of the metadata name a module's program."""
    found: dict[str, Command] = {}
    for module in modules:
        if any(sign in module.text for sign in _SIGNS):
            tree = ast.parse(module.text)
            script = _script_of(module.name, metadata)
            for draft in (*_argparse_commands(tree, module.name, script), *_decorated_commands(tree, script)):
                place = Location(module.file.name, draft.line)
                found.setdefault(draft.name, Command(draft.name, tuple(draft.options), draft.hidden, place))
    return dict(sorted(found.items()))


def _script_of(module: str, metadata: Metadata) -> str | None:
    """The one console script that a module provides."""
    points: Mapping[str, str] = metadata.entry_points.get("console_scripts", {})
    names = [name for name, target in points.items() if target.partition(":")[0] == module]
    return names[0] if len(names) == 1 else None


# -- argparse ------------------------------------------------------------------------------------------------------


def _argparse_commands(tree: ast.Module, module: str, script: str | None) -> Iterator[_Draft]:
    places: list[tuple[str, list[ast.stmt]]] = [(module.rpartition(".")[2], tree.body)]
    places += [(node.name, node.body) for node in ast.walk(tree) if isinstance(node, _Function)]
    for name, body in places:
        yield from _parsers_in(body, script or name).values()


def _parsers_in(body: list[ast.stmt], program: str) -> dict[str, _Draft]:
    """The parsers of one body by variable; groups stand for the parser that they belong to."""
    parsers: dict[str, _Draft] = {}
    branches: dict[str, str] = {}
    for call, target in _calls_in(body):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        source = owner.id if isinstance(owner, ast.Name) else ""
        match last_name(call):
            case "ArgumentParser":
                parsers[target] = _Draft(_keyword_text(call, "prog") or program, call.lineno)
            case "add_subparsers" if source in parsers:
                branches[target] = parsers[source].name
            case "add_parser" if source in branches:
                parsers[target] = _Draft(f"{branches[source]} {_first_text(call)}", call.lineno)
            case "add_argument_group" | "add_mutually_exclusive_group" if source in parsers:
                parsers[target] = parsers[source]
            case "add_argument" if source in parsers:
                parsers[source].options += _argparse_option(call)
    return {draft.name: draft for draft in parsers.values()}


def _calls_in(body: list[ast.stmt]) -> Iterator[tuple[ast.Call, str]]:
    """The calls of a body in order, with the name that each is assigned to; inner functions are left out."""
    for statement in body:
        if isinstance(statement, _INNER):
            continue
        nested = [inner for name in ("body", "orelse", "finalbody") for inner in getattr(statement, name, [])]
        if nested:
            yield from _calls_in(nested)
            continue
        value = getattr(statement, "value", None)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(value, ast.Call):
            yield value, target.id if isinstance(target, ast.Name) else ""


def _argparse_option(call: ast.Call) -> Iterator[Option]:
    names = tuple(_texts(call.args))
    if names:
        takes = _keyword_text(call, "action") not in _FLAGS
        required = _is_true(call, "required") if names[0].startswith("-") else _keyword(call, "nargs") is None
        yield Option(names, required, takes, _choices(_keyword(call, "choices")))


# -- click and typer -----------------------------------------------------------------------------------------------


def _decorated_commands(tree: ast.Module, script: str | None) -> Iterator[_Draft]:
    groups: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, _Function):
            yield from _decorated(node, groups, script)


def _decorated(node: _Function, groups: dict[str, str], script: str | None) -> Iterator[_Draft]:
    calls = [each if isinstance(each, ast.Call) else ast.Call(each, [], []) for each in node.decorator_list]
    making = next((each for each in calls if last_name(each) in ("command", "group", "callback")), None)
    if making is None or not isinstance(making.func, ast.Attribute | ast.Name):
        return
    holder = making.func.value if isinstance(making.func, ast.Attribute) else None
    owner = holder.id if isinstance(holder, ast.Name) else ""
    own = _first_text(making) or _keyword_text(making, "name") or node.name.replace("_", "-")
    above = groups.get(owner) or script
    name = f"{above} {own}" if above and above != own else own
    if last_name(making) == "group":
        groups[node.name] = name
    draft = _Draft(name, node.lineno, hidden=_is_true(making, "hidden"))
    for each in calls:
        if last_name(each) in _DECLARING:
            draft.options += _click_option(each)
    draft.options += _typer_options(node)
    yield draft


def _click_option(call: ast.Call) -> Iterator[Option]:
    """`--shout/--no-shout` are two spellings; a bare name beside the options is the parameter's."""
    spelled = [part.strip() for text in _texts(call.args) for part in text.split("/")]
    is_option = last_name(call) == "option"
    names = tuple(each for each in spelled if each.startswith("-")) if is_option else tuple(spelled[:1])
    if names:
        required = _is_true(call, "required") if is_option else _keyword(call, "required") is None
        given = _keyword(call, "type")
        choices = given.args[0] if isinstance(given, ast.Call) and last_name(given) == "Choice" and given.args else None
        yield Option(names, required, not _is_true(call, "is_flag"), _choices(choices), _is_true(call, "hidden"))


def _typer_options(node: _Function) -> Iterator[Option]:
    arguments = [*node.args.posonlyargs, *node.args.args]
    defaults = [None] * (len(arguments) - len(node.args.defaults)) + [*node.args.defaults]
    pairs = [*zip(arguments, defaults, strict=True), *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]
    for argument, default in pairs:
        declared = _typer_call(default) or _typer_call(argument.annotation)
        if declared is not None:
            names = [each for text in _texts(declared.args) for each in text.split("/") if each.startswith("-")]
            plain = f"--{argument.arg.replace('_', '-')}"
            yield Option(tuple(names) or (plain,), hidden=_is_true(declared, "hidden"))


def _typer_call(node: ast.expr | None) -> ast.Call | None:
    """The `typer.Option(...)` of a default or of an `Annotated[...]`."""
    if node is None:
        return None
    calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
    return next((each for each in calls if last_name(each) == "Option"), None)


# -- arguments of calls --------------------------------------------------------------------------------------------


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def _keyword_text(call: ast.Call, name: str) -> str | None:
    return next(_texts([value] if (value := _keyword(call, name)) is not None else []), None)


def _first_text(call: ast.Call) -> str | None:
    return next(_texts(call.args[:1]), None)


def _texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for each in nodes:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _is_true(call: ast.Call, name: str) -> bool:
    value = _keyword(call, name)
    return isinstance(value, ast.Constant) and value.value is True


def _choices(node: ast.expr | None) -> tuple[str, ...] | None:
    """The words of a literal list; None where they cannot be read."""
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    words = tuple(_texts(node.elts))
    return words if len(words) == len(node.elts) else None
