"""One typed way to call a function is deprecated now (PEP 702).

Type checkers report calls that use it.

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
from warnings import deprecated
@overload
def f(a: int) -> int: ...
@overload
@deprecated("no str")
def f(a: str) -> str: ...
def f(a): return a
```

```findings
overload_deprecated pkg.f
```

```python old
from typing import overload
from warnings import deprecated
@overload
@deprecated("no int")
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
def f(a): return a
```

```python new
from typing import overload
from warnings import deprecated
@overload
@deprecated("no int any more")
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
def f(a): return a
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show_signature
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def overload_deprecated(old: Function, new: Function) -> Iterator[Finding]:
    before = {each.parameters: each.deprecated for each in old.overloads}
    for each in new.overloads:
        if each.deprecated is not None and before.get(each.parameters, each.deprecated) is None:
            yield Finding(message=each.deprecated.message or "An overload is deprecated.", new=show_signature(each))
