"""A variable or property may be of more types than before.

Code that reads it has a case to handle that did not exist.

```python old
class K:
    x: int
```

```python new
class K:
    x: int | None
```

```findings
attribute_type_widened pkg.K.x
```

```python old
from typing import Optional
class K:
    x: Optional[int]
```

```python new
class K:
    x: int | None
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


@rule(Bump.MAJOR)
def attribute_type_widened(old: Attribute | Property, new: Attribute | Property, context: Context) -> Iterator[Finding]:
    change = context.value_type(old, new)
    if change is not None and change.relation is Relation.WIDER:
        yield change.finding("may be of more types")
