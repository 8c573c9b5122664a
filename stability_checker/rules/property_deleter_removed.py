"""A property can no longer be deleted.

`del obj.x` raises AttributeError.

```python old
class K:
    @property
    def x(self): return 1
    @x.deleter
    def x(self): ...
```

```python new
class K:
    @property
    def x(self): return 1
```

```findings
property_deleter_removed pkg.K.x
```

```python old
class K:
    @property
    def x(self): return 1
```

```python new
class K:
    @property
    def x(self): return 1
    @x.deleter
    def x(self): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def property_deleter_removed(old: Property, new: Property) -> Iterator[Finding]:
    if old.deletable and not new.deletable and not new.cached:
        yield Finding(message="It can no longer be deleted.", old=f"@{old.name}.deleter")
