"""A public property was added.

Nothing breaks.

```python old
class K: ...
```

```python new
class K:
    @property
    def x(self) -> int: return 1
```

```findings
property_added pkg.K.x
```

```python old
class K: ...
```

```python new
class K:
    @property
    def _x(self) -> int: return 1
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
def property_added(new: Property) -> Iterator[Finding]:
    if not new.abstract:
        yield Finding(message="A property was added.", new=show(new))
