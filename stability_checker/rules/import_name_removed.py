"""A distribution no longer ships a top-level package or module.

Importing it fails after an upgrade.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
# file: pkg_extra/__init__.py
x: int = 1
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
```

```findings
import_name_removed import:pkg_extra
```

```python old
# file: pkg_extra/__init__.py
x: int = 1
```

```python new
# file: pkg_extra/__init__.py
x: int = 2
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
def import_name_removed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    for each in old.import_names:
        if each not in new.import_names and new.import_names:
            yield Finding(symbol=f"import:{each}", message=f"`import {each}` fails.")
