"""A function became a context manager.

Its result is no longer what it was: it has to be entered with `with`.

A function that gave a context manager before, as its annotation says, is as it was. Of one without an annotation
nobody knows: that it is decorated now is a minor finding.

```python old
def f(a):
    yield a
```

```python new
from contextlib import contextmanager
@contextmanager
def f(a):
    yield a
```

```findings
context_manager_gained pkg.f
```

```python old
from contextlib import AbstractContextManager, contextmanager
class _Manager(AbstractContextManager): ...
def f(a) -> AbstractContextManager:
    return _Manager()
```

```python new
from contextlib import contextmanager
from collections.abc import Iterator
@contextmanager
def f(a) -> Iterator[None]:
    yield
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.compare.results import is_manager, may_have_managed
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def context_manager_gained(old: Function, new: Function) -> Iterator[Finding]:
    if is_manager(new) and not is_manager(old) and not may_have_managed(old):
        yield Finding(message="It gives a context manager.", old=show(old), new=show(new))
