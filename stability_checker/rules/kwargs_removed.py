"""A callable no longer takes keywords that it does not name.

A call with such a keyword raises TypeError. Where `*args` left with it, that is told as one change.

It is no break when the body took a closed set of names out of `**kwargs` and the signature names them now.

```python old
def f(a, **kw): ...
```

```python new
def f(a): ...
```

```findings
kwargs_removed pkg.f(kw)
```

```python old
def _g(*, b=1): ...
def f(a, **kw): return _g(**kw)
```

```python new
def f(a, *, b=1): ...
```

```findings
```

Where they went to something that cannot be looked into, and parameters take their place, the set may well be the same:

```python old
def made(): return print
def f(a, **kw): return made()(a, **kw)
```

```python new
def made(): return print
def f(a, sep=" "): return made()(a, sep=sep)
```

```findings
parameter_added_optional pkg.f(sep)
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
def kwargs_removed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    calls = context.calls(old, new)
    each = calls.kwargs_removed
    if each is not None and calls.varargs_removed is None:
        yield Finding(
            member=each.name,
            message=f"`**{each.name}` was removed; further keywords are refused.",
            old=show_signature(old.signature),
            new=show_signature(new.signature),
        )
