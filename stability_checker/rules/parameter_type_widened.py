"""A parameter accepts more types than before.

Callers gain. A subclass that overrides the method now accepts too little.

```python old
def f(a: list[int]) -> None: ...
```

```python new
from collections.abc import Sequence
def f(a: Sequence[int]) -> None: ...
```

```findings
parameter_type_widened pkg.f(a)
```

```python old
from typing import Callable
def f(a: int, b: Callable[[int], None]) -> None: ...
```

```python new
from typing import Any, Callable
def f(a: Any, b: Callable[..., None]) -> None: ...
```

```findings
parameter_type_widened pkg.f(a)
parameter_type_widened pkg.f(b)
```

```python old
from typing import List
def f(a: List[int]) -> None: ...
```

```python new
def f(a: list[int]) -> None: ...
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
def parameter_type_widened(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for change in context.parameter_types(old, new):
        if change.relation in (Relation.WIDER, Relation.VAGUER):
            yield change.finding("accepts more types")
