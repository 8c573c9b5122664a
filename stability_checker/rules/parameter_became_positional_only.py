"""A parameter can no longer be passed by keyword.

A call that does raises TypeError.

A name with a leading underscore was never meant to be passed by keyword.

```python old
def f(a): ...
```

```python new
def f(a, /): ...
```

```findings
parameter_became_positional_only pkg.f(a)
```

```python old
def f(_a): ...
```

```python new
def f(_a, /): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter, show_signature
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def parameter_became_positional_only(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for before, _ in context.calls(old, new).now_positional_only:
        message = f"The parameter `{before.name}` is positional-only."
        yield Finding(
            member=before.name, message=message, old=show_parameter(before), new=show_signature(new.signature)
        )
