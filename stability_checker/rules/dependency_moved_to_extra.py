"""A requirement moved to an extra.

A plain installation no longer brings it, and the parts of the package that need it fail at import.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
dependencies = ["jinja2"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = []
[project.optional-dependencies]
full = ["jinja2"]
```

```findings
dependency_moved_to_extra dependency:jinja2
extra_added extra:full
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
dependencies = ["jinja2"]
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
dependencies = ["jinja2"]
[project.optional-dependencies]
full = ["jinja2"]
```

```findings
extra_added extra:full
```
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import extra_of, requirements
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def dependency_moved_to_extra(old: Metadata, new: Metadata) -> Iterator[Finding]:
    before, after = requirements(old.dependencies), requirements(new.dependencies)
    for name, each in before.items():
        extra = extra_of(new, name)
        if name not in after and extra is not None:
            message = f"It requires {name} only with the extra `{extra}`."
            yield Finding(symbol=f"dependency:{name}", message=message, old=each, new=f"[{extra}]")
