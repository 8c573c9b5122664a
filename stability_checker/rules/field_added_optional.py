"""A data model got a field with a default, behind those that callers pass by position.

Callers gain.

A field in the midst of the others shifts positional arguments and is a finding of its own.

```python old
from typing import NotRequired, TypedDict
class K(TypedDict):
    a: int
```

```python new
from typing import NotRequired, TypedDict
class K(TypedDict):
    a: int
    b: NotRequired[int]
```

```findings
field_added_optional pkg.K(b)
```

```python old
from dataclasses import dataclass, field
@dataclass
class K:
    a: int
```

```python new
from dataclasses import dataclass, field
@dataclass
class K:
    a: int
    _b: int = field(default=0, init=False)
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def field_added_optional(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    changes = context.fields(old, new)
    for each in changes.added:
        if not each.required and each not in changes.inserted and new.family is not Family.NAMEDTUPLE:
            yield Finding(member=each.name, message=f"The field `{each.name}` was added.", new=show_parameter(each))
