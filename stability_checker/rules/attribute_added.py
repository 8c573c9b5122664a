"""A public variable of a module, class or instance was added.

Nothing breaks.

```python old
X: int = 1
```

```python new
X: int = 1
Y: int = 2
```

```findings
attribute_added pkg.Y
```

```python old
X: int = 1
```

```python new
X: int = 1
_Y: int = 2
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.names import object_provides
from stability_checker.compare.render import show
from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def attribute_added(new: Attribute) -> Iterator[Finding]:
    if new.role not in ("field", "member", "served") and not object_provides(new):
        yield Finding(message="A variable was added.", new=show(new))
