"""Gives template options to the environment that takes them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from stability_checker.codemods.frame.calls import (
    calls_of,
    has_unpacking,
    keyword,
    makes_one_with,
    parent_constructor,
)
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.displays import Entry
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.nested_calls import (
    Argument,
    argument_values,
    folder_of,
    nested,
    with_comments,
)
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

    templates = Jinja2Templates(
        env=Environment(loader=FileSystemLoader("pages"), autoescape=True, trim_blocks=True),
    )
    ```
    What had a line for each argument keeps one, and its comments:
    ```python before
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(
        # beside this file
        directory="pages",
        autoescape=False,  # plain text
    )
    ```
    ```python after
    from jinja2 import Environment, FileSystemLoader
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(
        env=Environment(
            # beside this file
            loader=FileSystemLoader("pages"),
            autoescape=False,  # plain text
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

    pages = Jinja2Templates(
        env=Environment(loader=FileSystemLoader(settings["pages"]), autoescape=settings["escape"]),
    )
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
                yield self.hit(call, partial(self._built, module, call))

    def _unpacked(self, call: ast.Call, direct: list[ast.Call]) -> Iterator[Hit]:
        """A subclass that hands on all that it got may be right as it is; one that names the folder means options."""
        if call in direct or not any(isinstance(one, ast.Starred) for one in call.args):
            yield manual(
                call, "options for Jinja may be among the unpacked arguments; hand over an `env=` that escapes instead"
            )

    def _built(self, module: Module, call: ast.Call) -> Change:
        source, values = module.source, argument_values(module.source, call)
        options = [word for word in call.keywords if word.arg and word.arg not in self.own]
        texts: dict[Argument, str] = {word: f"{word.arg}={values[word]}" for word in options}
        own = keyword(call, "context_processors")
        texts |= {own: f"{own.arg}={values[own]}"} if own else {}
        named = {word.arg for word in options}
        environment, imports = spell(module, "jinja2:Environment", call)
        folder = folder_of(call) if "loader" not in named else None
        if folder is not None:
            loader, more = spell(module, "jinja2:FileSystemLoader", call)
            texts[folder], imports = f"loader={loader}({values[folder]})", (*imports, *more)
        entries = with_comments(source, call, texts)
        kept = [entries.pop(own)] if own else []
        stated = [entries.pop(folder)] if folder else []
        escaped = [] if "autoescape" in named else [Entry("autoescape=True")]
        text = nested(source, call, f"env={environment}", [*stated, *escaped, *entries.values()], kept)
        return Change((source.replace(call, text),), tuple(imports))


def _is_told_where(call: ast.Call) -> bool:
    return bool(call.args) or any(word.arg in ("directory", "loader") for word in call.keywords)
