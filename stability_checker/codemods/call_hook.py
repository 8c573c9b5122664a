"""Calls a method that the library called while it constructed an object, and hands the result over."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import has_unpacking, keyword
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.forwarding import inherited_calls
from stability_checker.codemods.frame.layout import before
from stability_checker.codemods.frame.parameters import positional
from stability_checker.codemods.frame.source import Function, Source, is_function, last_name
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class CallHook(Codemod):
    """Call a method from the constructor that the library's constructor called, and hand its result over.

    A subclass of `base` overrides one of `methods`, which made of `parameter` what `argument` takes today. Where the
    override asks the library for its own, that is written out: `makes`, of the objects `made_of`. What else the
    constructor takes (`others`) is handed on where the project uses it.

    ```toml step
    base = "starlette.templating.Jinja2Templates"
    methods = ["_create_env", "get_env"]
    parameter = "directory"
    argument = "env"
    others = ["context_processors"]
    makes = "{Environment}(loader={FileSystemLoader}({parameter}), autoescape=True)"
    makes_with = '{Environment}(**{{"loader": {FileSystemLoader}({parameter}), "autoescape": True, {options}}})'
    made_of = ["jinja2:Environment", "jinja2:FileSystemLoader"]
    unknown = ["url_for"]
    ```
    ```python before
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def _create_env(self, directory):
            env = super()._create_env(directory)
            env.add_extension("jinja2.ext.i18n")
            return env


    templates = Pages("pages")
    ```
    ```python after
    from jinja2 import Environment, FileSystemLoader
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, directory):
            super().__init__(env=self._create_env(directory))

        def _create_env(self, directory):
            env = Environment(loader=FileSystemLoader(directory), autoescape=True)
            env.add_extension("jinja2.ext.i18n")
            return env


    templates = Pages("pages")
    ```
    A constructor of its own calls the method itself:
    ```python before
    import jinja2
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, folder: str) -> None:
            super().__init__(directory=folder, context_processors=[], trim_blocks=True)
            self.folder = folder

        def _create_env(self, directory: str, **options: object) -> jinja2.Environment:
            return super()._create_env(directory, **options)


    class Mails(Jinja2Templates):
        def get_env(self, directory: str) -> jinja2.Environment:
            return jinja2.Environment(loader=jinja2.FileSystemLoader(directory))


    mails = Mails("mails", context_processors=[print])
    ```
    ```python after
    import jinja2
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, folder: str) -> None:
            super().__init__(env=self._create_env(folder, trim_blocks=True), context_processors=[])
            self.folder = folder

        def _create_env(self, directory: str, **options: object) -> jinja2.Environment:
            return jinja2.Environment(**{"loader": jinja2.FileSystemLoader(directory), "autoescape": True, **options})


    class Mails(Jinja2Templates):
        def __init__(self, directory: str, context_processors=None) -> None:
            super().__init__(env=self.get_env(directory), context_processors=context_processors)

        def get_env(self, directory: str) -> jinja2.Environment:
            return jinja2.Environment(loader=jinja2.FileSystemLoader(directory))


    mails = Mails("mails", context_processors=[print])
    ```
    What hides its arguments, or reads what the library had put there, is for a person:
    ```python notice 8
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)

        def _create_env(self, directory):
            return super()._create_env(directory)
    ```
    ```python notice 5
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def _create_env(self, directory):
            env = super()._create_env(directory)
            env.globals["link"] = env.globals["url_for"]
            return env
    ```
    ```python untouched
    from flask import Templates
    from starlette.templating import Jinja2Templates


    class Pages(Jinja2Templates):
        def __init__(self, directory):
            super().__init__(env=self._create_env(directory))

        def _create_env(self, directory): ...


    class Other(Templates):
        def _create_env(self, directory): ...
    ```
    """

    base: str
    methods: tuple[str, ...]
    parameter: str
    argument: str
    others: tuple[str, ...] = ()
    makes: str
    makes_with: str
    made_of: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return tuple(f"def {name}(" for name in self.methods)

    def find(self, module: Module) -> Iterator[Hit]:
        for node in module.source.nodes(ast.ClassDef):
            hook = next((one for one in node.body if is_function(one) and one.name in self.methods), None)
            if hook is None or _reads(node, hook.name) or not self._was_called(module, node):
                continue
            edit = self._calling(module, node, hook) if self._is_plain(hook) else None
            if edit is not None:
                yield self.hit(hook, partial(self._called, module, hook, edit))
            else:
                given = f"super().__init__({self.argument}=...)"
                yield manual(hook, f"nothing calls this method any more: build what it makes in __init__, for {given}")

    def _was_called(self, module: Module, node: ast.ClassDef) -> bool:
        """Whether the library's constructor ran, and no class of the project in between calls the method by now."""
        own = _constructor_of(node)
        if own is not None and not list(inherited_calls(own)):
            return False
        for above in list(module.world.ancestors(f"{module.key}:{module.qualified(node)}"))[1:]:
            if above == self.base:
                return True
            definition = module.definition(above)
            if definition and {getattr(one, "name", "") for one in ast.iter_child_nodes(definition[1])} & {
                *self.methods
            }:
                return False
        return False

    def _is_plain(self, hook: Function) -> bool:
        """Whether the method takes what is expected, and asks for nothing that is only there later."""
        taken = hook.args
        if len(positional(hook)) != 2 or taken.kwonlyargs or taken.vararg or taken.defaults or hook.decorator_list:
            return False
        read = {str(one.value) for one in ast.walk(hook) if isinstance(one, ast.Constant) and _is_key(hook, one)}
        held = {one.attr for one in ast.walk(hook) if isinstance(one, ast.Attribute) and last_name(one.value) == "self"}
        return not (read & {*self.unknown} or held & {self.argument, *self.others})

    def _calling(self, module: Module, node: ast.ClassDef, hook: Function) -> Edit | None:
        """The constructor that calls the method: the class's own, rewritten, or a new one."""
        if any(self._made(call, hook) is None for call in _asked(hook)):
            return None
        own = _constructor_of(node)
        if own is None:
            return before(module.source, hook, self._constructor(module, node, hook))
        calls = list(inherited_calls(own))
        return self._handing_over(module.source, calls[0], hook) if len(calls) == 1 else None

    def _handing_over(self, source: Source, call: ast.Call, hook: Function) -> Edit | None:
        given = call.args[0] if call.args else getattr(keyword(call, self.parameter), "value", None)
        options = [word for word in call.keywords if word.arg not in (self.parameter, *self.others)]
        if given is None or len(call.args) > 1 or has_unpacking(call) or (options and hook.args.kwarg is None):
            return None
        texts = ", ".join(source.segment(one) for one in (given, *options))
        kept = [source.segment(word) for word in call.keywords if word.arg in self.others]
        made = f"{self.argument}=self.{hook.name}({texts})"
        return source.replace(call, f"{source.segment(call.func)}({', '.join([made, *kept])})")

    def _constructor(self, module: Module, node: ast.ClassDef, hook: Function) -> list[str]:
        taken, bag = positional(hook)[1], hook.args.kwarg
        kept = [name for name in self.others if _is_given(module, node, name)]
        signature = ["self", module.source.segment(taken), *(f"{name}=None" for name in kept)]
        signature += [f"**{module.source.segment(bag)}"] if bag else []
        made = f"self.{hook.name}({', '.join([taken.arg, *([f'**{bag.arg}'] if bag else [])])})"
        handed = ", ".join([f"{self.argument}={made}", *(f"{name}={name}" for name in kept)])
        returns = " -> None" if hook.returns or taken.annotation else ""
        return [f"def __init__({', '.join(signature)}){returns}:", f"    super().__init__({handed})"]

    def _made(self, call: ast.Call, hook: Function) -> tuple[str, str] | None:
        """What the library made for a call of its method: the form of it, and the options; None for other calls."""
        bags = [word for word in call.keywords if word.arg is None]
        if len(call.args) != 1 or isinstance(call.args[0], ast.Starred) or len(bags) != len(call.keywords):
            return None
        return (self.makes_with if bags else self.makes), ", ".join(f"**{ast.unparse(bag.value)}" for bag in bags)

    def _called(self, module: Module, hook: Function, edit: Edit) -> Change:
        edits, imports = [edit], list[str]()
        for call in _asked(hook):
            form, options = self._made(call, hook) or ("", "")
            spelled = {path.rpartition(":")[2]: spell(module, path, call) for path in self.made_of}
            names = {name: text for name, (text, _) in spelled.items()}
            imports += [path for _, missing in spelled.values() for path in missing]
            text = form.format(parameter=module.source.segment(call.args[0]), options=options, **names)
            edits.append(module.source.replace(call, text))
        return Change(tuple(edits), tuple(imports))


def _constructor_of(node: ast.ClassDef) -> Function | None:
    return next((one for one in node.body if is_function(one) and one.name == "__init__"), None)


def _reads(node: ast.ClassDef, name: str) -> bool:
    """Whether the class reads the method from `self`: then it calls it already."""
    found = (one for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr == name)
    return any(last_name(one.value) == "self" for one in found)


def _asked(hook: Function) -> list[ast.Call]:
    """The calls in which a method asks the library for what it makes itself."""
    return list(inherited_calls(hook, hook.name))


def _is_key(hook: Function, node: ast.Constant) -> bool:
    """Whether a constant is what an item is read by: `globals["url_for"]`."""
    items = (one for one in ast.walk(hook) if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Load))
    return any(one.slice is node for one in items)


def _is_given(module: Module, node: ast.ClassDef, name: str) -> bool:
    """Whether the project constructs the class with an argument `name`."""
    reference = f"{module.key}:{module.qualified(node)}"
    for there in module.world.users(node.name, module):
        calls = (call for call in there.source.calls if there.refers_to(call.func) == reference)
        if any(keyword(call, name) or len(call.args) > 1 for call in calls):
            return True
    return False
