"""A data model got a field without a default.

Every call of the constructor, or every dictionary written for the TypedDict, lacks it now.

It is no break for a field with a default behind all others.

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass
class K:
    a: int
    b: int
```

```findings
field_added_required pkg.K(b)
```

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass
class K:
    a: int
    b: int = 0
```

```findings
field_added_optional pkg.K(b)
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
def field_added_required(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    for each in context.fields(old, new).added:
        if each.required and new.family is not Family.NAMEDTUPLE:
            message = f"The field `{each.name}` must be given."
            yield Finding(member=each.name, message=message, new=show_parameter(each))
