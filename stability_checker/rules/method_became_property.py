"""A method is read without a call now.

`obj.m()` calls the result and fails.

```python old
class K:
    def m(self) -> int: return 1
```

```python new
class K:
    @property
    def m(self) -> int: return 1
```

```findings
method_became_property pkg.K.m
```

```python old
class K:
    def m(self) -> int: return 1
```

```python new
class K:
    def m(self) -> int: return 2
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.decorators import is_opaque
from stability_checker.compare.kinds import returns_callable
from stability_checker.compare.render import show
from stability_checker.model.api import Attribute, Function, Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def method_became_property(old: Function, new: Property | Attribute) -> Iterator[Finding]:
    hidden = any(is_opaque(each, old) for each in old.decorators)
    if isinstance(new, Property) and not hidden and not returns_callable(new.annotation):
        yield Finding(message="It is read without a call.", old=show(old), new=show(new))
