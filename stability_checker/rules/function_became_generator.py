"""A function that returned a value became a generator.

The result can be iterated once and nothing else, and the body does not run until it is.

It is no break when the function promised no more than an iterator or iterable before.

```python old
def f(a):
    return [a]
```

```python new
def f(a):
    yield a
```

```findings
function_became_generator pkg.f
```

```python old
from collections.abc import Iterator
def f(a) -> Iterator[int]:
    return iter([a])
```

```python new
from collections.abc import Iterator
def f(a) -> Iterator[int]:
    yield a
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
def function_became_generator(old: Function, new: Function) -> Iterator[Finding]:
    if old.name in ("__await__", "__iter__", "__reversed__"):
        return  # whoever calls these wants an iterator, and does not ask which
    if old.flavour is Flavour.PLAIN and new.flavour is Flavour.GENERATOR and not promises_iteration(old):
        yield Finding(message="It gives a generator.", old=show(old), new=show(new))
