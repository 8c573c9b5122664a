"""An extra was removed.

`pip install pkg[cli]` warns and installs the package without what the extra brought.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.optional-dependencies]
cli = ["rich"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
```

```findings
extra_removed extra:cli
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.optional-dependencies]
cli = ["rich"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
[project.optional-dependencies]
cli = ["rich", "typer"]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def extra_removed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    for each in sorted(old.extras):
        if each not in new.extras:
            yield Finding(symbol=f"extra:{each}", message=f"The extra `{each}` was removed.", old=str(old.extras[each]))
