"""A callable no longer takes any number of positional arguments.

A call with more of them than there are parameters raises TypeError. When `f(*items)` became `f(items)`, this is the
finding, and the new parameter is not reported besides. A `**kwargs` that left together with `*args` is part of it.

```python old
def f(*items): ...
```

```python new
def f(items): ...
```

```findings
varargs_removed pkg.f(items)
```

```python old
def f(*args, **kwargs): ...
```

```python new
def f(path, *, mode="r"): ...
```

```findings
varargs_removed pkg.f(args)
```

```python old
def f(*args): ...
```

```python new
def f(*values): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import listed, show_signature
from stability_checker.compare.signatures import required_anew
from stability_checker.model.api import Function, Parameter
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def varargs_removed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    calls = context.calls(old, new)
    each, keywords = calls.varargs_removed, calls.kwargs_removed
    if each is None:
        return
    yield Finding(
        member=each.name,
        message=_message(each, keywords, required_anew(old, new)),
        old=show_signature(old.signature),
        new=show_signature(new.signature),
    )


def _message(positional: Parameter, keywords: Parameter | None, required: list[str]) -> str:
    lost = f"`*{positional.name}` was removed; further positional arguments"
    if keywords is not None:
        lost = f"`*{positional.name}` and `**{keywords.name}` were removed; further arguments of both kinds"
    needed = f", and so is a call without {listed(required)}" if required else ""
    return f"{lost} are refused{needed}."
