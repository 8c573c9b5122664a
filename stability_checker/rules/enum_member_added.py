"""A member was added to an enumeration.

Code that handles every member (`match` with `assert_never`) has one more to handle; nothing that worked stops working.

```python old
from enum import Enum
class E(Enum):
    A = 1
```

```python new
from enum import Enum
class E(Enum):
    A = 1
    B = 2
```

```findings
enum_member_added pkg.E.B
```

```python old
from enum import Enum
class E(Enum):
    A = 1
```

```python new
from enum import Enum
class E(Enum):
    A = 1
    _ignore_ = ["x"]
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


@rule(Bump.MINOR)
def enum_member_added(new: Attribute) -> Iterator[Finding]:
    if new.role == "member":
        yield Finding(message="A member was added.", new=show(new))
