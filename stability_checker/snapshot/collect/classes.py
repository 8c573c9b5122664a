"""From the syntax of a class to the model's Class, and the facts that follow from all of its ancestors together."""

import ast
from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from stability_checker.model.api import Class, Family, Parameter
from stability_checker.snapshot.collect.bodies import docstring_of
from stability_checker.snapshot.collect.constants import NotConstant, fold
from stability_checker.snapshot.collect.deprecations import by_decorator, by_warning, warning_among
from stability_checker.snapshot.collect.docstrings import documented_deprecation
from stability_checker.snapshot.collect.expressions import base_text
from stability_checker.snapshot.collect.functions import Context, decorator_names
from stability_checker.snapshot.collect.hierarchy import ClassSource, Hierarchy
from stability_checker.snapshot.collect.models import ClassModel, read_model
from stability_checker.snapshot.collect.scopes import FunctionNode, last_name
from stability_checker.snapshot.collect.standard_library import (
    has_instance_dict,
    standard_abstract_methods,
    standard_members,
    standard_metaclass,
)
from stability_checker.snapshot.collect.type_parameters import read_type_parameters
from stability_checker.snapshot.collect.wording import Wording

_ABSTRACT = frozenset({"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod"})
_UNHINDERED = frozenset({"type", "enum.EnumMeta", "enum.EnumType"})
_BUILT_IN_SLOTS = frozenset({"typing.Generic", "typing.Protocol", "abc.ABC", "object"})


class ClassBuilder(Struct):
    """Builds classes; what it learns of a class is kept for those that inherit from it."""

    hierarchy: Hierarchy
    contexts: Any
    shown: Any
    _models: dict[str, ClassModel] = field(default_factory=dict)

    def build(self, source: ClassSource, common: dict[str, Any]) -> Class:
        """The class without its members."""
        context: Context = self.contexts(source)
        ancestors = self.shown_ancestors(source.path)
        node = source.node
        model = self.model(source)
        decorators = decorator_names(node.decorator_list, context.shown) if node else ()
        return Class(
            **{**common, "deprecated": common.get("deprecated") or _deprecation(source, context.wording)},
            bases=tuple(self._base_texts(source, context)),
            ancestors=ancestors,
            family=self._family(source, model),
            fields=self._all_fields(source),
            options=model.options,
            decorators=tuple(each for each in decorators if each != "typing.final"),
            metaclass=self._metaclass(source),
            type_parameters=read_type_parameters(source, self.hierarchy, context),
            abstract_methods=self._abstract_methods(source),
            match_args=self._match_args(source, model),
            slots=self._slots(source),
            final="typing.final" in decorators,
            guards_subclassing=_guards_subclassing(source),
        )

    def shown_ancestors(self, path: str) -> tuple[str, ...]:
        return tuple(self.shown(each) for each in self.hierarchy.ancestors(path))

    def model(self, source: ClassSource) -> ClassModel:
        if source.path not in self._models:
            context: Context = self.contexts(source)
            decorators = decorator_names(source.node.decorator_list, context.shown) if source.node else ()
            ancestors = self.shown_ancestors(source.path)
            self._models[source.path] = read_model(source, decorators, ancestors, context)
        return self._models[source.path]

    def line(self, source: ClassSource) -> Iterable[ClassSource]:
        """The class and its ancestors in this package, in lookup order."""
        yield source
        for path in self.hierarchy.ancestors(source.path):
            found = self.hierarchy.source(path)
            if found is not None:
                yield found

    def line_of(self, owner: str, own: ClassSource | None = None) -> Iterable[ClassSource]:
        """The line of the class that `self`, `cls` or a path names inside a method of `own`; empty for other things."""
        path = self.hierarchy.library.canonical(owner)
        source = own if owner in ("self", "cls") else self.hierarchy.source(path)
        return () if source is None else self.line(source)

    def _family(self, source: ClassSource, model: ClassModel) -> Family:
        if model.family is not Family.PLAIN:
            return model.family
        inherited = (self.model(each).family for each in self.line(source))
        kept = (Family.DATACLASS, Family.ATTRS, Family.NAMEDTUPLE)
        return next((family for family in inherited if family in kept), Family.PLAIN)

    def _all_fields(self, source: ClassSource) -> tuple[Parameter, ...]:
        """The fields of the whole line, the farthest ancestor's first; keyword-only ones take no position."""
        fields: dict[str, Parameter] = {}
        for each in reversed(list(self.line(source))):
            fields.update({parameter.name: parameter for parameter in self.model(each).fields})
        return tuple(sorted(fields.values(), key=lambda each: each.kind))

    def _base_texts(self, source: ClassSource, context: Context) -> Iterable[str]:
        if source.node is None:
            return [self.shown(base) for base in self.hierarchy.bases(source.path)]
        return [base_text(base, context.shown) for base in self.hierarchy.base_expressions(source)]

    def _metaclass(self, source: ClassSource) -> str | None:
        for each in self.line(source):
            named = _named_metaclass(each.node) if each.node else None
            if named is not None:
                context: Context = self.contexts(each)
                return base_text(named, context.shown)
        found = (standard_metaclass(path) for path in self.hierarchy.ancestors(source.path))
        return next((each for each in found if each), None)

    def _abstract_methods(self, source: ClassSource) -> tuple[str, ...]:
        """The abstract members that nothing in the line implements; without ABCMeta they hinder nobody."""
        line = (source.path, *self.hierarchy.ancestors(source.path))
        metaclass = self._metaclass(source) or "type"
        if metaclass in _UNHINDERED and all(self._is_known(path) for path in line):
            return ()
        settled: set[str] = set()
        abstract: list[str] = []
        for path in line:
            if not self._is_known(path):
                break  # a class from elsewhere may implement whatever is still open
            own, missing = self._members_and_abstract(path)
            abstract.extend(name for name in missing if name not in settled)
            settled |= own
        return tuple(sorted(set(abstract)))

    def _is_known(self, path: str) -> bool:
        return self.hierarchy.source(path) is not None or bool(standard_members(path)) or path in _BUILT_IN_SLOTS

    def _members_and_abstract(self, path: str) -> tuple[set[str], set[str]]:
        source = self.hierarchy.source(path)
        if source is None:
            return set(standard_members(path)), set(standard_abstract_methods(path))
        own = {
            name for name, bound in source.scope.bindings.items() if bound.kind != "value" or bound.value is not None
        }
        return own, {name for name in own if is_abstract(source.scope.bindings[name].node)}

    def _match_args(self, source: ClassSource, model: ClassModel) -> tuple[str, ...] | None:
        for each in self.line(source):
            stated = _words_of(each, "__match_args__")
            if stated is not None:
                return tuple(stated)
            own = self.model(each)
            if own.family in (Family.DATACLASS, Family.ATTRS, Family.NAMEDTUPLE) and own.options.get(
                "match_args", True
            ):
                return tuple(field.name for field in self._all_fields(each) if field.kind.name != "KEYWORD_ONLY")
        return None

    def _slots(self, source: ClassSource) -> tuple[str, ...] | None:
        names: set[str] = set()
        for path in (source.path, *self.hierarchy.ancestors(source.path)):
            found = self.hierarchy.source(path)
            if found is None:
                if path not in _BUILT_IN_SLOTS and has_instance_dict(path):
                    return None
                continue
            own = self._own_slots(found)
            if own is None or "__dict__" in own:
                return None
            names.update(own)
        return tuple(sorted(names))

    def _own_slots(self, source: ClassSource) -> list[str] | None:
        stated = _words_of(source, "__slots__")
        if stated is not None:
            return stated
        model = self.model(source)
        if model.options.get("slots"):
            return [field.name for field in model.fields]
        return [] if source.call is not None and model.family is Family.NAMEDTUPLE else None


def _named_metaclass(node: ast.ClassDef) -> ast.expr | None:
    """What `metaclass=` names, or `add_metaclass` and `with_metaclass` of code that ran on Python 2 too."""
    for keyword in node.keywords:
        if keyword.arg == "metaclass":
            return keyword.value
    makers = [each for each in (*node.decorator_list, *node.bases) if isinstance(each, ast.Call) and each.args]
    named = (each.args[0] for each in makers if last_name(each) in ("add_metaclass", "with_metaclass"))
    return next(named, None)


def is_abstract(node: ast.AST) -> bool:
    decorators = node.decorator_list if isinstance(node, FunctionNode) else []
    return any(last_name(each) in _ABSTRACT for each in decorators)


def _words_of(source: ClassSource, name: str) -> list[str] | None:
    """The strings that `__slots__` or `__match_args__` lists; None where the class has none that can be read."""
    binding = source.scope.bindings.get(name)
    if binding is None or binding.value is None:
        return None
    try:
        found = fold(binding.value)
    except NotConstant:
        return None
    return [found] if isinstance(found, str) else [str(each) for each in found]


def _deprecation(source: ClassSource, wording: Wording) -> Any:
    """A class is deprecated by decorator, by a warning that constructing it always reaches, or by its docstring."""
    if source.node is None:
        return None
    found = by_decorator(source.node.decorator_list, wording)
    maker = source.scope.bindings.get("__init__") or source.scope.bindings.get("__new__")
    if found is None and maker is not None and isinstance(maker.node, FunctionNode):
        call = warning_among(maker.node.body)
        found = by_warning(call, wording.inside(maker.node.body)) if call is not None else None
    return found or documented_deprecation(docstring_of(source.node))


def _guards_subclassing(source: ClassSource) -> bool:
    hook = source.scope.bindings.get("__init_subclass__")
    if hook is None or not isinstance(hook.node, FunctionNode):
        return False
    body = hook.node.body[1:] if docstring_of(hook.node) is not None else hook.node.body
    return bool(body) and isinstance(body[0], ast.Raise)
