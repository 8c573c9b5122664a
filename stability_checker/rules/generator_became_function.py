"""A generator became a function that returns a value.

`next()`, `send()` and `close()` fail on the result.

It is no break when the function promised no more than an iterator or iterable, and still does; nor when a method hands
on what the generator that it overrides gives.

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

```python old
class B:
    def run(self):
        yield 1
class K(B):
    def run(self):
        yield 2
class L(B):
    def run(self):
        yield 3
```

```python new
class B:
    def run(self):
        yield 1
class K(B):
    def run(self):
        return super().run()
class L(B):
    def run(self):
        return [3]
```

```findings
generator_became_function pkg.L.run
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show
from stability_checker.compare.results import hands_on_a_generator, promises_iteration
from stability_checker.model.api import Flavour, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def generator_became_function(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    if old.name in ("__await__", "__iter__", "__reversed__"):
        return  # whoever calls these wants an iterator, and does not ask which
    if old.flavour is not Flavour.GENERATOR or new.flavour is not Flavour.PLAIN:
        return
    if not promises_iteration(new) and not hands_on_a_generator(new, context.new):
        yield Finding(message="It is no generator any more.", old=show(old), new=show(new))
