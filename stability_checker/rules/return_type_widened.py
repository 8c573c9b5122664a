"""A callable may return more types than before.

Code that uses the result has a case to handle that did not exist.

A function that returned None and now returns something breaks nobody. Where several methods of a class name the class
itself, or another type, instead of `Self`, one of them speaks for all: those who derive from the class lose their own.

```python old
def f() -> int: ...
```

```python new
def f() -> int | None: ...
```

```findings
return_type_widened pkg.f
```

```python old
from typing import Self
class B:
    def m(self) -> Self: ...
    def n(self) -> Self: ...
```

```python new
class B:
    def m(self) -> "B": ...
    def n(self) -> "B": ...
```

```findings
return_type_widened pkg.B.m
```

```python old
def f() -> "int": ...
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
def return_type_widened(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    change = context.return_type(old, new)
    if change is not None and change.relation is Relation.WIDER:
        yield change.finding("may be of more types")
