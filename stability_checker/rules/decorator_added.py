"""A decorator that is not known was put on a function.

What it makes of the function cannot be told from outside: its signature, its type, whether it can be pickled.

Decorators of the standard library that only mark or wrap a function are known, and so is a deprecation.

```python old
def _wrap(f): return f
def f(a): return a
```

```python new
def _wrap(f): return f
@_wrap
def f(a): return a
```

```findings
decorator_added pkg.f(_wrap)
```

```python old
def f(a): return a
```

```python new
from functools import lru_cache
@lru_cache
def f(a): return a
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.decorators import is_opaque
from stability_checker.compare.index import tail
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def decorator_added(old: Function, new: Function) -> Iterator[Finding]:
    for each in new.decorators:
        if each not in old.decorators and not old.decorators and is_opaque(each, new):
            yield Finding(member=tail(each), message=f"It is decorated with `{tail(each)}` now.", new=f"@{each}")
