"""A callable takes any keyword now.

Nothing breaks; a misspelt keyword is no longer refused.

```python old
def f(a): ...
```

```python new
def f(a, **kw): ...
```

```findings
kwargs_added pkg.f(kw)
```

```python old
def f(a, **kw): ...
```

```python new
def f(a, **options): ...
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
def kwargs_added(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    each = context.calls(old, new).kwargs_added
    if each is not None:
        yield Finding(
            member=each.name, message=f"`**{each.name}` takes further keywords.", new=show_signature(new.signature)
        )
