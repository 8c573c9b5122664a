"""A context manager changed between `with` and `async with`.

The statement that entered it raises TypeError.

```python old
from contextlib import contextmanager
@contextmanager
def f(a):
    yield a
```

```python new
from contextlib import asynccontextmanager
@asynccontextmanager
async def f(a):
    yield a
```

```findings
context_manager_became_async pkg.f
```

```python old
from contextlib import asynccontextmanager
@asynccontextmanager
async def f(a):
    yield a
```

```python new
from contextlib import asynccontextmanager
@asynccontextmanager
async def f(a):
    yield [a]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.compare.results import enters_async, is_manager
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def context_manager_became_async(old: Function, new: Function) -> Iterator[Finding]:
    if is_manager(old) and is_manager(new) and enters_async(old) is not enters_async(new):
        yield Finding(message=f"It was {old.flavour} and is {new.flavour}.", old=show(old), new=show(new))
