"""A release no longer installs on an interpreter that the one before supported.

Users of that interpreter stay on the old release. Many projects count this as minor: the settings can say so.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
requires-python = ">=3.8"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
requires-python = ">=3.10"
```

```findings
requires_python_raised requires-python
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
requires-python = ">=3.10"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
requires-python = ">=3.8"
```

```findings
requires_python_lowered requires-python
```
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import left_behind
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def requires_python_raised(old: Metadata, new: Metadata) -> Iterator[Finding]:
    dropped = left_behind(old, new)
    if dropped:
        message = f"It no longer installs on Python {', '.join(dropped)}."
        yield Finding(symbol="requires-python", message=message, old=old.requires_python, new=new.requires_python)
