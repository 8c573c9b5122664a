"""Subclassing a class raises an error.

Its `__init_subclass__` refuses every subclass.

```python old
class K: ...
```

```python new
class K:
    def __init_subclass__(cls): raise TypeError
```

```findings
subclassing_forbidden pkg.K
```

```python old
class K: ...
```

```python new
class K:
    def __init_subclass__(cls):
        super().__init_subclass__()
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
def subclassing_forbidden(old: Class, new: Class) -> Iterator[Finding]:
    if new.guards_subclassing and not old.guards_subclassing:
        yield Finding(message="Subclassing it raises an error.")
