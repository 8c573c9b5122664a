"""A requirement allows fewer versions: its floor rose, or a cap came.

Environments that hold a version outside the range can no longer be resolved.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
dependencies = ["httpx>=0.20", "rich"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = ["httpx>=0.28", "rich<14"]
```

```findings
dependency_narrowed dependency:httpx
dependency_narrowed dependency:rich
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
dependencies = ["httpx>=0.28,<1"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = ["httpx>=0.20"]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import narrows, requirements
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def dependency_narrowed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    before, after = requirements(old.dependencies), requirements(new.dependencies)
    for name, each in after.items():
        if name in before and narrows(before[name], each):
            message = f"It allows fewer versions of {name}."
            yield Finding(symbol=f"dependency:{name}", message=message, old=before[name], new=each)
