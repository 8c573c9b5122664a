"""A callable returns fewer types than before.

Callers gain. A subclass that overrides the method may now return too much.

```python old
def f() -> int | None: ...
def g() -> None: ...
```

```python new
def f() -> int: ...
def g() -> int: ...
```

```findings
return_type_narrowed pkg.f
return_type_narrowed pkg.g
```

```python old
def f(): ...
```

```python new
def f() -> int: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.annotations import Relation
from stability_checker.compare.context import Context
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def return_type_narrowed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    change = context.return_type(old, new)
    if change is not None and change.relation is Relation.NARROWER:
        yield change.finding("is of fewer types")
