"""Gives template options to the environment that takes them."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import libcst as cst
from libcst import matchers

from stability_checker.codemods.frame.calls import (
    calls_of,
    has_unpacking,
    keyword,
    makes_one_with,
    parent_constructor,
)
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.displays import STEP, Brackets, Entry, display
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.pieces import code, expression
from stability_checker.codemods.frame.source import Source
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class EnvironmentForTemplates(Codemod):
    """Build the Jinja environment where options for it were handed to the templates object.

    Every template was escaped then, whatever its name, so the new environment says `autoescape=True` unless the
    options said otherwise. A class with one of `methods` builds its environment itself.

    ```toml step
    constructor = "starlette.templating.Jinja2Templates"
    own = ["directory", "context_processors", "env"]
    ```
    ```python before
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(directory="pages", trim_blocks=True)
    ```
    ```python after
    from jinja2 import Environment, FileSystemLoader
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(env=Environment(loader=FileSystemLoader("pages"), autoescape=True, trim_blocks=True))
    ```
    What had a line for each argument keeps one:
    ```python before
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(
        directory="pages",
        autoescape=False,
    )
    ```
    ```python after
    from jinja2 import Environment, FileSystemLoader
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(
        env=Environment(
            loader=FileSystemLoader("pages"),
            autoescape=False,
        ),
    )
    ```
    So does what runs over several lines:
    ```python before
    from jinja2 import ChoiceLoader, Environment, PackageLoader
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(
        "pages",
        loader=ChoiceLoader(
            [PackageLoader("shop")],
        ),
    )
    ```
    ```python after
    from jinja2 import ChoiceLoader, Environment, PackageLoader
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(
        env=Environment(
            autoescape=True,
            loader=ChoiceLoader(
                [PackageLoader("shop")],
            ),
        ),
    )
    ```
    A loader among the options took the place of the folder's, and still does:
    ```python before
    from jinja2 import PackageLoader
    from starlette.templating import Jinja2Templates

    pages = Jinja2Templates(directory=settings["pages"], autoescape=settings["escape"])
    mails = Jinja2Templates(directory="", loader=PackageLoader("shop", "mails"))
    ```
    ```python after
    from jinja2 import Environment, FileSystemLoader, PackageLoader
    from starlette.templating import Jinja2Templates

    pages = Jinja2Templates(env=Environment(loader=FileSystemLoader(settings["pages"]), autoescape=settings["escape"]))
    mails = Jinja2Templates(env=Environment(autoescape=True, loader=PackageLoader("shop", "mails")))
    ```
    ```python untouched
    from pages import Jinja2Templates as Pages
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(directory="templates", context_processors=[])
    pages = Pages(directory="templates", trim_blocks=True)
    ```
    """

    constructor: str
    own: tuple[str, ...]
    methods: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return (self.constructor.rpartition(".")[2],)

    def find(self, module: Module) -> Iterator[Hit]:
        every = calls_of(module, [self.constructor])
        direct = [call for call in every if not makes_one_with(module, call, self.methods)]
        inherited = [call for call in module.source.calls if parent_constructor(module, call) == self.constructor]
        for call in [*direct, *inherited]:
            options = [word for word in call.keywords if word.arg and word.arg not in self.own]
            if has_unpacking(call):
                yield from self._unpacked(call, direct)
            elif options and keyword(call, "env") is None and _is_told_where(call):
                review = "the comments between the arguments go" if _is_commented(module, call) else ""
                yield self.hit(call, partial(self._built, module, call), review)

    def _unpacked(self, call: ast.Call, direct: list[ast.Call]) -> Iterator[Hit]:
        """A subclass that hands on all that it got may be right as it is; one that names the folder means options."""
        if call in direct or not any(isinstance(one, ast.Starred) for one in call.args):
            yield manual(
                call, "options for Jinja may be among the unpacked arguments; hand over an `env=` that escapes instead"
            )

    def _built(self, module: Module, call: ast.Call) -> Change:
        piece = expression(module.source, call, cst.Call)
        environment, first = spell(module, "jinja2:Environment", call)
        options = [arg for arg in piece.args if arg.keyword and arg.keyword.value not in self.own]
        named = {arg.keyword.value for arg in options if arg.keyword}
        stated, second = _loader(module, call, piece) if "loader" not in named else ([], ())
        if "autoescape" not in named:
            stated.append("autoescape=True")
        stated += [f"{arg.keyword.value}={code(arg.value)}" for arg in options if arg.keyword]
        kept = [
            f"{arg.keyword.value}={code(arg.value)}"
            for arg in piece.args
            if arg.keyword and arg.keyword.value == "context_processors"
        ]
        text = _laid_out(module.source, call, f"env={environment}", stated, kept)
        return Change((module.source.replace(call, text),), (*first, *second))


def _laid_out(source: Source, call: ast.Call, environment: str, stated: list[str], kept: list[str]) -> str:
    """The new call: on one line, or with an argument a line where the old one had each on its own."""
    func, indent = source.segment(call.func), source.indent(call)
    first = min((source.span(part)[0] for part in [*call.args, *call.keywords]), default=0)
    if "\n" not in source.text[source.span(call.func)[1] : first]:
        env = f"{environment}({', '.join(stated)})"
        return f"{func}({', '.join([*kept, env])})"
    newline, inner = source.newline(call), Brackets(f"{environment}(", ")", "*")
    env = display(inner, [Entry(_deeper(one)) for one in stated], indent + STEP, newline)
    return display(Brackets(f"{func}(", ")", "*"), [Entry(one) for one in (*kept, env)], indent, newline)


def _deeper(text: str) -> str:
    """An argument one step further in, unless a text in it runs over several lines."""
    parts = ast.walk(ast.parse(f"call({text})"))
    texts = (one for one in parts if isinstance(one, ast.Constant | ast.JoinedStr))
    return text if any(one.lineno != one.end_lineno for one in texts) else text.replace("\n", "\n" + STEP)


def _is_commented(module: Module, call: ast.Call) -> bool:
    return bool(matchers.findall(expression(module.source, call, cst.Call), matchers.Comment()))


def _is_told_where(call: ast.Call) -> bool:
    return bool(call.args) or any(word.arg in ("directory", "loader") for word in call.keywords)


def _loader(module: Module, call: ast.Call, piece: cst.Call) -> tuple[list[str], Sequence[str]]:
    """The loader of the folder that the call names, and the imports that it needs."""
    loader, imports = spell(module, "jinja2:FileSystemLoader", call)
    folder = next(arg for arg in piece.args if arg.keyword is None or arg.keyword.value == "directory")
    return [f"loader={loader}({code(folder.value)})"], imports
