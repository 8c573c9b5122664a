"""A parameter without a default was added.

Every call that was right before lacks an argument now.

It is no break to add one with a default.

```python old
def f(a): ...
def g(a): ...
```

```python new
def f(a, b): ...
def g(a, *, b): ...
```

```findings
parameter_added_required pkg.f(b)
parameter_added_required pkg.g(b)
```

```python old
class K: ...
```

```python new
class K:
    def __init__(self, a): ...
```

```findings
parameter_added_required pkg.K.__init__(a)
```

```python old
def f(a): ...
```

```python new
def f(a, b=None): ...
```

```findings
parameter_added_optional pkg.f(b)
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def parameter_added_required(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).added_required:
        message = f"The parameter `{each.name}` was added without a default."
        yield Finding(member=each.name, message=message, new=show_parameter(each))
