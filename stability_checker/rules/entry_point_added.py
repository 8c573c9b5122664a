"""A console script or another entry point was added.

Nothing breaks.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
[project.scripts]
tool = "pkg:main"
```

```findings
entry_point_added script:tool
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.scripts]
tool = "pkg:main"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
[project.scripts]
tool = "pkg:run"
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


@rule(Bump.MINOR)
def entry_point_added(old: Metadata, new: Metadata) -> Iterator[Finding]:
    for name, target in lost_entries(new, old, scripts=True):
        yield Finding(symbol=f"script:{name}", message=f"The command `{name}` is installed.", new=target)
    for name, target in lost_entries(new, old, scripts=False):
        yield Finding(symbol=f"entry-point:{name}", message=f"`{name}` is declared.", new=target)
