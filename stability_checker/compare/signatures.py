"""What a callable accepts, seen from its caller: without the bound argument, with forwarded keywords spelled out."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from stability_checker.compare.index import Index, is_dunder, tail
from stability_checker.compare.outside import outside_class
from stability_checker.model.api import Binding, Class, Family, Function, Parameter, ParameterKind, Signature

POSITIONAL = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
KEYWORD = (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)
# Name, bases and namespace.
_GIVEN_TO_METACLASSES = 3
# It makes a decorator of a function that takes the decorated function and that one's arguments.
_DECORATOR_MAKER = "decorator.decorator"
# The interpreter calls the other dunder methods, by position.
CALLED_BY_NAME = frozenset({"__init__", "__new__", "__call__", "__init_subclass__"})


class Callee(Struct, frozen=True):
    """The parameters that callers fill, and what becomes of keywords that no parameter names.

    `typed_keys` are the names that `**kwargs` collect although they are among the parameters (PEP 692). `is_operator`
    says that the interpreter makes the calls, always with the same arguments; `is_public` that users can reach the
    callable, so that what it loses is told where it is defined.
    """

    parameters: tuple[Parameter, ...]
    absorbs: frozenset[str] = frozenset()
    rejects_unknown: bool = False
    keeps_keywords: bool = False
    typed_keys: frozenset[str] = frozenset()
    forwards: tuple[str, ...] = ()
    passes_to: "Callee | None" = None
    is_operator: bool = False
    is_public: bool = False

    def only(self, *kinds: ParameterKind) -> list[Parameter]:
        return [each for each in self.parameters if each.kind in kinds]

    @property
    def positional(self) -> list[Parameter]:
        return self.only(*POSITIONAL)

    @property
    def named(self) -> dict[str, Parameter]:
        return {each.name: each for each in self.parameters if each.kind in (*POSITIONAL, *KEYWORD)}

    @property
    def varargs(self) -> Parameter | None:
        return next(iter(self.only(ParameterKind.VAR_POSITIONAL)), None)

    @property
    def kwargs(self) -> Parameter | None:
        return next(iter(self.only(ParameterKind.VAR_KEYWORD)), None)

    @property
    def is_wrapper(self) -> bool:
        """`(*args, **kwargs)` and nothing else: what it accepts is another callable's business."""
        return not self.named and self.varargs is not None and self.kwargs is not None

    def names_keyword(self, name: str) -> bool:
        """Whether a parameter, here or where `**kwargs` go, takes the keyword `name`, or the body picks it out."""
        known = self.named.get(name)
        if known is not None and known.kind in KEYWORD:
            return True
        if self.kwargs is None:
            return False
        return name in self.absorbs or (self.passes_to is not None and self.passes_to.names_keyword(name))

    @property
    def passes_on_unseen(self) -> bool:
        """Whether `**kwargs` go somewhere that cannot be looked into."""
        if self.kwargs is None or not self.forwards:
            return False
        return self.passes_to is None or self.passes_to.passes_on_unseen


class Callees:
    """The callees of one package; forwarded keywords are followed through its functions."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def of(self, function: Function, owner: Class | None = None, depth: int = 0) -> Callee:
        """The callee of `function`; `owner` is the class at which `super()` and `self` start."""
        signature = function.runtime or function.signature
        parameters = tuple(_unbound(function, signature))
        if function.runtime is not None:
            parameters = tuple(_typed(parameters, function.signature))
        if function.binding is not Binding.FUNCTION and is_dunder(function.name):
            parameters = tuple(_as_called(function, parameters))
        if function.name in ("__init__", "__new__") and self._makes_classes(function):
            parameters = tuple(_nameless(parameters, _GIVEN_TO_METACLASSES))
        if _DECORATOR_MAKER in function.decorators:
            parameters = parameters[:1]
        callee = Callee(
            parameters,
            frozenset(function.absorbs),
            function.rejects_unknown,
            function.keeps_keywords,
            forwards=function.forwards,
            is_operator=is_dunder(function.name) and function.name not in CALLED_BY_NAME,
            is_public=self._is_public(function),
        )
        if callee.kwargs is None:
            return callee
        keys = self._typed_keys(callee.kwargs)
        if keys is not None:
            names = frozenset(each.name for each in keys)
            return replace(callee, parameters=(*callee.parameters[:-1], *keys), typed_keys=names)
        target = self._target(function, owner) if depth < 6 else None
        if target is None:
            return callee
        holder = self.index.objects.get(target.parent)
        passed = self.of(target, holder if isinstance(holder, Class) else None, depth + 1)
        return replace(callee, passes_to=passed)

    def _makes_classes(self, function: Function) -> bool:
        """Whether a method is that of a metaclass: `class` statements call it, by position."""
        holder = self.index.objects.get(function.parent)
        above = map(outside_class, holder.ancestors) if isinstance(holder, Class) else ()
        return any(base is not None and issubclass(base, type) for base in above)

    def _is_public(self, function: Function) -> bool:
        holder = self.index.objects.get(function.parent)
        return self.index.is_public(holder if isinstance(holder, Class) else function)

    def _typed_keys(self, kwargs: Parameter) -> tuple[Parameter, ...] | None:
        """The keys of `**kwargs: Unpack[SomeTypedDict]` (PEP 692), as keyword-only parameters."""
        text = kwargs.annotation or ""
        head, bracket, inner = text.partition("[")
        if not bracket or not head.endswith("Unpack"):
            return None
        found = self.index.find(inner[:-1].strip("'\""))
        if not isinstance(found, Class) or found.family is not Family.TYPEDDICT:
            return None
        return tuple(replace(each, kind=ParameterKind.KEYWORD_ONLY) for each in found.fields)

    def _target(self, function: Function, owner: Class | None) -> Function | None:
        """The one callable of this package to which the keywords are handed on."""
        if len(set(function.forwards)) != 1:
            return None
        path = function.forwards[0]
        if path.startswith(("super().", "self.", "cls.")):
            return self._method(path, function, owner)
        found = self.index.find(path)
        if isinstance(found, Class):
            found = constructor(found, self.index)
        return found if isinstance(found, Function) and found is not function else None

    def _method(self, path: str, function: Function, owner: Class | None) -> Function | None:
        head, _, name = path.rpartition(".")
        holder = self.index.objects.get(function.parent)
        start = owner if owner is not None else holder
        if not isinstance(start, Class) or head.count("."):
            return None
        line = self.index.line(start)
        if head == "super()":
            line = line[[each.path for each in line].index(function.parent) + 1 :] if holder in line else line[1:]
        found = (self.index.children.get(each.path, {}).get(name) for each in line)
        method = next((each for each in found if each is not None), None)
        return method if isinstance(method, Function) and method is not function else None


def _unbound(function: Function, signature: Signature) -> Iterator[Parameter]:
    """The parameters that a caller fills: the bound first one of a method left out."""
    bound = function.binding in (Binding.METHOD, Binding.CLASSMETHOD) or function.name == "__new__"
    for number, each in enumerate(signature.parameters):
        if not (bound and number == 0 and each.kind in POSITIONAL):
            yield each


def _typed(parameters: Iterable[Parameter], stub: Signature) -> Iterator[Parameter]:
    """Parameters of the source with the annotations of the stub, which is where types are declared."""
    declared = {each.name: each.annotation for each in stub.parameters}
    for each in parameters:
        yield each if each.annotation else replace(each, annotation=declared.get(each.name))


def _nameless(parameters: tuple[Parameter, ...], count: int) -> Iterator[Parameter]:
    for place, each in enumerate(parameters):
        named = place >= count or each.kind is not ParameterKind.POSITIONAL_OR_KEYWORD
        yield each if named else replace(each, kind=ParameterKind.POSITIONAL_ONLY)


def _as_called(function: Function, parameters: tuple[Parameter, ...]) -> Iterator[Parameter]:
    for each in parameters:
        by_name = function.name in CALLED_BY_NAME or each.kind is not ParameterKind.POSITIONAL_OR_KEYWORD
        yield each if by_name else replace(each, kind=ParameterKind.POSITIONAL_ONLY)


def required_anew(old: Function, new: Function) -> list[str]:
    """The parameters that a caller must fill now and that the old signature did not name."""
    known = {each.name for each in old.signature.parameters}
    return [each.name for each in _unbound(new, new.signature) if each.required and each.name not in known]


# Bases that take nothing at construction, although they are no part of the package.
_SILENT_BASES = frozenset({"Generic", "Protocol", "ABC"})


def constructor(value: Class, index: Index) -> Function | None:
    """What calling a class runs: its metaclass's `__call__`, its `__init__` or its `__new__`; None if unknown."""
    special = _metaclass_call(value, index)
    if special is not None:
        return special
    members = index.members(value)
    for name in ("__init__", "__new__"):
        found = members.get(name)
        if found is not None:  # a variable that holds a callable, or only says so, shows no parameters
            return found if isinstance(found, Function) else None
    if value.family in (Family.DATACLASS, Family.ATTRS, Family.NAMEDTUPLE):
        return field_constructor(value)
    if value.family is not Family.PLAIN or not all(_takes_nothing(path, index) for path in value.ancestors):
        return None
    return bare_constructor(value)


def _takes_nothing(path: str, index: Index) -> bool:
    if isinstance(index.find(path), Class) or tail(path) in _SILENT_BASES:
        return True
    base = outside_class(path)
    own = {} if base is None else {name: getattr(base, name) for name in ("__init__", "__new__")}
    return bool(own) and all(found is getattr(object, name) for name, found in own.items())


def field_constructor(value: Class) -> Function:
    """The constructor that a data model makes of its fields."""
    bare = bare_constructor(value)
    return replace(bare, signature=Signature((*bare.signature.parameters, *value.fields)))


def bare_constructor(value: Class) -> Function:
    """`object`'s constructor, as `value` inherits it: it takes nothing."""
    receiver = Parameter("self", ParameterKind.POSITIONAL_ONLY)
    return Function(
        path=f"{value.path}.__init__",
        signature=Signature((receiver,)),
        binding=Binding.METHOD,
        location=value.location,
    )


def _metaclass_call(value: Class, index: Index) -> Function | None:
    metaclass = index.find(value.metaclass) if value.metaclass else None
    if not isinstance(metaclass, Class):
        return None
    found = index.members(metaclass).get("__call__")
    if not isinstance(found, Function):
        return None
    kinds = {each.kind for each in found.signature.parameters[1:]}
    generic = {ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD}
    return None if kinds <= generic else found
