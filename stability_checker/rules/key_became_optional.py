"""A key of a TypedDict may be missing now.

Code that reads it without asking raises KeyError, and type checkers say so.

For the constructor of a data class a default is a gain.

```python old
from typing import NotRequired, TypedDict
class K(TypedDict):
    a: int
```

```python new
from typing import NotRequired, TypedDict
class K(TypedDict):
    a: NotRequired[int]
```

```findings
key_became_optional pkg.K(a)
```

```python old
from typing import TypedDict
class K(TypedDict):
    a: int
```

```python new
from typing import Required, TypedDict
class K(TypedDict, total=False):
    a: Required[int]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def key_became_optional(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    if new.family is Family.TYPEDDICT:
        for before, after in context.fields(old, new).kept:
            if before.required and not after.required:
                yield Finding(member=after.name, message=f"The key `{after.name}` may be missing.")
