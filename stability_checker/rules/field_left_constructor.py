"""A field is still there, but the constructor no longer takes it.

A call that passes it raises TypeError.

```python old
from dataclasses import dataclass, field
@dataclass
class K:
    a: int
    b: int = 0
```

```python new
from dataclasses import dataclass, field
@dataclass
class K:
    a: int
    b: int = field(default=0, init=False)
```

```findings
field_left_constructor pkg.K(b)
```

```python old
from dataclasses import dataclass, field
@dataclass
class K:
    a: int = field(default=0, init=False)
```

```python new
from dataclasses import dataclass, field
@dataclass
class K:
    a: int = 0
```

```findings
field_added_optional pkg.K(a)
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def field_left_constructor(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    members = context.new.members(new)
    for each in context.fields(old, new).lost:
        if each.name in members:
            message = f"The constructor no longer takes `{each.name}`."
            yield Finding(member=each.name, message=message, old=show_parameter(each))
