"""Instances of a class can no longer be hashed.

The class defines `__eq__` without `__hash__` now, and Python then sets `__hash__` to None: sets, dictionary keys and
caches raise TypeError.

It is no break when the class, or a data class that is frozen, defines both.

```python old
class K:
    x: int = 0
```

```python new
class K:
    x: int = 0
    def __eq__(self, other): return True
```

```findings
hash_lost pkg.K
```

```python old
class K:
    x: int = 0
```

```python new
class K:
    x: int = 0
    def __eq__(self, other): return True
    def __hash__(self): return 1
```

```findings
```

```python old
class K:
    x: int = 0
```

```python new
class K:
    x: int = 0
    def __eq__(self, other): return self is other
    __hash__ = object.__hash__
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def hash_lost(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    lost = context.is_hashable(old, context.old) and context.is_hashable(new, context.new) is False
    if lost and old.family is new.family:
        yield Finding(message="Instances can no longer be hashed.", new="def __eq__ without def __hash__")
