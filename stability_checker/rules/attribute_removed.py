"""A public variable of a module, class or instance was removed.

Reading it fails. The dunder values that describe a distribution (`__version__`, `__url__`) count too: people read them.

It is no break when a property answers in its place, or when a base class has the attribute.

```python old
X: int = 1
Y: int = 2
class K:
    A = 1
    def __init__(self):
        self.x = 1
        self.y = 2
```

```python new
X: int = 1
class K:
    def __init__(self):
        self.x = 1
```

```findings
attribute_removed pkg.K.A
attribute_removed pkg.K.y
attribute_removed pkg.Y
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
from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def attribute_removed(old: Attribute) -> Iterator[Finding]:
    if old.role not in ("field", "member", "type alias", "typevar", "newtype", "served"):
        yield Finding(message="The variable was removed.", old=show(old))
