"""A parameter that had to be given may be left out.

Nothing breaks.

```python old
def f(a, b): ...
```

```python new
def f(a, b=1): ...
```

```findings
parameter_default_added pkg.f(b)
```

```python old
def f(a, b=1): ...
```

```python new
def f(a, b = 1): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def parameter_default_added(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for before, after in context.calls(old, new).default_added:
        message = f"The parameter `{after.name}` may be left out."
        yield Finding(member=after.name, message=message, old=show_parameter(before), new=show_parameter(after))
