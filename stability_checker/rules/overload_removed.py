"""A typed way to call a function was removed.

A type checker rejects calls that only this overload allowed.

It is no break when another overload takes the same arguments; and when the function itself lost a parameter, that is
the finding.

```python old
from typing import overload
@overload
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
@overload
def f(a: bytes) -> bytes: ...
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
overload_removed pkg.f
```

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
def f(a: str) -> str: ...
@overload
def f(a: int) -> int: ...
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


@rule(Bump.MAJOR)
def overload_removed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.lost_overloads(old, new) if context.accepts_all(old, new) else ():
        yield Finding(message="A typed way to call it was removed.", old=show_signature(each))
