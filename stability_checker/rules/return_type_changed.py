"""A callable returns another type, unrelated to the one before.

Code that uses the result fails.

It is no break where one of the types is not known well enough to tell.

```python old
def f() -> bytes: ...
def g() -> list[int]: ...
```

```python new
from collections.abc import Iterator
def f() -> str: ...
def g() -> Iterator[int]: ...
```

```findings
return_type_changed pkg.f
return_type_changed pkg.g
```

```python old
def f() -> "elsewhere.Thing": ...
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


@rule(Bump.MAJOR)
def return_type_changed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    change = context.return_type(old, new)
    if change is not None and change.relation is Relation.UNRELATED:
        yield change.finding("is of another type")
