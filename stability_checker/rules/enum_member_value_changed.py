"""A member of an enumeration has another value.

`E(1)` finds another member or none, and what was stored under the old value is read wrongly. With `auto()` the order
of the members decides.

```python old
from enum import Enum, auto
class E(Enum):
    A = auto()
    B = auto()
```

```python new
from enum import Enum, auto
class E(Enum):
    B = auto()
    A = auto()
```

```findings
enum_member_value_changed pkg.E.A
enum_member_value_changed pkg.E.B
```

```python old
from enum import Enum
class E(Enum):
    A = 1
    B = 2
```

```python new
from enum import Enum, auto
class E(Enum):
    A = auto()
    B = auto()
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def enum_member_value_changed(old: Attribute, new: Attribute) -> Iterator[Finding]:
    if old.role == new.role == "member" and None not in (old.value, new.value) and old.value != new.value:
        yield Finding(message="The member has another value.", old=show(old), new=show(new))
