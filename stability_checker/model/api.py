"""What a package offers: modules, classes, functions, attributes, and the names that lead to them.

Objects stand under the dotted path at which the source binds them (`path`). An import that binds a name again is an
`Alias`. `public` and `reason` say whether users may rely on that very path, and by which row of the visibility table.
Everything here is a frozen value: two equal sources give two equal packages.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class ParameterKind(enum.IntEnum):
    """The five kinds of parameter, in the order in which a signature lists them (PEP 362)."""

    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That an object or a parameter is on its way out.

    `how` is "decorator" (PEP 702 or one of its kind), "warning" (the body warns), "getattr" (a module `__getattr__`
    serves the name with a warning) or "docstring". `since` is the version the text names, if it names one.
    """

    how: str
    message: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """Where an object is defined: `file` relative to the root that holds the package, `/` between parts; `line` from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Parameter:
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


@dataclass(frozen=True, slots=True)
class Signature:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """What all objects of an API share.

    `path` is the dotted path of the definition, `symbol` the public path by which users reach it (the shortest one;
    equal to `path` where nothing re-exports it), `names` every public path of it, sorted. `conditions` are the tests
    (`if sys.platform == ...`) under which it is defined.
    """

    path: str
    symbol: str = ""
    names: tuple[str, ...] = ()
    public: bool = True
    reason: str = ""
    deprecated: Deprecation | None = None
    conditions: tuple[str, ...] = ()
    location: Location | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def parent(self) -> str:
        return self.path.rpartition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Object):
    """A name bound by an import; `target` is the path it leads to, in this package or outside of it.

    `typing_only` marks an import that stands under `if TYPE_CHECKING`.
    """

    target: str
    typing_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Module(Object):
    """A module or package; `exports` is its `__all__` where it has one, `served` the names its `__getattr__` answers.

    A served name that is deprecated (the `__getattr__` warns) also stands as an object of its own with `deprecated`.
    `loads` are the submodules that `import` of this package leaves bound as its attributes, whichever of its modules
    imports them at run time. `opaque` says that names may be bound unseen (a wildcard from outside, `globals()`).
    """

    is_package: bool = False
    exports: tuple[str, ...] | None = None
    served: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    opaque: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Object):
    """A function or method.

    `decorators` are resolved dotted names. `absorbs` are keyword names that the body takes out of its `**kwargs`,
    `rejects_unknown` says that it raises for what is left. `forwards` are the callables to which `*args` or `**kwargs`
    are handed on. `raises` are the exceptions that body or docstring name. `fingerprint` is a digest of the body with
    names and docstring left out, by which a renamed function is found again. `runtime` is the signature in the source
    where a stub beside it says otherwise (`signature` is then the stub's).
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
    forwards: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    fingerprint: str | None = None
    runtime: Signature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Property(Object):
    """A property or cached property of a class; `annotation` is what reading it gives."""

    annotation: str | None = None
    settable: bool = False
    deletable: bool = False
    cached: bool = False
    abstract: bool = False
    final: bool = False
    classmethod: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute(Object):
    """A variable of a module, class or instance.

    `default` is the source text of its value, `value` the constant it evaluates to as `repr`. `scope` is "module",
    "class" or "instance". `role` says what a special assignment declares: "type alias", "typevar", "newtype",
    "member" (of an Enum), "field" (of a data model), else "". `callable_` marks a value that is known to be callable.
    """

    annotation: str | None = None
    default: str | None = None
    value: str | None = None
    scope: str = "module"
    role: str = ""
    final: bool = False
    classvar: bool = False
    callable_: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Class(Object):
    """A class.

    `bases` are resolved dotted paths as written, subscripts included (`typing.Generic[T]`); `ancestors` the
    linearised paths without subscripts, the class itself and `object` left out, known outside classes followed into
    the standard library. `fields` are the constructor's fields of a data model, in order, inherited ones included.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a distribution declares about itself, in normalised form (PEP 503 names, PEP 508 requirements, sorted)."""

    name: str | None = None
    version: str | None = None
    requires_python: str | None = None
    dependencies: tuple[str, ...] = ()
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entry_points: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    licence: str | None = None
    typed: bool = False
    import_names: tuple[str, ...] = ()
    data_files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One option or argument of a command line; `names` as typed (`--fast`, `-f`), an argument's bare name alone.

    `choices` are the words it accepts where they are listed; `takes_value` is False for a flag.
    """

    names: tuple[str, ...]
    required: bool = False
    takes_value: bool = True
    choices: tuple[str, ...] | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a click, typer or argparse program; `name` is what one types ("flask run")."""

    name: str
    options: tuple[Option, ...] = ()
    hidden: bool = False
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Package:
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
