"""Passing a parameter now warns.

Calls go on to work until the parameter is removed.

A parameter that is new and deprecated at once concerns nobody yet.

```python old
def f(a, b=None): ...
```

```python new
import warnings
def f(a, b=None):
    if b is not None:
        warnings.warn("b is deprecated", DeprecationWarning, stacklevel=2)
```

```findings
parameter_deprecated pkg.f(b)
```

```python old
import warnings
def f(a):
    warnings.warn("something is odd", UserWarning, stacklevel=2)
```

```python new
import warnings
def f(a):
    warnings.warn("something is very odd", UserWarning, stacklevel=2)
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def parameter_deprecated(old: Function, new: Function) -> Iterator[Finding]:
    before = {each.name: each for each in old.signature.parameters}
    for each in new.signature.parameters:
        if each.deprecated is not None and each.name in before and before[each.name].deprecated is None:
            message = each.deprecated.message or f"The parameter `{each.name}` is deprecated."
            yield Finding(member=each.name, message=message, new=show_parameter(each))
