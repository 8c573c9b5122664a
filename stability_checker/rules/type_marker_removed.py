"""The `py.typed` marker was removed (PEP 561).

Type checkers ignore all annotations of the package from now on.

```python old
def f() -> int: ...
# file: pkg/py.typed
```

```python new
def f() -> int: ...
```

```findings
type_marker_removed py.typed
```

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
"""

from collections.abc import Iterator

from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def type_marker_removed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    if old.typed and not new.typed:
        yield Finding(symbol="py.typed", message="Type checkers no longer use the package's annotations.")
