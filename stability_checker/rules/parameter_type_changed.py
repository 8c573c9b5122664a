"""A parameter takes another type, unrelated to the one before.

Arguments of the old type are wrong now.

It is no break where one of the types is not known well enough to tell.

```python old
def f(a: int) -> None: ...
```

```python new
def f(a: str) -> None: ...
```

```findings
parameter_type_changed pkg.f(a)
```

```python old
def f(a: "elsewhere.Thing") -> None: ...
```

```python new
def f(a: int) -> None: ...
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
def parameter_type_changed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for change in context.parameter_types(old, new):
        if change.relation is Relation.UNRELATED:
            yield change.finding("takes another type")
