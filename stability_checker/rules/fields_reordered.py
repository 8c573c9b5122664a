"""The fields of a data model stand in another order.

Positional arguments of the constructor, unpacking and comparison mean something else.

Keyword-only fields, and the keys of a TypedDict, have no order.

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
    b: int
```

```python new
from dataclasses import dataclass
@dataclass
class K:
    b: int
    a: int
```

```findings
fields_reordered pkg.K
```

```python old
from typing import TypedDict
class K(TypedDict):
    a: int
    b: int
```

```python new
from typing import TypedDict
class K(TypedDict):
    b: int
    a: int
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def fields_reordered(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    changes = context.fields(old, new)
    if changes.reordered:
        before, after = (", ".join(each.name for each in side.fields) for side in (old, new))
        yield Finding(message="The fields changed their order.", old=before, new=after)
