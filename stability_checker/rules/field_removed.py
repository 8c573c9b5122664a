"""A field of a data class, or a key of a TypedDict, was removed.

The constructor no longer takes it and instances no longer have it.

It is no break when the field moved to a base class.

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
    b: int = 0
```

```python new
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```findings
field_removed pkg.K.b
```

```python old
from dataclasses import dataclass
@dataclass
class B:
    pass
@dataclass
class K(B):
    a: int
```

```python new
from dataclasses import dataclass
@dataclass
class B:
    a: int
@dataclass
class K(B):
    pass
```

```findings
field_added_required pkg.B(a)
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def field_removed(old: Attribute) -> Iterator[Finding]:
    if old.role == "field":
        yield Finding(message="The field was removed; neither constructor nor instances know it.", old=show(old))
