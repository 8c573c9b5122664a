"""A data model is no longer frozen, and its instances can no longer be hashed.

Sets, dictionary keys and caches that hold them raise TypeError, and subclasses that are frozen cannot be made.

```python old
from dataclasses import dataclass
@dataclass(frozen=True)
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```findings
model_thawed pkg.K
```

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass(repr=False)
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
def model_thawed(old: Class, new: Class) -> Iterator[Finding]:
    if old.options.get("frozen", False) and not new.options.get("frozen", False) and old.family is new.family:
        yield Finding(message="Instances can no longer be hashed.", old="frozen=True")
