"""An extra was added.

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
[project.optional-dependencies]
cli = ["rich"]
```

```findings
extra_added extra:cli
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.optional-dependencies]
cli = []
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
[project.optional-dependencies]
cli = ["rich"]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def extra_added(old: Metadata, new: Metadata) -> Iterator[Finding]:
    for each in sorted(new.extras):
        if each not in old.extras:
            yield Finding(symbol=f"extra:{each}", message=f"The extra `{each}` was added.", new=str(new.extras[each]))
