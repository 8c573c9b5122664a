"""A parameter was added before `*args`.

The first of the extra arguments now binds to it.

It is no break as a keyword-only parameter behind `*args`.

```python old
def f(a, *args): ...
```

```python new
def f(a, b=None, *args): ...
```

```findings
parameter_added_before_varargs pkg.f(b)
```

```python old
def f(a, *args): ...
```

```python new
def f(a, *args, b=None): ...
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
def parameter_added_before_varargs(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).before_varargs:
        message = f"The parameter `{each.name}` takes an argument that `*args` used to take."
        yield Finding(member=each.name, message=message, new=show_parameter(each))
