"""Argparse programs: the calls that build a parser are followed through functions, methods and subparsers."""

import ast
from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from stability_checker.model.api import Option
from stability_checker.snapshot.collect.commands.program import Program
from stability_checker.snapshot.collect.commands.reading import Place, is_true, keywords_of, methods_of
from stability_checker.snapshot.collect.commands.values import count_of, default_of, kind_of
from stability_checker.snapshot.collect.nodes import nodes_below
from stability_checker.snapshot.collect.scopes import FunctionNode, last_name

PARSERS = frozenset({"argparse.ArgumentParser", "configargparse.ArgParser", "configargparse.ArgumentParser"})
_ADDING = frozenset({"add_argument", "addoption", "_addoption"})
_GROUPING = frozenset({"add_argument_group", "add_mutually_exclusive_group", "getgroup"})
_FLAGS = frozenset({"store_true", "store_false", "store_const", "append_const", "count", "help", "version"})
_FUNCTIONS, _STEPS_OUTSIDE = 400, 2


class _Subparsers(Struct):
    program: Program


class _Instance(Struct):
    path: str
    attributes: dict[str, Any] = field(default_factory=dict)


class _Closure(Struct):
    node: FunctionNode
    frame: "_Frame"


class _Frame(Struct):
    """One run of a body: what its names hold, as far as parsers are concerned, and what it returns."""

    place: Place
    steps: int = 0
    held: dict[str, Any] = field(default_factory=dict)
    returned: Any = None


class ParserReader(Struct):
    """Follows a body from its first statement; `roots` are the parsers it makes, `visited` the functions it runs."""

    roots: list[Program] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    _globals: dict[str, dict[str, Any]] = field(default_factory=dict)
    _running: set[str] = field(default_factory=set)
    _runs: int = 0

    def read(self, place: Place, body: Iterable[ast.stmt], held: dict[str, Any] | None = None) -> Program:
        """What all parsers that running `body` makes accept, taken together."""
        body = list(body)
        self._run_all(body, _Frame(place.inside(body), held=held or {}))
        whole = Program()
        for root in self.roots:
            whole.take(root)
            whole.location = whole.location or root.location
        return whole

    # -- statements ----------------------------------------------------------------------------------------------

    def _run_all(self, body: Iterable[ast.stmt], frame: _Frame) -> None:
        for statement in body:
            self._run(statement, frame)

    def _run(self, statement: ast.stmt, frame: _Frame) -> None:
        if isinstance(statement, FunctionNode):
            frame.held[statement.name] = _Closure(statement, frame)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            self._assign(statement, frame)
        elif isinstance(statement, ast.Return):
            value = self._evaluate(statement.value, frame)
            frame.returned = value if value is not None else frame.returned
        elif isinstance(statement, ast.For):
            self._run_loop(statement, frame)
        elif not isinstance(statement, ast.ClassDef):
            self._run_compound(statement, frame)

    def _assign(self, statement: ast.Assign | ast.AnnAssign, frame: _Frame) -> None:
        value = self._evaluate(statement.value, frame)
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            self._bind(target, value, frame)

    def _bind(self, target: ast.expr, value: Any, frame: _Frame) -> None:
        if isinstance(target, ast.Name):
            frame.held[target.id] = value
        elif isinstance(target, ast.Attribute):
            owner = self._evaluate(target.value, frame)
            if isinstance(owner, _Instance):
                owner.attributes[target.attr] = value
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, list):
            for each, part in zip(target.elts, value, strict=False):
                self._bind(each, part, frame)

    def _run_loop(self, statement: ast.For, frame: _Frame) -> None:
        over = self._evaluate(statement.iter, frame)
        for value in over if isinstance(over, list) else [None]:
            self._bind(statement.target, value, frame)
            self._run_all(statement.body, frame)

    def _run_compound(self, statement: ast.stmt, frame: _Frame) -> None:
        """Every branch counts: which of them a run takes is not known."""
        for name, part in ast.iter_fields(statement):
            if isinstance(part, ast.expr):
                self._evaluate(part, frame)
            elif name == "items":
                self._enter(part, frame)
            elif isinstance(part, list):
                self._run_all((each for each in part if isinstance(each, ast.stmt)), frame)
                for each in part:
                    if isinstance(each, ast.ExceptHandler | ast.match_case):
                        self._run_all(each.body, frame)

    def _enter(self, items: Iterable[ast.withitem], frame: _Frame) -> None:
        for item in items:
            value = self._evaluate(item.context_expr, frame)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, value, frame)

    # -- expressions ---------------------------------------------------------------------------------------------

    def _evaluate(self, node: ast.expr | None, frame: _Frame) -> Any:
        """A parser, what leads to one, a list of them, or None for all that has nothing to do with parsers."""
        if isinstance(node, ast.Name):
            return frame.held[node.id] if node.id in frame.held else self._global(node, frame.place)
        if isinstance(node, ast.Attribute):
            owner = self._evaluate(node.value, frame)
            return owner.attributes.get(node.attr) if isinstance(owner, _Instance) else self._global(node, frame.place)
        if isinstance(node, ast.Call):
            return self._call(node, frame)
        if isinstance(node, ast.Tuple | ast.List):
            return [self._evaluate(each, frame) for each in node.elts]
        if isinstance(node, ast.NamedExpr):
            self._bind(node.target, value := self._evaluate(node.value, frame), frame)
            return value
        for each in nodes_below(node) if node is not None and not isinstance(node, ast.Lambda) else ():
            if isinstance(each, ast.expr):
                self._evaluate(each, frame)
        return None

    def _global(self, node: ast.Name | ast.Attribute, place: Place) -> Any:
        """What a module-level name holds once the body of its module has run, in modules that make parsers there.

        The name may be imported, by the module or by the function that uses it.
        """
        definition = place.find(place.resolve(node))
        if definition is None or definition.binding.kind != "value" or not _makes_parsers(definition.place):
            return None
        module = definition.place.module
        if module.name not in self._globals:
            held: dict[str, Any] = {}
            self._globals[module.name] = held
            statements = [each for each in module.body if not isinstance(each, FunctionNode)]
            self._run_all(statements, _Frame(definition.place, held=held))
        return self._globals[module.name].get(definition.binding.name)

    def _call(self, call: ast.Call, frame: _Frame) -> Any:
        given = [self._evaluate(each, frame) for each in call.args]
        named = {each.arg or "": self._evaluate(each.value, frame) for each in call.keywords}
        if isinstance(call.func, ast.Attribute):
            owner = self._evaluate(call.func.value, frame)
            if owner is not None:
                return self._call_method(owner, call.func.attr, call, frame, given, named)
        elif isinstance(closure := self._evaluate(call.func, frame), _Closure):
            return self._enter_function(closure.node, closure.frame, given, named, f"{id(closure.node)}")
        return self._call_definition(frame.place.resolve(call.func), call, frame, given, named)

    def _call_method(
        self, owner: Any, verb: str, call: ast.Call, frame: _Frame, given: list[Any], named: dict[str, Any]
    ) -> Any:
        if isinstance(owner, Program):
            if verb in _ADDING:
                owner.add(declared_option(call, frame.place))
            return owner if verb in _GROUPING else _Subparsers(owner) if verb == "add_subparsers" else None
        if isinstance(owner, _Subparsers):
            return self._add_parser(owner.program, call, frame, named) if verb == "add_parser" else None
        return self._run_method(owner, verb, frame, given, named) if isinstance(owner, _Instance) else None

    def _add_parser(self, above: Program, call: ast.Call, frame: _Frame, named: dict[str, Any]) -> Program:
        child = self._made(call, frame, named)
        keywords = keywords_of(call)
        child.hidden = last_name(keywords.get("help", call.func)) == "SUPPRESS"
        name = frame.place.text(call.args[0] if call.args else keywords.get("name"))
        for word in (name, *(frame.place.words(keywords.get("aliases")) or ())):
            if word is not None:
                child = above.children.setdefault(word, child)
        return child

    def _made(self, call: ast.Call, frame: _Frame, named: dict[str, Any]) -> Program:
        program = Program(location=frame.place.location(call))
        for parent in named.get("parents") or ():
            if isinstance(parent, Program):
                program.take(parent)
                self.roots = [each for each in self.roots if each is not parent]
        return program

    def _call_definition(
        self, path: str, call: ast.Call, frame: _Frame, given: list[Any], named: dict[str, Any]
    ) -> Any:
        if frame.place.descends(path, PARSERS):
            program = self._made(call, frame, named)
            self.roots.append(program)
            self._construct(path, program, frame, given, named)
            return program
        definition = frame.place.find(path)
        if definition is None or not self._is_worth_a_visit(definition.place, frame, [*given, *named.values()]):
            return None
        if definition.function is not None:
            self.visited.add(path)
            below = _Frame(definition.place, self._steps(definition.place, frame))
            return self._enter_function(definition.function, below, given, named, path)
        if definition.binding.kind == "class":
            instance = _Instance(path)
            self._construct(path, instance, frame, given, named)
            return instance
        return None

    def _construct(self, path: str, value: Any, frame: _Frame, given: list[Any], named: dict[str, Any]) -> None:
        self._run_method(_Instance(path), "__init__", frame, given, named, owner=value)

    def _run_method(
        self,
        instance: _Instance,
        name: str,
        frame: _Frame,
        given: list[Any],
        named: dict[str, Any],
        owner: Any = None,
    ) -> Any:
        path: str | None = instance.path
        for _ in range(_STEPS_OUTSIDE * 4):
            definition = frame.place.find(path or "")
            node = definition.binding.node if definition else None
            if definition is None or not isinstance(node, ast.ClassDef):
                return None
            for method in methods_of(node):
                if method.name == name:
                    below = _Frame(definition.place, self._steps(definition.place, frame))
                    held = [owner or instance, *given]
                    return self._enter_function(method, below, held, named, f"{path}.{name}")
            path = next((definition.place.resolve(base) for base in node.bases), None)
        return None

    def _is_worth_a_visit(self, place: Place, frame: _Frame, values: Iterable[Any]) -> bool:
        """A function that gets a parser, may make one, or is one of the few steps that lead from a script there."""
        if any(isinstance(each, Program | _Subparsers | _Instance) for each in values):
            return True
        return _makes_parsers(place) or frame.steps < _STEPS_OUTSIDE

    def _steps(self, place: Place, frame: _Frame) -> int:
        return frame.steps if _makes_parsers(place) else frame.steps + 1

    def _enter_function(
        self, node: FunctionNode, around: _Frame, given: list[Any], named: dict[str, Any], key: str
    ) -> Any:
        if key in self._running or self._runs > _FUNCTIONS:
            return None
        self._runs += 1
        self._running.add(key)
        names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
        held = {**around.held, **dict(zip(names, given, strict=False)), **named}
        frame = _Frame(around.place.inside(node.body), around.steps, held)
        self._run_all(node.body, frame)
        self._running.discard(key)
        return frame.returned


def _makes_parsers(place: Place) -> bool:
    return any(path.partition(".")[0] in ("argparse", "configargparse") for path in place.module.scope.loads)


def declared_option(call: ast.Call, place: Place) -> Option | None:
    """What `add_argument` declares; None where its names are not written out."""
    texts = [place.text(each) for each in call.args]
    names = tuple(text for text in texts if text)
    given = keywords_of(call)
    dest = place.text(given.get("dest"))
    if not names and dest is None:
        return None
    names = names or (str(dest),)
    action = given.get("action")
    optional = names[0].startswith("-")
    flag = last_name(action) == "BooleanOptionalAction" if action is not None else False
    if flag:
        names += tuple(f"--no-{name[2:]}" for name in names if name.startswith("--"))
    option = Option(
        names=names,
        required=is_true(given.get("required")) if optional else not _may_be_absent(given.get("nargs"), place),
        takes_value=not flag and place.text(action) not in _FLAGS,
        choices=place.words(given.get("choices")),
        hidden=last_name(given.get("help", ast.Constant(value=None))) == "SUPPRESS",
    )
    return option if any(each.arg is None for each in call.keywords) else _with_values(option, given, place)


def _with_values(option: Option, given: dict[str, ast.expr], place: Place) -> Option:
    """What the words behind the option are, where its action is one of argparse's own."""
    action = given.get("action")
    if not option.takes_value:
        return replace(option, count="0")
    if action is not None and place.text(action) not in ("store", "append", "extend"):
        return option
    kind = kind_of(given["type"], place) if "type" in given else "str"
    unread = "choices" in given and option.choices is None
    default = default_of(given.get("default"), place)
    return replace(option, count=count_of(given.get("nargs"), place), kind=None if unread else kind, default=default)


def _may_be_absent(nargs: ast.expr | None, place: Place) -> bool:
    """`?`, `*`, `argparse.REMAINDER`; a number, `+` and none at all demand an argument."""
    return nargs is not None and (
        place.constant(nargs) in ("?", "*", "...", 0) or last_name(nargs) in ("REMAINDER", "OPTIONAL", "ZERO_OR_MORE")
    )
