"""A parameter can be passed by position and by keyword, where only one of the two worked.

Nothing breaks. From now on its name, or its place, is part of the promise.

```python old
def f(a, /): ...
def g(*, a=1): ...
```

```python new
def f(a): ...
def g(a=1): ...
```

```findings
parameter_accepts_more_forms pkg.f(a)
parameter_accepts_more_forms pkg.g(a)
```

```python old
def f(a, /): ...
```

```python new
def f(b, /): ...
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
def parameter_accepts_more_forms(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for before, after in context.calls(old, new).now_freer:
        message = f"The parameter `{after.name}` can be passed by position and by keyword."
        yield Finding(member=after.name, message=message, old=show_parameter(before), new=show_parameter(after))
