"""A parameter was removed, and `**kwargs` swallow what callers still pass.

The call succeeds and the argument no longer does anything: worse than an error, because nobody is told.

It is no break when the body picks the name out of `**kwargs`, or hands them on to a callable that takes it.

```python old
def f(a, regex=None, **extra): return extra
```

```python new
def f(a, **extra): return extra
```

```findings
parameter_swallowed pkg.f(regex)
```

```python old
def f(a, regex=None, **extra): ...
```

```python new
def f(a, **extra):
    regex = extra.pop("regex", None)
    return regex
```

```findings
parameter_absorbed pkg.f(regex)
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
def parameter_swallowed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).swallowed:
        message = f"The parameter `{each.name}` was removed; `**kwargs` take it and nothing uses it."
        yield Finding(member=each.name, message=message, old=show_parameter(each))
