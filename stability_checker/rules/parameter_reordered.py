"""Positional parameters stand in another order.

Positional arguments land in the wrong parameters, mostly without an error.

The order of keyword-only parameters means nothing, and a parameter that another one pushed back has not moved.

```python old
def f(x, w=0, h=0): ...
```

```python new
def f(x, h=0, w=0): ...
```

```findings
parameter_reordered pkg.f(h)
```

One that went to the end is one that moved, however many stood behind it.

```python old
def f(callback=None, x=0, y=0): ...
```

```python new
def f(x=0, y=0, callback=None): ...
```

```findings
parameter_reordered pkg.f(callback)
```

```python old
def f(*, a=1, b=2): ...
```

```python new
def f(*, b=2, a=1): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_signature
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def parameter_reordered(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).reordered:
        yield Finding(
            member=each.name,
            message=f"The parameter `{each.name}` moved to another place in the order.",
            old=show_signature(old.signature),
            new=show_signature(new.signature),
        )
