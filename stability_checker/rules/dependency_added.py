"""A distribution requires another one.

It is installed with every upgrade, and may conflict with what is there.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
dependencies = []
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = ["rich"]
```

```findings
dependency_added dependency:rich
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
dependencies = ["Rich>=1"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = ["rich >= 1"]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import requirements
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def dependency_added(old: Metadata, new: Metadata) -> Iterator[Finding]:
    before, after = requirements(old.dependencies), requirements(new.dependencies)
    for name, each in after.items():
        if name not in before:
            yield Finding(symbol=f"dependency:{name}", message=f"It requires {name}.", new=each)
