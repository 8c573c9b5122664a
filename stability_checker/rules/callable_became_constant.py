"""A function or class became a constant.

Calling it raises TypeError.

```python old
def f(a): ...
```

```python new
f = 1
```

```findings
callable_became_constant pkg.f
```

```python old
def f(a): ...
```

```python new
f = None or (lambda a: a)
```

```findings
function_became_value pkg.f
```
"""

from collections.abc import Iterator

from stability_checker.compare.kinds import is_constant
from stability_checker.compare.render import show
from stability_checker.model.api import Attribute, Class, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def callable_became_constant(old: Function | Class, new: Attribute) -> Iterator[Finding]:
    if is_constant(new):
        yield Finding(message="It can no longer be called.", old=show(old), new=show(new))
