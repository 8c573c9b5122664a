"""Instances of a class no longer have a `__dict__`.

Setting an attribute that the class does not list raises AttributeError, weak references may fail, and a class that
inherits from two classes with slots cannot be made.

It is no break when a base without slots gives instances their `__dict__` anyway.

```python old
class K:
    def __init__(self):
        self.a = 1
```

```python new
class K:
    __slots__ = ("a",)
    def __init__(self):
        self.a = 1
```

```findings
slots_added pkg.K
```

```python old
class B: ...
class K(B):
    a: int
```

```python new
class B: ...
class K(B):
    __slots__ = ()
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
def slots_added(old: Class, new: Class) -> Iterator[Finding]:
    if old.slots is None and new.slots is not None and "__dict__" not in new.slots:
        yield Finding(message="Instances take no other attributes than those in `__slots__`.", new=str(new.slots))
