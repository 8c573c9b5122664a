"""A property must be called now.

`obj.x` gives a method instead of the value, which is mostly true and never equal to what was there.

```python old
class K:
    @property
    def m(self) -> int: return 1
```

```python new
class K:
    def m(self) -> int: return 1
```

```findings
property_became_method pkg.K.m
```

```python old
class K:
    @property
    def m(self) -> int: return 1
```

```python new
class K:
    m: int = 1
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.decorators import is_opaque
from stability_checker.compare.kinds import returns_callable
from stability_checker.compare.render import show
from stability_checker.model.api import Function, Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def property_became_method(old: Property, new: Function) -> Iterator[Finding]:
    hidden = any(is_opaque(each, new) for each in new.decorators)
    if not hidden and not returns_callable(old.annotation):
        yield Finding(message="It must be called.", old=show(old), new=show(new))
