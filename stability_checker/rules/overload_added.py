"""A typed way to call a function was added.

Nothing breaks.

```python old
from typing import overload
@overload
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
def f(a): return a
```

```python new
from typing import overload
@overload
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
@overload
def f(a: bytes) -> bytes: ...
def f(a): return a
```

```findings
overload_added pkg.f
```

```python old
def f(a: int) -> int: return a
```

```python new
from typing import overload
@overload
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
def f(a): return a
```

```findings
overload_added pkg.f
```

To say of a function that took anything what it takes is no addition.

```python old
def f(a): return a
```

```python new
from typing import overload
@overload
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
def f(a): return a
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_signature
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def overload_added(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.lost_overloads(new, old):
        yield Finding(message="A typed way to call it was added.", new=show_signature(each))
