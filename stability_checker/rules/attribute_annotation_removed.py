"""A variable or property no longer says its type.

Type checkers infer it, or take it for anything. `Any` in the place of a type says as little.

```python old
class K:
    x: int = 1
```

```python new
class K:
    x = 1
```

```findings
attribute_annotation_removed pkg.K.x
```

```python old
class K:
    x: int = 1
```

```python new
from typing import Any
class K:
    x: Any = 1
```

```findings
attribute_annotation_removed pkg.K.x
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
from stability_checker.compare.values import is_ordinary
from stability_checker.model.api import Attribute, Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def attribute_annotation_removed(
    old: Attribute | Property, new: Attribute | Property, context: Context
) -> Iterator[Finding]:
    lost = old.annotation is not None and new.annotation is None and not context.new.has_unread_stub(new)
    if lost and is_ordinary(old) and is_ordinary(new):
        yield Finding(message="It is no longer annotated.", old=old.annotation)
    change = context.value_type(old, new)
    if change is not None and change.relation is Relation.VAGUER:
        yield change.finding("is of a type that says less")
