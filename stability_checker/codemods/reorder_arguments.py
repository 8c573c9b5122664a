"""Hands arguments over in the new order of the parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from stability_checker.codemods.frame.calls import calls_of, has_unpacking
from stability_checker.codemods.frame.contract import Codemod, Hit, manual
from stability_checker.codemods.frame.edits import Change
from stability_checker.codemods.frame.spelling import spell
from stability_checker.codemods.names.module import Module


@dataclass(frozen=True, kw_only=True)
class ReorderArguments(Codemod):
    """Write a call anew whose parameters changed their order; those in `keywords` are named.

    `spelled` says how a parameter that is no more is written, `imports` what that needs.

    ```toml step
    callable = "starlette.datastructures.UploadFile"
    old = ["filename", "file", "content_type"]
    new = ["file", "filename", "headers"]
    keywords = ["filename", "headers"]
    spelled = { content_type = 'headers=Headers({{"content-type": {value}}})' }
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
                texts = {name: module.source.segment(value) for name, value in given.items()}
                yield self.hit(call, partial(self._written, module, call, texts))

    def _first_is_old(self, module: Module, args: list) -> bool:  # type: ignore[type-arg]
        """A call of the new order hands an open file over first."""
        return not args or not module.source.segment(args[0]).endswith(")")

    def _written(self, module: Module, call: object, texts: Mapping[str, str]) -> Change:
        parts, needed = list[str](), list[str]()
        for name in self.new:
            if name in texts:
                parts.append(f"{name}={texts[name]}" if name in self.keywords else texts[name])
        for name, pattern in self.spelled.items():
            if name in texts and texts[name] != "None":
                _, imports = spell(module, self.imports[name])
                needed += imports
                parts.append(pattern.format(value=texts[name]))
        parts += [f"{name}={text}" for name, text in texts.items() if name not in self.new and name not in self.spelled]
        source = module.source
        text = f"{source.segment(call.func)}({', '.join(parts)})"  # type: ignore[attr-defined]
        return Change((source.replace(call, text),), tuple(needed))  # type: ignore[arg-type]
