"""A function can no longer be awaited.

`await` on its result raises TypeError.

It is no break when the function still gives an awaitable, as its annotation or a decorator says.

```python old
async def f(a) -> int: ...
```

```python new
def f(a) -> int: ...
```

```findings
function_became_sync pkg.f
```

```python old
async def f(a) -> int: ...
```

```python new
from collections.abc import Awaitable
def f(a) -> Awaitable[int]: ...
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
def function_became_sync(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    if old.flavour is Flavour.ASYNC and new.flavour is Flavour.PLAIN and not gives_awaitable(new):
        yield Finding(message="It can no longer be awaited.", old=show(old), new=show(new))
