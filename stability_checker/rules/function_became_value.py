"""A function became a variable that holds something callable.

Calls go on as far as can be seen; what asks for a function, or for its signature, notices.

When the variable holds a constant, nothing can call it: that is a break with a rule of its own.

```python old
def f(a): ...
```

```python new
from functools import partial
def _f(a, b): ...
f = partial(_f, b=1)
```

```findings
function_became_value pkg.f
```

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
"""

from collections.abc import Iterator

from stability_checker.compare.kinds import is_constant
from stability_checker.compare.render import show
from stability_checker.model.api import Attribute, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def function_became_value(old: Function, new: Attribute) -> Iterator[Finding]:
    if new.role != "served" and not is_constant(new):
        yield Finding(message="The function is a variable now.", old=show(old), new=show(new))
