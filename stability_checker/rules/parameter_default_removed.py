"""A parameter lost its default.

A call that leaves it out raises TypeError.

```python old
def f(a, b=1): ...
```

```python new
def f(a, b): ...
```

```findings
parameter_default_removed pkg.f(b)
```

```python old
def f(a, b=1): ...
```

```python new
def f(a, b=1.0): ...
```

```findings
parameter_default_changed pkg.f(b)
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
def parameter_default_removed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for before, after in context.calls(old, new).default_removed:
        message = f"The parameter `{after.name}` must be given."
        yield Finding(member=after.name, message=message, old=show_parameter(before), new=show_parameter(after))
