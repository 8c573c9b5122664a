"""A member of an enumeration was removed.

`E.B`, `E["B"]` and the call with its value raise.

An alias that stays keeps the name alive; the order of members does not matter.

```python old
from enum import Enum
class E(Enum):
    A = 1
    B = 2
```

```python new
from enum import Enum
class E(Enum):
    A = 1
```

```findings
enum_member_removed pkg.E.B
```

```python old
from enum import Enum
class E(Enum):
    A = 1
    B = 2
```

```python new
from enum import Enum
class E(Enum):
    B = 2
    A = 1
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
def enum_member_removed(old: Attribute) -> Iterator[Finding]:
    if old.role == "member":
        yield Finding(message="The member was removed.", old=show(old))
