"""What a package offers: modules, classes, functions, attributes, and the names that lead to them.

Objects stand under the dotted path at which the source binds them (`path`). An import that binds a name again is an
`Alias`, and so is `old = new` where `new` is a class, a function or a module. Annotations, bases, ancestors and
decorators name objects by their `symbol`, so that an object that moves behind its public path changes nothing; an
alias's `target` is a `path`. Everything here is a frozen value: two equal sources give two equal packages.
"""

import enum
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field, structs


def _are_equal(one: Struct, other: object, but: str) -> bool:
    """Whether two values are equal in all but one field, which is no part of what they are."""
    if type(other) is not type(one) or not isinstance(other, Struct):
        return False
    alike = getattr(one, but) == getattr(other, but)
    return Struct.__eq__(one, other if alike else structs.replace(other, **{but: getattr(one, but)}))


class ParameterKind(enum.IntEnum):
    """The five kinds of parameter, in the order in which a signature lists them (PEP 362)."""

    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4


class Deprecation(Struct, frozen=True):
    """That an object or a parameter is on its way out.

    `how` is "decorator" (PEP 702 or one of its kind), "warning" (the body warns), "getattr" (a module `__getattr__`
    serves the name with a warning) or "docstring". `since` is the version the text names, if it names one.
    """

    how: str
    message: str | None = None
    since: str | None = None


class Location(Struct, frozen=True):
    """Where an object is defined.

    `file` is relative to the folder that holds the package, with `/` between its parts; `line` counts from 1.
    """

    file: str
    line: int


class Parameter(Struct, frozen=True):
    """One parameter of a callable; `default` is its source text, `value` the constant it evaluates to, as `repr`."""

    name: str
    kind: ParameterKind
    annotation: str | None = None
    default: str | None = None
    value: str | None = None
    deprecated: Deprecation | None = None

    @property
    def required(self) -> bool:
        return self.default is None and self.kind not in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


class Signature(Struct, frozen=True):
    """What a callable takes and gives; for a method, `parameters` holds the bound first one too."""

    parameters: tuple[Parameter, ...] = ()
    returns: str | None = None
    deprecated: Deprecation | None = None


class Binding(enum.StrEnum):
    """How a callable is reached through its class; a module's function is a FUNCTION."""

    FUNCTION = "function"
    METHOD = "method"
    CLASSMETHOD = "classmethod"
    STATICMETHOD = "staticmethod"


class Flavour(enum.StrEnum):
    """What a call gives back, as far as the syntax and the known decorators tell."""

    PLAIN = "plain"
    ASYNC = "async"
    GENERATOR = "generator"
    ASYNC_GENERATOR = "async generator"
    CONTEXT_MANAGER = "context manager"
    ASYNC_CONTEXT_MANAGER = "async context manager"


class Family(enum.StrEnum):
    """The class models whose members have semantics of their own."""

    PLAIN = "plain"
    DATACLASS = "dataclass"
    ATTRS = "attrs"
    PYDANTIC = "pydantic"
    NAMEDTUPLE = "namedtuple"
    TYPEDDICT = "typeddict"
    ENUM = "enum"
    PROTOCOL = "protocol"


class Object(Struct, frozen=True, kw_only=True):
    """What all objects of an API share.

    `path` is the dotted path of the definition. `public` says that at least one public path leads to the object,
    `names` are all of these, sorted, and `symbol` is the one to show: the shortest, or `path` for a private object.
    The names of a class member are those of its class with its own name behind, and are not stored. A member that a
    public class inherits from a private base has that class in its `symbol`; a private class of which a public name is
    bound to an instance has that name there, and so have its members. `reason` is the row of the visibility table that
    decided. `conditions` are the tests (`sys.platform == 'win32'`) under which it is defined;
    "TYPE_CHECKING" is among them where it exists for type checkers alone.
    """

    path: str
    symbol: str = ""
    names: tuple[str, ...] = ()
    public: bool = True
    reason: str = ""
    deprecated: Deprecation | None = None
    conditions: tuple[str, ...] = ()
    location: Location | None = None

    def __eq__(self, other: object) -> bool:
        return _are_equal(self, other, "location")

    def __hash__(self) -> int:
        return hash(self.path)

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def parent(self) -> str:
        return self.path.rpartition(".")[0]


class Alias(Object, frozen=True, kw_only=True, tag_field="is", tag="alias"):
    """A second name of an object; `target` is the path it leads to, in this package or outside of it.

    An alias that is not public is an import that a user can reach but should not rely on. `typing_only` marks one that
    stands under `if TYPE_CHECKING` and does not exist at run time.
    """

    target: str
    typing_only: bool = False


class Module(Object, frozen=True, kw_only=True, tag_field="is", tag="module"):
    """A module or package.

    `exports` is its `__all__` where it has one, `missing` those of them that do not exist, `served` the names that its
    `__getattr__` answers; each of these also stands as an object of its own, with `deprecated` set where it warns.
    `loads` are the submodules that `import` of this package leaves bound as its attributes, whichever of its modules
    imports them at run time. `opaque` says that names may be bound unseen (a wildcard from outside, `globals()`).
    """

    is_package: bool = False
    exports: tuple[str, ...] | None = None
    missing: tuple[str, ...] = ()
    served: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    opaque: bool = False


class Function(Object, frozen=True, kw_only=True, tag_field="is", tag="function"):
    """A function or method.

    `decorators` are resolved dotted names. `absorbs` are keyword names that the body takes out of its `**kwargs`,
    `rejects_unknown` says that it raises for what is left, `keeps_keywords` that it does something else with them.
    `forwards` are the callables to which `*args` or `**kwargs` are handed on (`super().__init__` and `self.name` as
    written, others resolved, "?" for what has no name, with "(kwargs)" behind where they go as a dictionary), and the
    method of `super()` that a method overrides and calls. `raises` are the exceptions that body or docstring name.
    `fingerprint` is a digest of the body's text without spaces, docstring and the function's own name, by which a
    renamed function is found again; None for bodies that say nothing. `runtime` is the signature in the source where a
    stub beside it says otherwise (`signature` is then the stub's).
    """

    signature: Signature = Signature()
    overloads: tuple[Signature, ...] = ()
    binding: Binding = Binding.FUNCTION
    flavour: Flavour = Flavour.PLAIN
    decorators: tuple[str, ...] = ()
    abstract: bool = False
    final: bool = False
    absorbs: tuple[str, ...] = ()
    rejects_unknown: bool = False
    keeps_keywords: bool = False
    forwards: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    fingerprint: str | None = None
    runtime: Signature | None = None


class Property(Object, frozen=True, kw_only=True, tag_field="is", tag="property"):
    """A property or cached property of a class; `annotation` is what reading it gives."""

    annotation: str | None = None
    settable: bool = False
    deletable: bool = False
    cached: bool = False
    abstract: bool = False
    final: bool = False
    classmethod: bool = False


class Attribute(Object, frozen=True, kw_only=True, tag_field="is", tag="attribute"):
    """A variable of a module, class or instance.

    `default` is the source text of its value, `value` the constant it evaluates to as `repr`. `scope` is "module",
    "class" or "instance". `role` says what a special assignment declares: "type alias", "typevar", "newtype",
    "member" (of an Enum), "field" (of a data model), "served" (by a module `__getattr__`, from where is unknown), else
    "". `callable_` marks a value that is known to be callable.
    """

    annotation: str | None = None
    default: str | None = None
    value: str | None = None
    scope: str = "module"
    role: str = ""
    final: bool = False
    classvar: bool = False
    callable_: bool = False


class Class(Object, frozen=True, kw_only=True, tag_field="is", tag="class"):
    """A class.

    `bases` are resolved dotted paths as written, subscripts included (`typing.Generic[T]`); `ancestors` the
    linearised paths without subscripts, the class itself and `object` left out, known outside classes followed into
    the standard library. `fields` are the constructor's fields of a data model, in order, inherited ones included; in
    a TypedDict a key that may be missing has the default "...".
    `options` are the data model's switches (`frozen`, `eq`, `order`, `kw_only`, `slots`, `init`, `total`, `runtime`).
    `abstract_methods` are those that no class of the line implements. `match_args` is the effective `__match_args__`
    where it is known, `slots` the effective `__slots__` (None: instances have a `__dict__`).
    `guards_subclassing`: `__init_subclass__` always raises.
    """

    bases: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()
    family: Family = Family.PLAIN
    fields: tuple[Parameter, ...] = ()
    options: Mapping[str, bool] = field(default_factory=dict)
    decorators: tuple[str, ...] = ()
    metaclass: str | None = None
    type_parameters: tuple[str, ...] = ()
    abstract_methods: tuple[str, ...] = ()
    match_args: tuple[str, ...] | None = None
    slots: tuple[str, ...] | None = None
    final: bool = False
    guards_subclassing: bool = False


class Metadata(Struct, frozen=True, kw_only=True):
    """What a distribution declares about itself, in normalised form (PEP 503 names, PEP 508 requirements, sorted).

    Among the groups of entry points, "script_files" are the files that are installed as commands, by name.
    `data_files` are the files beside the code, None where they are not known, as in a recorded snapshot.
    """

    name: str | None = None
    version: str | None = None
    requires_python: str | None = None
    dependencies: tuple[str, ...] = ()
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entry_points: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    licence: str | None = None
    typed: bool = False
    import_names: tuple[str, ...] = ()
    data_files: tuple[str, ...] | None = None

    def __eq__(self, other: object) -> bool:
        return _are_equal(self, other, "data_files")

    def __hash__(self) -> int:
        return hash(self.name)


class Option(Struct, frozen=True):
    """One option or argument of a command line; `names` as typed (`--fast`, `-f`), an argument's bare name alone.

    `choices` are the words it accepts where they are listed; `takes_value` is False for a flag. What is not known is
    None: `count`, how many words it takes (a number, `?`, `*` or `+`), `kind`, what they are read as ("int", "float" or
    "str"), and `default`, what stands in for them, as `repr`.
    """

    names: tuple[str, ...]
    required: bool = False
    takes_value: bool = True
    choices: tuple[str, ...] | None = None
    hidden: bool = False
    count: str | None = None
    kind: str | None = None
    default: str | None = None


class Command(Struct, frozen=True):
    """One command of a click, typer or argparse program; `name` is what one types ("flask run")."""

    name: str
    options: tuple[Option, ...] = ()
    hidden: bool = False
    location: Location | None = None

    def __eq__(self, other: object) -> bool:
        return _are_equal(self, other, "location")

    def __hash__(self) -> int:
        return hash(self.name)


class Package(Struct, frozen=True, dict=True):
    """A package's API: its metadata and its objects by path, sorted; private ones only where public ones rest on them.

    `problems` are the files that could not be read, each a sentence with file and line: the rest is still here.
    `notes` are remarks that change nothing (compiled parts that were passed over). `commands` are the command lines of
    the package's programs by name, `runnable` the packages and modules that `python -m` runs through a `__main__`.
    """

    name: str
    metadata: Metadata
    objects: Mapping[str, Object]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    commands: Mapping[str, Command] = field(default_factory=dict)
    runnable: tuple[str, ...] = ()

    @cached_property
    def _index(self) -> dict[str, Object]:
        return _by_every_name(self.objects)

    def find(self, path: str) -> Object | None:
        """The object that stands at `path` or has it among its names; aliases and inheritance are followed."""
        found = self._index.get(path)
        if found is None and path.count("."):
            found = self._member(path)
        return self._followed(found)

    def _member(self, path: str) -> Object | None:
        owner_path, _, name = path.rpartition(".")
        owner = self.find(owner_path)
        if owner is None or (owner.path == owner_path and not isinstance(owner, Class)):
            return None
        line = (owner.path, *owner.ancestors) if isinstance(owner, Class) else (owner.path,)
        for ancestor in line:
            above = self._index.get(ancestor)
            if above is not None and (found := self.objects.get(f"{above.path}.{name}")):
                return found
        return None

    def _followed(self, found: Object | None) -> Object | None:
        seen: set[str] = set()
        while isinstance(found, Alias) and found.path not in seen:
            seen.add(found.path)
            found = self._index.get(found.target, found)
        return found


def _by_every_name(objects: Mapping[str, Object]) -> dict[str, Object]:
    """Definitions by each of their names; a path always wins over another object's name."""
    index: dict[str, Object] = {}
    for each in objects.values():
        for name in each.names:
            index.setdefault(name, each)
    for each in objects.values():
        index.setdefault(each.symbol, each)
    index.update(objects)
    return index
