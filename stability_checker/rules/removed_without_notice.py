"""An object or a parameter was removed that no release had deprecated.

The removal has its own finding, which says what it asks of the version; this one says that nobody was warned. A project
that promises a notice can make it fail the gate.

What carried a deprecation, by decorator, warning or docstring, was announced.

```python old
def f(): ...
x: int = 1
```

```python new
x: int = 1
```

```findings
function_removed pkg.f
removed_without_notice pkg.f
```

```python old
from warnings import deprecated
@deprecated("use g")
def f(): ...
x: int = 1
```

```python new
x: int = 1
```

```findings
function_removed pkg.f
```

```python old
def f(a, b=1): ...
```

```python new
def f(a): ...
```

```findings
parameter_removed pkg.f(b)
removed_without_notice pkg.f(b)
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Function, Object
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule

_MESSAGE = "It was removed without a deprecation before."


@rule(Bump.PATCH)
def removed_without_notice(old: Object, new: Function | None, context: Context) -> Iterator[Finding]:
    if old.deprecated is not None:
        return
    if new is None:
        yield Finding(message=_MESSAGE)
    elif isinstance(old, Function):
        for each in context.calls(old, new).removed:
            if each.deprecated is None:
                yield Finding(member=each.name, message=_MESSAGE)
