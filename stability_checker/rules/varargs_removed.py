"""A callable no longer takes any number of positional arguments.

A call with more of them than there are parameters raises TypeError. When `f(*items)` became `f(items)`, this is the
finding, and the new parameter is not reported besides.

```python old
def f(*items): ...
```

```python new
def f(items): ...
```

```findings
varargs_removed pkg.f(items)
```

```python old
def f(*args): ...
```

```python new
def f(*values): ...
```

```findings
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
def varargs_removed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    each = context.calls(old, new).varargs_removed
    if each is not None:
        yield Finding(
            member=each.name,
            message=f"`*{each.name}` was removed; further positional arguments are refused.",
            old=show_signature(old.signature),
            new=show_signature(new.signature),
        )
