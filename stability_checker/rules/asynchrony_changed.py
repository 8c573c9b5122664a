"""A callable changed between a coroutine function, a generator and an asynchronous generator.

Each of them is used in its own way: `await`, `for`, `async for`.

```python old
async def f(a):
    yield a
```

```python new
async def f(a):
    return [a]
```

```findings
asynchrony_changed pkg.f
```

```python old
async def f(a):
    yield a
```

```python new
async def f(a):
    yield a
    yield a
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.decorators import is_opaque
from stability_checker.compare.render import show
from stability_checker.compare.results import gives_awaitable, is_async_generator_change
from stability_checker.model.api import Flavour, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def asynchrony_changed(old: Function, new: Function) -> Iterator[Finding]:
    plain, managers = Flavour.PLAIN, (Flavour.CONTEXT_MANAGER, Flavour.ASYNC_CONTEXT_MANAGER)
    if old.flavour is new.flavour or (plain in (old.flavour, new.flavour) and not is_async_generator_change(old, new)):
        return
    if any(is_opaque(each, new) for each in new.decorators if each not in old.decorators):
        return  # what the decorator makes of it may well be awaited as before
    if gives_awaitable(old) and new.flavour is Flavour.ASYNC:
        return  # a coroutine made of a generator by a decorator
    if old.flavour not in managers and new.flavour not in managers:
        yield Finding(message=f"It was {old.flavour} and is {new.flavour}.", old=show(old), new=show(new))
