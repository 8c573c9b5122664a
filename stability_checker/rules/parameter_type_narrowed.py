"""A parameter accepts fewer types than before.

A type checker rejects arguments that it used to accept, and the code behind may fail on them.

It is no break where one of the types is not known well enough to tell.

```python old
def f(a: int | None = None) -> None: ...
```

```python new
def f(a: int = 0) -> None: ...
```

```findings
parameter_default_changed pkg.f(a)
parameter_type_narrowed pkg.f(a)
```

```python old
from typing import Literal
def f(mode: Literal["r", "w"]) -> None: ...
```

```python new
from typing import Literal
def f(mode: Literal["r"]) -> None: ...
```

```findings
parameter_type_narrowed pkg.f(mode)
```

```python old
from typing import Optional
def f(a: Optional[int] = None) -> None: ...
```

```python new
def f(a: int | None = None) -> None: ...
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
def parameter_type_narrowed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for change in context.parameter_types(old, new):
        if change.relation is Relation.NARROWER:
            yield change.finding("accepts fewer types")
