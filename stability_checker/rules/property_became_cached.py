"""A property keeps its first value, or stops doing so.

A cached property is computed once for each instance and can be overwritten; it needs a `__dict__`.

```python old
class K:
    @property
    def x(self) -> int: return 1
```

```python new
from functools import cached_property
class K:
    @cached_property
    def x(self) -> int: return 1
```

```findings
property_became_cached pkg.K.x
```

```python old
from functools import cached_property
class K:
    @cached_property
    def x(self) -> int: return 1
```

```python new
from functools import cached_property
class K:
    @cached_property
    def x(self) -> int: return 2
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def property_became_cached(old: Property, new: Property) -> Iterator[Finding]:
    if old.cached is not new.cached:
        yield Finding(message="It is cached now." if new.cached else "It is no longer cached.", new=show(new))
