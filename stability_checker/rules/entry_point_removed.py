"""An entry point is no longer declared.

Programs that find plugins through the group no longer find this one.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.entry-points.pytest11]
p = "pkg"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
```

```findings
entry_point_removed entry-point:pytest11.p
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.entry-points.pytest11]
p = "pkg"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
[project.entry-points.pytest11]
p = "pkg.plugin"
```

```findings
```

A plugin that went to a distribution which is required since then is found as before.

```python old
from ._plugin import run as run
# file: pkg/_plugin.py
def run(): ...
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.entry-points.pytest11]
p = "pkg:run"
```

```python new
from pkg_plugin import run as run
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = ["pkg-plugin"]
```

```findings
dependency_added dependency:pkg-plugin
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.requirements import comes_along_now, lost_entries
from stability_checker.model.api import Alias, Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def entry_point_removed(old: Metadata, new: Metadata, context: Context) -> Iterator[Finding]:
    for name, target in lost_entries(old, new, scripts=False):
        if comes_along_now(_library_of(target, context), old, new):
            continue  # the distribution that the plugin went to declares it
        yield Finding(symbol=f"entry-point:{name}", message=f"`{name}` is no longer declared.", old=target)


def _library_of(target: str, context: Context) -> str:
    """The other library from which the object of an entry point is imported now."""
    found = context.new.objects.get(target.replace(":", "."))
    return found.target.partition(".")[0] if isinstance(found, Alias) else ""
