"""The `py.typed` marker was added (PEP 561).

Type checkers read the package's annotations now, and may find mistakes that they could not see.

```python old
def f() -> int: ...
```

```python new
def f() -> int: ...
# file: pkg/py.typed
```

```findings
type_marker_added py.typed
```

```python old
def f() -> int: ...
# file: pkg/py.typed
```

```python new
def f() -> int: return 1
# file: pkg/py.typed
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def type_marker_added(old: Metadata, new: Metadata) -> Iterator[Finding]:
    if new.typed and not old.typed:
        yield Finding(symbol="py.typed", message="Type checkers use the package's annotations.")
