"""A parameter left the signature and is now taken through `**kwargs`.

Calls by keyword still work, whether the body picks the name out or hands the keywords on to a callable that cannot be
looked into. Editors and type checkers no longer know the parameter: usually the first step of a removal.

```python old
def f(a, b=1): return b
```

```python new
def f(a, **kw):
    return kw.pop("b", 1)
```

```findings
kwargs_added pkg.f(kw)
parameter_absorbed pkg.f(b)
```

```python old
def f(a, **kw): return kw.pop("b", 1)
```

```python new
def f(a, **kw): return kw.pop("b", 2)
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
def parameter_absorbed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).absorbed:
        message = f"The parameter `{each.name}` is taken through `**kwargs` alone."
        yield Finding(member=each.name, message=message, old=show_parameter(each))
