"""Names a package anew in the filters of warnings that a test suite is run with."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from stability_checker.codemods.frame.contract import Hit, ManifestCodemod, Place
from stability_checker.codemods.frame.edits import Change, Edit
from stability_checker.codemods.frame.manifest import Manifest

_FILTER = re.compile(
    r"(?<![\w:])(?:error|ignore|always|default|module|once):(?P<message>[^:\"'\r\n]*):(?P<rest>[\w.:$*\\]*)"
)
"""`action:message:category:module:line`; the category is imported by pytest, the module is a pattern."""


@dataclass(frozen=True, kw_only=True)
class RenameFilteredPackage(ManifestCodemod):
    """Let a filter name the category and the module of a warning by the package's new name.

    pytest imports the category of each filter before the first test, and ends where it cannot. The text of the message
    stays.

    ```toml step
    old = "starlette"
    new = "toolkit"
    names = { "exceptions.StarletteDeprecationWarning" = "ToolkitDeprecationWarning" }
    ```
    ```toml before
    [tool.pytest.ini_options]
    filterwarnings = [
        "error",
        "ignore::starlette.exceptions.StarletteDeprecationWarning",
        "ignore:starlette.config is:UserWarning:starlette.config",
    ]
    ```
    ```toml after
    [tool.pytest.ini_options]
    filterwarnings = [
        "error",
        "ignore::toolkit.exceptions.ToolkitDeprecationWarning",
        "ignore:starlette.config is:UserWarning:toolkit.config",
    ]
    ```
    ```ini before
    [tool:pytest]
    filterwarnings =
        error
        ignore::DeprecationWarning:starlette
    ```
    ```ini after
    [tool:pytest]
    filterwarnings =
        error
        ignore::DeprecationWarning:toolkit
    ```
    ```toml untouched
    [tool.pytest.ini_options]
    filterwarnings = ["ignore::DeprecationWarning:starlette_context.*"]

    [project]
    keywords = ["starlette"]
    ```
    """

    old: str
    new: str
    names: Mapping[str, str] = field(default_factory=dict)

    def find_in(self, manifest: Manifest, imported: Container[str]) -> Iterator[Hit]:
        path = re.compile(rf"(?:(?<=:)|^){re.escape(self.old)}(?P<inside>(?:\\?\.[\w.]+)?)(?![\w])")
        for line in _FILTER.finditer(manifest.text):
            for match in path.finditer(line["rest"]):
                start = line.start("rest") + match.start()
                edit = Edit(start, start + len(match[0]), self.new + self._renamed(match["inside"]))
                yield self.hit(Place(manifest.line_of(start)), partial(Change, (edit,)))

    def _renamed(self, inside: str) -> str:
        name = inside.lstrip("\\").removeprefix(".")
        return f".{name.rpartition('.')[0]}.{self.names[name]}" if name in self.names else inside
