"""A protocol asks for one more member.

Classes that matched it before match no longer.

A protocol that gives the member a default still asks for it.

```python old
from typing import Protocol
class P(Protocol):
    def a(self) -> int: ...
```

```python new
from typing import Protocol
class P(Protocol):
    def a(self) -> int: ...
    def b(self) -> int: ...
```

```findings
method_added pkg.P.b
protocol_member_added pkg.P(b)
```

```python old
from typing import Protocol
class P(Protocol):
    def a(self) -> int: ...
```

```python new
from typing import Protocol
class P(Protocol):
    def a(self) -> int: ...
    def _b(self) -> int: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.index import is_spoken
from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def protocol_member_added(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    if old.family is new.family is Family.PROTOCOL:
        known = context.old.members(old)
        for name in context.new.members(new):
            if name not in known and is_spoken(name):
                yield Finding(member=name, message=f"Classes must have `{name}` to match.")
