"""Hands arguments over in the new order of the parameters."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import libcst as cst

from stability_checker.codemods.frame.calls import calls_of, has_unpacking
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.pieces import code, expression, without
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ReorderArguments(Codemod):
    """Write a call anew whose parameters changed their order; those in `keywords` are named.

    `spelled` says how a parameter that is no more is written, with its `{value}` and with what `imports` has for it as
    `{imported}`.

    ```toml step
    callable = "starlette.datastructures.UploadFile"
    old = ["filename", "file", "content_type"]
    new = ["file", "filename", "headers"]
    keywords = ["filename", "headers"]
    spelled = { content_type = 'headers={imported}({{"content-type": {value}}})' }
    imports = { content_type = "starlette.datastructures:Headers" }
    ```
    ```python before
    from starlette.datastructures import UploadFile

    file = UploadFile("a.txt", open("a.txt", "rb"), "text/plain")
    ```
    ```python after
    from starlette.datastructures import Headers, UploadFile

    file = UploadFile(open("a.txt", "rb"), filename="a.txt", headers=Headers({"content-type": "text/plain"}))
    ```
    A name that the module has for the import is taken:
    ```python before
    import starlette.datastructures as ds

    file = ds.UploadFile("a.txt", open("a.txt", "rb"), "text/plain")
    ```
    ```python after
    import starlette.datastructures as ds

    file = ds.UploadFile(open("a.txt", "rb"), filename="a.txt", headers=ds.Headers({"content-type": "text/plain"}))
    ```
    Where all are named already, only what is no more is written anew:
    ```python before
    from starlette.datastructures import UploadFile

    file = UploadFile(
        filename="a.txt",
        file=open("a.txt", "rb"),
        content_type="text/plain",
    )
    ```
    ```python after
    from starlette.datastructures import Headers, UploadFile

    file = UploadFile(
        filename="a.txt",
        file=open("a.txt", "rb"),
        headers=Headers({"content-type": "text/plain"}),
    )
    ```
    What the other arguments say too is dropped, which is for review:
    ```python before
    from starlette.datastructures import UploadFile


    def renamed(file: UploadFile):
        return UploadFile(
            filename="a.txt",
            file=file.file,
            content_type=file.content_type,
            headers=file.headers,
        )
    ```
    ```python after
    from starlette.datastructures import UploadFile


    def renamed(file: UploadFile):
        return UploadFile(
            filename="a.txt",
            file=file.file,
            headers=file.headers,
        )
    ```
    ```python untouched
    from starlette.datastructures import UploadFile

    file = UploadFile(open("a.txt", "rb"), filename="a.txt")
    ```
    """

    callable: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    spelled: Mapping[str, str] = field(default_factory=dict)
    imports: Mapping[str, str] = field(default_factory=dict)

    def words(self) -> tuple[str, ...]:
        return (self.callable.rpartition(".")[2],)

    def find(self, module: Module) -> Iterator[Hit]:
        for call in calls_of(module, [self.callable], self.besides):
            if has_unpacking(call) or len(call.args) > len(self.old):
                yield manual(call, f"the parameters are now {', '.join(self.new)}; hand them over by name")
                continue
            given = dict(zip(self.old, call.args, strict=False)) | {
                word.arg: word.value for word in call.keywords if word.arg
            }
            is_old = len(call.args) > 1 or any(name in self.spelled for name in given)
            if is_old and self._first_is_old(module, call.args):
                texts = {name: module.source.segment(given[name]) for name in given if not self._is_empty(name, given)}
                gone = [
                    word for word in call.keywords if word.arg in self.spelled and ast.unparse(word.value) != "None"
                ]
                doubled = [name for name in texts if self._is_given_anew(name, texts)]
                review = (
                    f"{doubled[0]} is dropped beside {self._anew(doubled[0])}, which has to hold it" if doubled else ""
                )
                if call.args or not gone or len(texts) < len(given):
                    yield self.hit(call, partial(self._written, module, call, texts), review)
                elif doubled:
                    yield self.hit(call, partial(self._dropped, module, call, doubled), review)
                else:
                    yield self.hit(call, partial(self._spelled, module, gone))

    def _first_is_old(self, module: Module, args: Sequence[ast.expr]) -> bool:
        """A call of the new order hands an open file over first."""
        return not args or not module.source.segment(args[0]).endswith(")")

    def _is_empty(self, name: str, given: Mapping[str, ast.expr]) -> bool:
        """Whether None stands where what is no more is to be said."""
        said_here = any(self._anew(one) == name for one in self.spelled if one in given)
        return said_here and ast.unparse(given[name]) == "None"

    def _anew(self, name: str) -> str:
        """The keyword that says what `name` said."""
        return self.spelled[name].partition("=")[0]

    def _is_given_anew(self, name: str, texts: Mapping[str, str]) -> bool:
        return name in self.spelled and texts[name] != "None" and texts.get(self._anew(name), "None") != "None"

    def _dropped(self, module: Module, call: ast.Call, doubled: Sequence[str]) -> Change:
        """The call without what its other arguments say too."""
        piece = expression(module.source, call, cst.Call)
        args: Sequence[cst.Arg] = piece.args
        for at in reversed([at for at, word in enumerate(call.keywords) if word.arg in doubled]):
            args = without(args, at)
        return Change((module.source.replace(call, code(piece.with_changes(args=args))),))

    def _spelled(self, module: Module, gone: Sequence[ast.keyword]) -> Change:
        source, edits, needed = module.source, list[Edit](), list[str]()
        for word in gone:
            text, imports = self._respelled(module, str(word.arg), source.segment(word.value))
            edits.append(source.replace(word, text))
            needed += imports
        return Change(tuple(edits), tuple(needed))

    def _written(self, module: Module, call: ast.Call, texts: Mapping[str, str]) -> Change:
        parts, needed = list[str](), list[str]()
        for name in self.new:
            if name in texts:
                parts.append(f"{name}={texts[name]}" if name in self.keywords else texts[name])
        for name in self.spelled:
            if name in texts and texts[name] != "None" and not self._is_given_anew(name, texts):
                text, imports = self._respelled(module, name, texts[name])
                parts.append(text)
                needed += imports
        parts += [f"{name}={text}" for name, text in texts.items() if name not in self.new and name not in self.spelled]
        source = module.source
        text = f"{source.segment(call.func)}({', '.join(parts)})"
        return Change((source.replace(call, text),), tuple(needed))

    def _respelled(self, module: Module, name: str, value: str) -> tuple[str, tuple[str, ...]]:
        """How the parameter `name`, which is no more, is written with `value`, and the imports that this needs."""
        called, imports = spell(module, self.imports[name]) if name in self.imports else ("", ())
        return self.spelled[name].format(value=value, imported=called), imports
