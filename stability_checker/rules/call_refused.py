"""A call that was accepted is refused, although no parameter by itself says why.

The parameters changed their kinds and places together, so that an argument finds its place taken: the call raises
TypeError. The finding shows such a call.

Where a single parameter explains the refusal, its own rule tells it and this one is silent.

```python old
def f(a=0, /, *, b=1): ...
```

```python new
def f(b=0, *rest): ...
```

```findings
call_refused pkg.f
parameter_accepts_more_forms pkg.f(b)
parameter_default_changed pkg.f(b)
varargs_added pkg.f(rest)
```

```python old
def f(a=0, *, b=1): ...
```

```python new
def f(a=0, b=1): ...
```

```findings
parameter_accepts_more_forms pkg.f(b)
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
def call_refused(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    call = context.calls(old, new).refused
    if call is not None:
        arguments = [*(["..."] * call[0]), *(f"{name}=..." for name in sorted(call[1]))]
        yield Finding(
            message=f"`{old.name}({', '.join(arguments)})` is refused.",
            old=show_signature(old.signature),
            new=show_signature(new.signature),
        )
