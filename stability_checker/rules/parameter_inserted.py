"""A parameter with a default was put before others that callers pass by position.

Positional arguments now land one parameter too early, mostly without an error. What the insertion shifts is not
reported as moved.

It is no break behind the last positional parameter, or as keyword-only.

```python old
def f(a, b=1): ...
```

```python new
def f(a, c=0, b=1): ...
```

```findings
parameter_inserted pkg.f(c)
```

```python old
def f(a, *, b=1): ...
```

```python new
def f(a, c=0, *, b=1): ...
```

```findings
parameter_added_optional pkg.f(c)
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
def parameter_inserted(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).inserted:
        message = f"The parameter `{each.name}` was inserted; positional arguments behind it shift."
        sides = show_signature(old.signature), show_signature(new.signature)
        yield Finding(member=each.name, message=message, old=sides[0], new=sides[1])
