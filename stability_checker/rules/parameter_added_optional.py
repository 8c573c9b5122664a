"""A parameter with a default was added, behind those that callers pass by position.

Callers gain. A subclass that overrides the method does not accept the new argument until it is adapted.

A keyword that `**kwargs` took before, and that is now spelled out, is nothing new.

```python old
class K:
    def m(self, a): ...
```

```python new
class K:
    def m(self, a, b=None, *, c=1): ...
```

```findings
parameter_added_optional pkg.K.m(b)
parameter_added_optional pkg.K.m(c)
```

```python old
def f(a, **kw): return kw.pop("b", None)
```

```python new
def f(a, *, b=None, **kw): return b
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
def parameter_added_optional(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).added_optional:
        yield Finding(member=each.name, message=f"The parameter `{each.name}` was added.", new=show_parameter(each))
