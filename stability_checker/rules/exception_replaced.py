"""A function raises another exception in the place of the one before.

`except` clauses for the old one no longer catch it.

It is no break to raise a subclass of the old exception. Exceptions that merely went away, or several that changed at
once, are not reported: the error may be raised elsewhere. Nor is a function whose signature changed besides.

```python old
def f(a):
    raise ValueError(a)
```

```python new
def f(a):
    raise RuntimeError(a)
```

```findings
exception_replaced pkg.f(ValueError)
```

```python old
def f(a):
    raise LookupError(a)
```

```python new
def f(a):
    raise KeyError(a)
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.index import tail
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def exception_replaced(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    lost, come = context.exceptions(old, new)
    if len(lost) == len(come) == len(old.raises) == len(new.raises) == 1 and old.signature == new.signature:
        message = f"It raises `{tail(come[0])}` instead of `{tail(lost[0])}`."
        yield Finding(member=tail(lost[0]), message=message, old=lost[0], new=come[0])
