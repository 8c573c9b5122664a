"""The members of a class: methods, properties, attributes of class and instance, nested classes, second names."""

import ast
from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct

from stability_checker.model.api import Alias, Attribute, Family, Function, Location, Object, Property
from stability_checker.snapshot.collect.bodies import BodyFacts, docstring_of
from stability_checker.snapshot.collect.classes import ClassBuilder
from stability_checker.snapshot.collect.constants import NotConstant, fold, text_of
from stability_checker.snapshot.collect.enumerations import called_members
from stability_checker.snapshot.collect.exposure import Exposure
from stability_checker.snapshot.collect.forwarding import through_private
from stability_checker.snapshot.collect.functions import Context, build_function
from stability_checker.snapshot.collect.hierarchy import ClassSource
from stability_checker.snapshot.collect.instances import Instances
from stability_checker.snapshot.collect.scopes import Binding, FunctionNode, last_name
from stability_checker.snapshot.collect.values import build_attribute, declared
from stability_checker.snapshot.collect.withdrawal import (
    is_withdrawn_function,
    is_withdrawn_property,
    makes_refusal,
)
from stability_checker.snapshot.visibility import decide_member

Common = dict[str, Any]


class MemberBuilder(Struct):
    """Adds the members of classes to `objects`."""

    classes: ClassBuilder
    exposure: Exposure
    context: Callable[[ClassSource], Context]
    objects: dict[str, Object]

    def heirs(self) -> dict[str, str]:
        """For each private base of this package the shortest public class that inherits from it."""
        found: dict[str, str] = {}
        for path in self.exposure.names:
            if self.classes.hierarchy.source(path) is None:
                continue
            symbol = self.exposure.shown(path)
            for ancestor in self.classes.hierarchy.ancestors(path):
                if ancestor not in self.exposure.names:
                    found[ancestor] = min(found.get(ancestor, symbol), symbol, key=lambda each: (each.count("."), each))
        return found

    def add_members(self, source: ClassSource, owner: Common) -> None:
        """Describe the public members of a class; `owner` are the shared fields of the class."""
        context = self.context(source)
        attributes: dict[str, tuple[ast.Assign | ast.AnnAssign, Binding]] = {}
        values = _enum_values(source, context) if self._is_enum(source) else None
        for binding in list(source.scope.bindings.values()):
            facts = self._add_member(source, binding, owner, context, values)
            for name, node in facts.attributes if facts else ():
                attributes.setdefault(name, (node, binding))
        if values is None:
            self._add_instance_attributes(source, attributes, owner, context)
        self._add_called_fields(source, owner)

    def add_private_class(self, source: ClassSource, heir: str | None, instances: Instances) -> None:
        """A private class on which public objects rest; with the members that a public heir or instance passes on."""
        path, instance = source.path, instances.holders.get(source.path)
        common: Common = {"path": path, "symbol": path, "public": False, "reason": "referenced"}
        symbol = path if heir is not None else instances.classes.get(path, path)
        location = Location(source.module.file.name, source.binding.line)
        built = self.classes.build(source, {**common, "symbol": symbol, "location": location})
        self.objects[path] = built
        if heir is None and "type" in built.ancestors:
            heir = path  # the `__call__` of a metaclass is what calling its classes runs
        if heir is not None:
            self.add_members(source, {**common, "symbol": heir, "public": True, "members": "inherited"})
        elif instance is not None:
            self.add_members(source, {**common, "symbol": instance, "public": True, "members": "instance"})

    def _add_called_fields(self, source: ClassSource, owner: Common) -> None:
        """The fields of `namedtuple("X", "a b")` are attributes of its instances, though no statement binds them."""
        model = self.classes.model(source)
        for field in model.fields if model.family in (Family.NAMEDTUPLE, Family.TYPEDDICT) else ():
            self._add_unbound(source, field.name, owner, annotation=field.annotation, scope="instance", role="field")
        if model.family is Family.ENUM and source.call is not None:
            for name, value in called_members(source.call, self.context(source).lookup):
                self._add_unbound(source, name, owner, default=value, value=value, scope="class", role="member")

    def _add_unbound(self, source: ClassSource, name: str, owner: Common, **facts: Any) -> None:
        common = self._common(source, name, source.binding.line, None, owner)
        if common is not None and common["path"] not in self.objects:
            self.objects[common["path"]] = Attribute(**common, **facts)

    def _is_enum(self, source: ClassSource) -> bool:
        return self.classes.model(source).family is Family.ENUM

    def _common(
        self, source: ClassSource, name: str, line: int, binding: Binding | None, owner: Common
    ) -> Common | None:
        row = decide_member(name)
        if not row.public or (owner.get("members") == "instance" and hasattr(object, name)):
            return None  # an instance is there already, and what every object answers is no news about it
        return {
            "path": f"{source.path}.{name}",
            "symbol": f"{owner['symbol']}.{name}",
            "public": owner["public"],
            "reason": owner.get("members", row.reason),
            "conditions": binding.tests if binding else (),
            "location": Location(source.module.file.name, line),
        }

    def _add_member(
        self,
        source: ClassSource,
        binding: Binding,
        owner: Common,
        context: Context,
        values: dict[str, str | None] | None,
    ) -> BodyFacts | None:
        common = self._common(source, binding.name, binding.line, binding, owner)
        if binding.kind == "function":
            shared = common or {"path": f"{source.path}.{binding.name}"}
            stub = source.stub.bindings.get(binding.name) if source.stub else None
            # What a constructor takes is often described where its class is.
            about = docstring_of(source.node) if source.node and binding.name in ("__init__", "__new__") else None
            found, facts = build_function(binding, context, shared, in_class=True, stub=stub, about=about)
            if isinstance(found, Function) and found.forwards:
                found = through_private(found, partial(self.classes.line_of, own=source))
            withdrawn = is_withdrawn_property if isinstance(found, Property) else is_withdrawn_function
            if common is not None and not withdrawn(binding):
                self.objects[found.path] = found
            return facts
        if common is not None:
            self._add_other(source, binding, common, context, values)
        return None

    def _add_other(
        self,
        source: ClassSource,
        binding: Binding,
        common: Common,
        context: Context,
        values: dict[str, str | None] | None,
    ) -> None:
        path = common["path"]
        nested = self.classes.hierarchy.source(path)
        if nested is not None:
            self.objects[path] = self.classes.build(nested, common)
            self.add_members(nested, common)
        elif binding.kind == "import":
            self.objects[path] = Alias(**common, target=binding.target, typing_only=binding.typing_only)
        elif values is not None and binding.name in values:
            value = values[binding.name]
            self.objects[path] = build_attribute(binding, context, common, "class", "member", value)
        else:
            self.objects[path] = self._value(source, binding, common, context)

    def _value(self, source: ClassSource, binding: Binding, common: Common, context: Context) -> Object:
        value = binding.value
        if isinstance(value, ast.Name) and value.id != binding.name:
            target = self._second_name(source, value.id)
            if target:
                return Alias(**common, target=target)
        if isinstance(value, ast.Call) and last_name(value) == "property" and not isinstance(value.func, ast.Attribute):
            return self._called_property(source, value, common)
        is_field = any(field.name == binding.name for field in self.classes.model(source).fields)
        kept = value is not None and not (is_field and _makes_default(value))
        scope = "class" if kept or "ClassVar" in declared(binding.annotation).qualifiers else "instance"
        return build_attribute(binding, context, common, scope, "field" if is_field else "")

    def _called_property(self, source: ClassSource, call: ast.Call, common: Common) -> Property:
        """`name = property(get, set, delete)`; a function made for nothing but to raise does not count."""
        given = ("fget", "fset", "fdel")
        found: dict[str | None, ast.expr] = dict(zip(given, call.args, strict=False))
        found.update({each.arg: each.value for each in call.keywords})
        present = {name for name, each in found.items() if not (_is_none(each) or self._is_refusal(source, each))}
        return Property(**common, settable="fset" in present, deletable="fdel" in present)

    def _is_refusal(self, source: ClassSource, value: ast.expr) -> bool:
        """Whether `value` calls a function of the package that makes functions that can only raise."""
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name):
            return False
        hierarchy = self.classes.hierarchy
        found = hierarchy.library.find(hierarchy.resolve(source.module, value.func.id, source.outer))
        return found is not None and makes_refusal(found[1].node)

    def _second_name(self, source: ClassSource, name: str) -> str:
        """`__radd__ = __add__` names a method twice."""
        bound = source.scope.bindings.get(name)
        if bound is not None:
            return f"{source.path}.{name}" if bound.kind in ("function", "class") else ""
        path = self.classes.hierarchy.resolve(source.module, name, source.outer)
        found = self.classes.hierarchy.library.find(path)
        return path if found is not None and found[1].kind in ("function", "class") else ""

    def _add_instance_attributes(
        self,
        source: ClassSource,
        attributes: dict[str, tuple[ast.Assign | ast.AnnAssign, Binding]],
        owner: Common,
        context: Context,
    ) -> None:
        for name, (node, method) in attributes.items():
            common = self._common(source, name, node.lineno, None, owner)
            if common is None or name in source.scope.bindings or _binds_class(method):
                continue
            annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
            binding = Binding(name, "value", node, annotation=annotation)
            if isinstance(node, ast.Assign) and not any(isinstance(each, ast.Attribute) for each in node.targets):
                binding.node = ast.Pass(lineno=node.lineno)
            self.objects[common["path"]] = build_attribute(binding, context, common, "instance")


def _makes_default(value: ast.expr) -> bool:
    """`field(default_factory=...)`: the class itself keeps nothing under the name."""
    return isinstance(value, ast.Call) and not any(each.arg == "default" for each in value.keywords)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _binds_class(method: Binding) -> bool:
    """A class method's first parameter is the class: what it assigns there is no attribute of instances."""
    node = method.node
    decorators = node.decorator_list if isinstance(node, FunctionNode) else []
    return any(last_name(each) in ("classmethod", "staticmethod") for each in decorators)


def _enum_values(source: ClassSource, context: Context) -> dict[str, str | None]:
    """The value of each member as `repr`, those of `auto()` counted as the class's kind of enum does."""
    values: dict[str, str | None] = {}
    last: Any = 0
    for binding in source.scope.bindings.values():
        if binding.kind != "value" or binding.annotation is not None or binding.name.startswith("_"):
            continue
        if binding.value is None:
            continue
        last = _enum_value(binding, source, last, context)
        values[binding.name] = None if last is None else text_of(last)
    return values


def _enum_value(binding: Binding, source: ClassSource, last: Any, context: Context) -> Any:
    value = binding.value
    if isinstance(value, ast.Call) and last_name(value) == "auto":
        bases = " ".join(ast.unparse(each) for each in source.node.bases) if source.node else ""
        if "_generate_next_value_" in source.scope.bindings:
            return None
        if "Str" in bases or "str" in bases:
            return binding.name.lower()
        if "Flag" in bases:
            return 1 if not isinstance(last, int) or last <= 0 else 1 << last.bit_length()
        return last + 1 if isinstance(last, int) else None
    try:
        return fold(value, context.lookup) if value is not None else None
    except NotConstant:
        return None
