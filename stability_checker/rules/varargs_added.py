"""A callable takes any number of positional arguments now.

Nothing breaks.

```python old
def f(a): ...
```

```python new
def f(a, *args): ...
```

```findings
varargs_added pkg.f(args)
```

```python old
def f(a, *args): ...
```

```python new
def f(a, *rest): ...
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


@rule(Bump.MINOR)
def varargs_added(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    each = context.calls(old, new).varargs_added
    if each is not None:
        yield Finding(
            member=each.name, message=f"`*{each.name}` takes further arguments.", new=show_signature(new.signature)
        )
