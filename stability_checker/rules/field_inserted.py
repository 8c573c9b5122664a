"""A field with a default was put before others that callers pass by position.

Positional arguments of the constructor now land one field too early.

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
    c: int = 0
    b: int = 0
```

```findings
field_inserted pkg.K(c)
```

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
    b: int = 0
    c: int = 0
```

```findings
field_added_optional pkg.K(c)
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def field_inserted(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    for each in context.fields(old, new).inserted:
        if not each.required and new.family is not Family.NAMEDTUPLE:
            message = f"The field `{each.name}` was inserted; positional arguments behind it shift."
            yield Finding(member=each.name, message=message, new=show_parameter(each))
