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
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import lost_entries
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def entry_point_removed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    for name, target in lost_entries(old, new, scripts=False):
        yield Finding(symbol=f"entry-point:{name}", message=f"`{name}` is no longer declared.", old=target)
