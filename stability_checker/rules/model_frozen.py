"""Instances of a data model can no longer be changed.

Assigning a field raises an error.

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass(frozen=True)
class K:
    a: int
```

```findings
model_frozen pkg.K
```

```python old
from dataclasses import dataclass
@dataclass(frozen=True)
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass(frozen=True, repr=False)
class K:
    a: int
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def model_frozen(old: Class, new: Class) -> Iterator[Finding]:
    if new.options.get("frozen", False) and not old.options.get("frozen", False) and old.family is new.family:
        yield Finding(message="Instances can no longer be changed.", new="frozen=True")
