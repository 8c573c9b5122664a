"""A variable or property is of another type, unrelated to the one before.

Code that reads it fails. Where nothing is annotated, the types of two constants are compared.

It is no break where one of the types is not known well enough to tell.

```python old
class K:
    x: int = 1
Y = 1
```

```python new
class K:
    x: str = "1"
Y = "1"
```

```findings
attribute_type_changed pkg.K.x
attribute_type_changed pkg.Y
```

```python old
X: int = 1
Y = None
```

```python new
X: "int" = 1
Y = "1"
```

```findings
attribute_value_changed pkg.Y
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
def attribute_type_changed(old: Attribute | Property, new: Attribute | Property, context: Context) -> Iterator[Finding]:
    change = context.value_type(old, new)
    if change is not None and change.relation is Relation.UNRELATED:
        yield change.finding("is of another type")
