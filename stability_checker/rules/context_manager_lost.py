"""A function no longer gives a context manager.

`with f():` raises TypeError.

It is no break when the result still can be entered, as its annotation says.

```python old
from contextlib import contextmanager
@contextmanager
def f(a):
    yield a
```

```python new
def f(a):
    yield a
```

```findings
context_manager_lost pkg.f
```

```python old
from contextlib import contextmanager
@contextmanager
def f(a):
    yield a
```

```python new
from contextlib import contextmanager
@contextmanager
def f(a):
    yield [a]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.compare.results import is_manager
from stability_checker.model.api import Flavour, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def context_manager_lost(old: Function, new: Function) -> Iterator[Finding]:
    silent = new.flavour is Flavour.PLAIN and new.signature.returns not in (None, "None")
    if is_manager(old) and not is_manager(new) and not silent:
        yield Finding(message="It gives no context manager any more.", old=show(old), new=show(new))
