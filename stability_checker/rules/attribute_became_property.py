"""An attribute became a property that cannot be set.

Assigning it raises AttributeError.

It is no break when the property has a setter, when it is cached (these can be assigned), or when the attribute was
declared final.

```python old
class K:
    x: int = 1
```

```python new
class K:
    @property
    def x(self) -> int: return 1
```

```findings
attribute_became_property pkg.K.x
```

```python old
class K:
    x: int = 1
```

```python new
class K:
    @property
    def x(self) -> int: return 1
    @x.setter
    def x(self, value: int) -> None: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Attribute, Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def attribute_became_property(old: Attribute, new: Property) -> Iterator[Finding]:
    if not new.settable and not new.cached and not old.final:
        yield Finding(message="It can no longer be assigned.", old=show(old), new=show(new))
