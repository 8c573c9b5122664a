"""A protocol can no longer be used with `isinstance`.

Without `typing.runtime_checkable` the check raises TypeError.

```python old
from typing import Protocol, runtime_checkable
@runtime_checkable
class P(Protocol):
    def a(self) -> int: ...
```

```python new
from typing import Protocol
class P(Protocol):
    def a(self) -> int: ...
```

```findings
runtime_check_removed pkg.P
```

```python old
from typing import Protocol
class P(Protocol):
    def a(self) -> int: ...
```

```python new
from typing import Protocol, runtime_checkable
@runtime_checkable
class P(Protocol):
    def a(self) -> int: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def runtime_check_removed(old: Class, new: Class) -> Iterator[Finding]:
    if old.options.get("runtime", False) and not new.options.get("runtime", False) and new.family is Family.PROTOCOL:
        yield Finding(message="`isinstance` raises TypeError.", old="@runtime_checkable")
