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

A function that did not say what it gave may have given a context manager all along.

```python old
def f(): return _open()
def _open(): ...
```

```python new
from contextlib import contextmanager
@contextmanager
def f(): yield 1
```

```findings
decorator_added pkg.f(contextmanager)
```
"""

from collections.abc import Iterator

from stability_checker.compare.decorators import is_opaque
from stability_checker.compare.index import tail
from stability_checker.compare.results import is_manager, may_have_managed
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def decorator_added(old: Function, new: Function) -> Iterator[Finding]:
    unseen = is_manager(new) and may_have_managed(old)
    for each in new.decorators if not old.decorators else ():
        if is_opaque(each, new) or (unseen and tail(each).endswith("contextmanager")):
            yield Finding(member=tail(each), message=f"It is decorated with `{tail(each)}` now.", new=f"@{each}")
