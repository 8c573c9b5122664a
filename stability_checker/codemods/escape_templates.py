"""Warns of templates that are no longer escaped because of their names."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from stability_checker.codemods.frame.calls import calls_of, has_unpacking, keyword, makes_one_with
from stability_checker.codemods.frame.contract import Codemod, Hit
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

ESCAPED = (".html", ".htm", ".xml")


@dataclass(frozen=True, kw_only=True)
class EscapeTemplates(Codemod):
    """Keep templates escaped whatever their names.

    Before, every template was escaped. Now only those named `.html`, `.htm` and `.xml` are: in a `.txt` or `.jinja`
    template, what a user typed reaches the page as it is. A project that has such templates, in the folder that the
    code names or among the names that it renders, is offered an explicit environment; this is a matter of security.
    A class with one of `methods` builds its environment itself.

    ```toml step
    constructor = "starlette.templating.Jinja2Templates"
    ```
    ```python before
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("pages")


    async def home(request):
        return templates.TemplateResponse(request, "home.jinja")
    ```
    ```python after
    from jinja2 import Environment, FileSystemLoader
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(env=Environment(loader=FileSystemLoader("pages"), autoescape=True))


    async def home(request):
        return templates.TemplateResponse(request, "home.jinja")
    ```
    ```python untouched
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("pages")


    async def home(request):
        return templates.TemplateResponse(request, "home.html")
    ```
    """

    constructor: str
    methods: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return (self.constructor.rpartition(".")[2],)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, [self.constructor]):
            folder = folder_of(call)
            if folder is None or keyword(call, "env") or has_unpacking(call) or not _is_bare(call):
                continue
            if makes_one_with(module, call, self.methods):
                continue
            name = _rendered_anywhere(module, self.constructor) or _lying_in(module, folder)
            if name is not None:
                review = f"`{name}` is only escaped where `env=` says so now: whoever fills it could inject markup"
                yield self.hit(call, partial(_escaped, module, call, folder), review)


def _is_bare(call: ast.Call) -> bool:
    return all(word.arg in ("directory", "context_processors") for word in call.keywords)


def _rendered_anywhere(module: Module, constructor: str) -> str | None:
    """What `_rendered` finds in the module, or in another of the project: one may hold the templates of many."""
    found = (_rendered(there, constructor) for there in module.world.users("TemplateResponse", module))
    return _rendered(module, constructor) or next(filter(None, found), None)


def _rendered(module: Module, constructor: str) -> str | None:
    """A template of another kind that the module renders by a literal name."""
    for call in calls_of(module, [f"{constructor}.TemplateResponse", f"{constructor}.get_template"]):
        for value in [*call.args[:2], *(word.value for word in call.keywords if word.arg == "name")]:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and _is_open(value.value):
                return value.value
    return None


def _is_open(name: str) -> bool:
    """Whether a template of that name is not escaped: only the last suffix counts."""
    return not name.lower().endswith(ESCAPED)


def _lying_in(module: Module, folder: Argument) -> str | None:
    """A template of another kind in the folder that the code names, seen from its file and the folders above."""
    parts = [part.value for part in ast.walk(folder) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if not parts or not parts[-1].strip("./"):
        return None
    for above in list(module.source.path.parents)[:4]:
        place = Path(above, parts[-1])
        if place.is_dir():
            found = (path for path in place.rglob("*") if _is_template(path.name) and path.is_file())
            return next((path.name for path in sorted(found) if _prints(path)), None)
    return None


def _prints(path: Path) -> bool:
    """Whether a file prints values or takes in a file that may: a licence that lies beside templates does not."""
    try:
        text = path.read_bytes()
    except OSError:
        return True
    return b"{{" in text or b"{%" in text


def _is_template(name: str) -> bool:
    return name.lower().endswith((".j2", ".jinja", ".jinja2", ".txt", ".tmpl", ".tpl", ".svg", ".xhtml", ".md"))


def _escaped(module: Module, call: ast.Call, folder: Argument) -> Change:
    source, values = module.source, argument_values(module.source, call)
    environment, first = spell(module, "jinja2:Environment", call)
    loader, second = spell(module, "jinja2:FileSystemLoader", call)
    own = keyword(call, "context_processors")
    texts = {folder: f"loader={loader}({values[folder]})"} | ({own: f"{own.arg}={values[own]}"} if own else {})
    entries = with_comments(source, call, texts)
    stated, kept = [entries[folder], Entry("autoescape=True")], [entries[own]] if own else []
    return Change((source.replace(call, nested(source, call, f"env={environment}", stated, kept)),), (*first, *second))
