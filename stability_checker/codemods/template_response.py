"""Hands the request to `TemplateResponse` as its first argument."""

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import libcst as cst

from stability_checker.codemods.frame.calls import calls_of, has_unpacking, keyword, unresolved_calls
from stability_checker.codemods.frame.contexts import Context, context_of, named_request
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.pieces import argument, bare, code, expression, without
from stability_checker.codemods.frame.source import last_name
from stability_checker.codemods.names.module import UNKNOWN, Module

UNPACKED = "the arguments are unpacked; hand the request over as the first argument"


@dataclass(frozen=True, kw_only=True)
class TemplateResponse(Codemod):
    """Hand the request over by itself, not inside the context.

    Where the context is a literal its `"request"` entry goes (the template still sees `request`); where it is a
    variable, the request is the one that was put into it, or is read from it as before. Of a function of the project
    that makes the context, it is what that puts in; of another, it is taken to be the caller's own, for review.

    ```toml step
    method = "starlette.templating.Jinja2Templates.TemplateResponse"
    request = "starlette.requests.Request"
    ```
    ```python before
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(request):
        return templates.TemplateResponse("home.html", {"request": request, "title": "Home"}, status_code=201)
    ```
    ```python after
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(request):
        return templates.TemplateResponse(request, "home.html", {"title": "Home"}, status_code=201)
    ```
    ```python before
    from fastapi.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(req):
        context = {"request": req}
        if req.user:
            return templates.TemplateResponse(name="user.html", context=context)
        return templates.TemplateResponse("home.html", dict(request=req))
    ```
    ```python after
    from fastapi.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(req):
        context = {"request": req}
        if req.user:
            return templates.TemplateResponse(request=req, name="user.html", context=context)
        return templates.TemplateResponse(req, "home.html")
    ```
    A function that makes the contexts is read:
    ```python before
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    def page(asked, **values):
        base = {"request": asked, "user": asked.user}
        base.update(values)
        return base


    async def home(request):
        return templates.TemplateResponse("home.html", page(request, title="Home"))


    async def about(req):
        return templates.TemplateResponse("about.html", {**page(req), "title": "About"})
    ```
    ```python after
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    def page(asked, **values):
        base = {"request": asked, "user": asked.user}
        base.update(values)
        return base


    async def home(request):
        return templates.TemplateResponse(request, "home.html", page(request, title="Home"))


    async def about(req):
        return templates.TemplateResponse(req, "about.html", {**page(req), "title": "About"})
    ```
    A dictionary that was only unpacked beside the request is copied as before:
    ```python before
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(request, found):
        return templates.TemplateResponse("home.html", {"request": request, **found,})
    ```
    ```python after
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(request, found):
        return templates.TemplateResponse(request, "home.html", {**found})
    ```
    A request that stands in for one that is unpacked before it stays; what cannot be read is told:
    ```python before
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(request, context):
        return templates.TemplateResponse(
            "home.html",  # the page
            {**context, "request": request},
        )
    ```
    ```python after
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(request, context):
        return templates.TemplateResponse(
            request,
            "home.html",  # the page
            {**context, "request": request},
        )
    ```
    ```python notice 7
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    def page(**options):
        return templates.TemplateResponse(**options)
    ```
    What has the new order already, and another library's method:
    ```python untouched
    from pages import templates as pages
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates("templates")


    async def home(request, name):
        if name:
            return pages.TemplateResponse("home.html", {"request": request})
        return templates.TemplateResponse(request, "home.html", {"title": "Home"})


    def page(name, context):
        return templates.TemplateResponse(context["request"], name, context)
    ```
    """

    method: str
    request: str

    def words(self) -> tuple[str, ...]:
        return (self.method.rpartition(".")[2],)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, [self.method]):
            if self._is_old(module, call):
                yield self._on_call(module, call)
            elif _is_hidden(call) and not self._is_handed_on(module, call):
                yield manual(call, UNPACKED)
        for call in unresolved_calls(module, self.method.rpartition(".")[2]):
            if self._is_old(module, call) and context_of(module, call).holds_request:
                yield manual(
                    call, "if this is Starlette's `TemplateResponse`, hand the request over as the first argument"
                )

    def _is_old(self, module: Module, call: ast.Call) -> bool:
        if keyword(call, "request") or not (call.args or call.keywords):
            return False
        if not call.args:
            return keyword(call, "name") is not None
        if keyword(call, "name") or isinstance(call.args[0], ast.Starred):
            return False
        return not self._is_request(module, call.args[0]) and not _is_text(call.args[1:2])

    def _is_handed_on(self, module: Module, call: ast.Call) -> bool:
        """Whether a method of this name hands on what it was given: who calls it says what that is."""
        return any(
            getattr(above, "name", "") == self.method.rpartition(".")[2] for above in module.source.ancestors(call)
        )

    def _is_request(self, module: Module, node: ast.expr) -> bool:
        if isinstance(node, ast.Subscript):
            return isinstance(node.slice, ast.Constant) and node.slice.value == "request"
        found = module.classes_of(node)
        if found and UNKNOWN not in found and all(module.is_subclass(one, [self.request]) for one in found):
            return True
        return last_name(node) in ("request", "req", "_request")

    def _on_call(self, module: Module, call: ast.Call) -> Hit:
        if has_unpacking(call):
            return manual(call, UNPACKED)
        context = context_of(module, call)
        if context.request is not None:
            return self.hit(call, partial(_rewritten, module, call, context, context.request))
        request = named_request(module, call, self.request)
        if request is None:
            return manual(call, "the request is inside a context that something else builds; hand it over first")
        review = f"the request is taken to be the function's own `{request}`"
        return self.hit(call, partial(_rewritten, module, call, context, request), review)


def _is_hidden(call: ast.Call) -> bool:
    """Whether all that a call hands over is unpacked from something."""
    return (
        has_unpacking(call)
        and not any(word.arg for word in call.keywords)
        and (not call.args or isinstance(call.args[0], ast.Starred))
    )


def _is_text(nodes: list[ast.expr]) -> bool:
    return any(
        isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        for node in nodes
    )


def _rewritten(module: Module, call: ast.Call, context: Context, request: str) -> Change:
    piece = expression(module.source, call, cst.Call)
    args = _without_request(list(piece.args), context)
    first = argument(request, None if call.args else "request")
    opening = args[0].comma if args and len(args) > 1 and isinstance(args[0].comma, cst.Comma) else None
    comma = bare(opening) if opening else cst.Comma(whitespace_after=_opening(piece))
    done = piece.with_changes(args=[first.with_changes(comma=comma), *args])
    return Change((module.source.replace(call, code(done)),))


def _opening(call: cst.Call) -> cst.BaseParenthesizableWhitespace:
    """A call that starts on a new line puts each argument on its own."""
    return call.whitespace_before_args if not call.whitespace_before_args.empty else cst.SimpleWhitespace(" ")


def _without_request(args: list[cst.Arg], context: Context) -> list[cst.Arg]:
    """The arguments with the `"request"` entry of a literal context gone, and the context with it where it was all."""
    at = _context_index(args)
    if at is None or not context.is_literal or _overrules(args[at].value):
        return args
    left = _entries_left(args[at].value)
    if left is not None:
        return [*args[:at], args[at].with_changes(value=left), *args[at + 1 :]]
    if at < len(args) - 1 and args[at + 1].keyword is None:
        return [*args[:at], args[at].with_changes(value=cst.Dict(elements=())), *args[at + 1 :]]
    return without(args, at)


def _context_index(args: list[cst.Arg]) -> int | None:
    named = (at for at, arg in enumerate(args) if arg.keyword and arg.keyword.value == "context")
    positional = 1 if len(args) > 1 and args[1].keyword is None else None
    return next(named, positional)


def _entries_left(value: cst.BaseExpression) -> cst.BaseExpression | None:
    """A literal without its request, or None where nothing else is in it."""
    if isinstance(value, cst.Call):
        index = next(at for at, arg in enumerate(value.args) if arg.keyword and arg.keyword.value == "request")
        args = without(value.args, index)
        return value.with_changes(args=args) if args else None
    literal = cst.ensure_type(value, cst.Dict)
    index = next(at for at, element in enumerate(literal.elements) if _is_request_entry(element))
    elements = [*literal.elements[:index], *literal.elements[index + 1 :]]
    if elements and index == len(literal.elements) - 1:
        elements[-1] = elements[-1].with_changes(comma=literal.elements[-1].comma)
    if len(elements) == 1 and isinstance(elements[0], cst.StarredDictElement) and "#" not in code(literal):
        return cst.Dict([cst.StarredDictElement(elements[0].value)])
    return literal.with_changes(elements=elements) if elements else None


def _overrules(value: cst.BaseExpression) -> bool:
    """Whether the entry is there to replace one that is unpacked before it."""
    if isinstance(value, cst.Call):
        return any(arg.keyword is None for arg in value.args)
    elements = value.elements if isinstance(value, cst.Dict) else ()
    before = itertools.takewhile(lambda one: not _is_request_entry(one), elements)
    return any(isinstance(one, cst.StarredDictElement) for one in before)


def _is_request_entry(element: cst.BaseDictElement) -> bool:
    key = element.key if isinstance(element, cst.DictElement) else None
    return isinstance(key, cst.SimpleString) and key.evaluated_value == "request"
