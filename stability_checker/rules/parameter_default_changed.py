"""A parameter has another default.

Calls that leave it out behave differently; nothing fails. A project for which defaults are part of the contract can
raise the level in its settings.

Another spelling of an equal value is no change, nor is a constant that moved, nor the default of a private parameter.
The `...` of a stub says that there is a default and not which, so nothing is known to have changed.

```python old
def f(a=None, b=()): ...
```

```python new
_UNSET = object()
def f(a=_UNSET, b=[]): ...
```

```findings
parameter_default_changed pkg.f(a)
parameter_default_changed pkg.f(b)
```

```python old
def f(t=5*60, s='x', _cache=1): ...
```

```python new
def f(t=300, s="x", _cache=2): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Function, Parameter
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def parameter_default_changed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for before, after in context.calls(old, new).default_changed:
        if _is_left_open(before, old) or _is_left_open(after, new):
            continue
        message = f"The default of `{after.name}` changed."
        yield Finding(member=after.name, message=message, old=show_parameter(before), new=show_parameter(after))


def _is_left_open(parameter: Parameter, holder: Function) -> bool:
    """Whether the default is the `...` of a stub, which says that there is one and not which."""
    return parameter.default == "..." and holder.location is not None and holder.location.file.endswith(".pyi")
