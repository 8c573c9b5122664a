"""A distribution no longer requires another one.

Who used that one without requiring it loses it.

A requirement that moved to an extra is a break with a rule of its own.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
dependencies = ["rich"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = []
```

```findings
dependency_removed dependency:rich
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
dependencies = ["rich>=2"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = ["rich>=1"]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import extra_of, requirements
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def dependency_removed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    before, after = requirements(old.dependencies), requirements(new.dependencies)
    for name, each in before.items():
        if name not in after and extra_of(new, name) is None:
            yield Finding(symbol=f"dependency:{name}", message=f"It no longer requires {name}.", old=each)
