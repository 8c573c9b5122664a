"""A property can no longer be assigned.

Doing so raises AttributeError.

```python old
class K:
    @property
    def x(self): return 1
    @x.setter
    def x(self, v): ...
```

```python new
class K:
    @property
    def x(self): return 1
```

```findings
property_setter_removed pkg.K.x
```

```python old
class K:
    @property
    def x(self): return 1
    @x.setter
    def x(self, v): ...
```

```python new
from functools import cached_property
class K:
    @cached_property
    def x(self): return 1
```

```findings
property_became_cached pkg.K.x
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def property_setter_removed(old: Property, new: Property) -> Iterator[Finding]:
    if old.settable and not new.settable and not new.cached:
        yield Finding(message="It can no longer be assigned.", old=f"@{old.name}.setter")
