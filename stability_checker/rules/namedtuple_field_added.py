"""A named tuple got a field.

Its length and the places of its values are part of what it is: unpacking, indexes and comparison with other tuples
break, also when the field has a default.

```python old
from typing import NamedTuple
class K(NamedTuple):
    a: int
```

```python new
from typing import NamedTuple
class K(NamedTuple):
    a: int
    b: int = 0
```

```findings
namedtuple_field_added pkg.K(b)
```

```python old
from typing import NamedTuple
class K(NamedTuple):
    a: int
```

```python new
from typing import NamedTuple
class K(NamedTuple):
    a: int
    @property
    def double(self) -> int: return self.a * 2
```

```findings
property_added pkg.K.double
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
def namedtuple_field_added(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    if old.family is new.family is Family.NAMEDTUPLE:
        for each in context.fields(old, new).added:
            message = f"The tuple has one more value, `{each.name}`."
            yield Finding(member=each.name, message=message, new=show_parameter(each))
