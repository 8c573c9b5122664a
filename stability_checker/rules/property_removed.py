"""A public property was removed.

Reading it raises AttributeError.

It is no break when a base class has it now, or when it became a plain attribute.

```python old
class K:
    @property
    def x(self) -> int: return 1
```

```python new
class K: ...
```

```findings
property_removed pkg.K.x
```

```python old
class K:
    @property
    def x(self) -> int: return 1
```

```python new
class K:
    x: int = 1
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


@rule(Bump.MAJOR)
def property_removed(old: Property) -> Iterator[Finding]:
    yield Finding(message="The property was removed.", old=show(old))
