"""A generator became a function that returns a value.

`next()`, `send()` and `close()` fail on the result.

It is no break when the function promised no more than an iterator or iterable, and still does.

```python old
def f(a):
    yield a
```

```python new
def f(a):
    return [a]
```

```findings
generator_became_function pkg.f
```

```python old
from collections.abc import Iterable
def f(a) -> Iterable[int]:
    yield a
```

```python new
from collections.abc import Iterable
def f(a) -> Iterable[int]:
    return [a]
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.compare.results import promises_iteration
from stability_checker.model.api import Flavour, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def generator_became_function(old: Function, new: Function) -> Iterator[Finding]:
    if old.name in ("__await__", "__iter__", "__reversed__"):
        return  # whoever calls these wants an iterator, and does not ask which
    if old.flavour is Flavour.GENERATOR and new.flavour is Flavour.PLAIN and not promises_iteration(new):
        yield Finding(message="It is no generator any more.", old=show(old), new=show(new))
