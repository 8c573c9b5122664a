"""A variable or property is of fewer types than before.

Code that reads it gains; code that assigns it may have to follow.

```python old
class K:
    x: int | None
```

```python new
class K:
    x: int
```

```findings
attribute_type_narrowed pkg.K.x
```

```python old
class K:
    x = 1
```

```python new
class K:
    x: int = 1
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.annotations import Relation
from stability_checker.compare.context import Context
from stability_checker.model.api import Attribute, Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def attribute_type_narrowed(
    old: Attribute | Property, new: Attribute | Property, context: Context
) -> Iterator[Finding]:
    change = context.value_type(old, new)
    if change is not None and change.relation is Relation.NARROWER:
        yield change.finding("is of fewer types")
