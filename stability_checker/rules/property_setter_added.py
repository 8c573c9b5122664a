"""A property can be assigned now.

Nothing breaks.

```python old
class K:
    @property
    def x(self): return 1
```

```python new
class K:
    @property
    def x(self): return 1
    @x.setter
    def x(self, v): ...
```

```findings
property_setter_added pkg.K.x
```

```python old
class K:
    @property
    def x(self): return 1
```

```python new
class K:
    @property
    def x(self): return 2
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def property_setter_added(old: Property, new: Property) -> Iterator[Finding]:
    if new.settable and not old.settable and not old.cached and not new.cached:
        yield Finding(message="It can be assigned.", new=f"@{new.name}.setter")
