"""A parameter has another name.

A call that passes it by keyword raises TypeError; calls by position go on as before.

It is no break for parameters that are positional-only, for the first one of a method, nor for those of operators,
which the interpreter passes by position.

```python old
def f(a, timeout=1): ...
```

```python new
def f(a, wait=1): ...
```

```findings
parameter_renamed pkg.f(timeout)
```

```python old
def f(value): ...
```

```python new
def f(_value): ...
```

```findings
parameter_renamed pkg.f(value)
```

One that moved behind a new parameter is known by its type, and by a name that is the old one with words around it:

```python old
def f(body: bytes): ...
```

```python new
def f(env, raw_body: bytes): ...
```

```findings
parameter_added_required pkg.f(env)
parameter_renamed pkg.f(body)
```

```python old
def f(a, b, /): ...
class K:
    def m(self): ...
    def __eq__(self, o): ...
    __hash__ = None
```

```python new
def f(x, y, /): ...
class K:
    def m(this): ...
    def __eq__(self, other): ...
    __hash__ = None
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


@rule(Bump.MAJOR)
def parameter_renamed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for before, after in context.calls(old, new).renamed:
        message = f"The parameter `{before.name}` is now called `{after.name}`."
        yield Finding(
            member=before.name,
            message=message,
            old=show_parameter(before),
            new=show_parameter(after),
            renamed_to=after.name,
        )
