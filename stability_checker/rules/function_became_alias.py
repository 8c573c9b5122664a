"""A function is now a second name of another one.

Calls go on. Its `__name__` is another: what pickles, logs or registers functions by their name notices.

A function that moved to another module, under its own name, is no alias.

```python old
def f(a): ...
```

```python new
def _f(a): ...
f = _f
```

```findings
function_became_alias pkg.f
```

```python old
# file: pkg/a.py
def f(a): ...
# file: pkg/b.py
x: int = 0
```

```python new
# file: pkg/a.py
from .b import f as f
# file: pkg/b.py
x: int = 0
def f(a): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Binding, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def function_became_alias(old: Function, new: Function) -> Iterator[Finding]:
    if old.name != new.name and old.binding is new.binding is Binding.FUNCTION:
        yield Finding(message=f"It is another name of `{new.name}`.", old=show(old), new=show(new))
