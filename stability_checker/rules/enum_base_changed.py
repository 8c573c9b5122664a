"""An enumeration is made of another kind of value.

`StrEnum` and `IntEnum` print and format their members as the value, `class E(str, Enum)` does not; `Flag` combines,
`Enum` does not.

```python old
from enum import Enum
class E(str, Enum):
    A = "a"
```

```python new
from enum import StrEnum
class E(StrEnum):
    A = "a"
```

```findings
base_added pkg.E(StrEnum)
enum_base_changed pkg.E
```

```python old
from enum import IntEnum
class E(IntEnum):
    A = 1
```

```python new
from enum import IntEnum
class _B(IntEnum): ...
class E(_B):
    A = 1
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.index import tail
from stability_checker.compare.kinds import ENUM_KINDS
from stability_checker.compare.render import show
from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def enum_base_changed(old: Class, new: Class) -> Iterator[Finding]:
    if old.family is new.family is Family.ENUM:
        before, after = ({tail(each) for each in side.ancestors} & ENUM_KINDS for side in (old, new))
        if before != after:
            yield Finding(message="Its members are of another kind.", old=show(old), new=show(new))
