"""A function must be awaited now.

A call gives a coroutine instead of the result.

It is no break when the function gave an awaitable before: annotated as one, or by a decorator that makes coroutines.

```python old
def f(a) -> int: ...
```

```python new
async def f(a) -> int: ...
```

```findings
function_became_async pkg.f
```

```python old
from collections.abc import Awaitable
def f(a) -> Awaitable[int]: ...
```

```python new
async def f(a) -> int: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show
from stability_checker.compare.results import gives_awaitable
from stability_checker.model.api import Flavour, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def function_became_async(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    if old.flavour is Flavour.PLAIN and new.flavour is Flavour.ASYNC and not gives_awaitable(old):
        yield Finding(message="It must be awaited.", old=show(old), new=show(new))
