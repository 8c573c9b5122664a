"""A release installs on interpreters that the one before did not support.

Nothing breaks.

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
requires-python = ">= 3.10"
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import left_behind
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def requires_python_lowered(old: Metadata, new: Metadata) -> Iterator[Finding]:
    won = left_behind(new, old)
    if won and old.requires_python:
        message = f"It installs on Python {', '.join(won)}."
        yield Finding(symbol="requires-python", message=message, old=old.requires_python, new=new.requires_python)
