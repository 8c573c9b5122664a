"""A new parameter takes a keyword that `**kwargs` used to collect.

A caller whose free keywords happen to hold this name finds it taken away from the rest.

It is no break when the body picked this very name out of `**kwargs`, when it refused unknown names, or when it handed
the keywords on to a callable: then the names were never free. Nor where it did nothing with them.

```python old
def f(a, **options): return options
```

```python new
def f(a, mode=None, **options): return options
```

```findings
parameter_shadows_keywords pkg.f(mode)
```

```python old
def f(a, **options): return print(a, **options)
```

```python new
def f(a, mode=None, **options): return print(a, **options)
```

```findings
parameter_added_optional pkg.f(mode)
```

Keywords that are handed over as a dictionary, or to something without a name, are handed on all the same:

```python old
def f(a, **options): return setup(a, options)
def g(a, **options): return made()(a, **options)
def h(a, **options): return a
def setup(a, options): return options.get("mode")
def made(): return setup
```

```python new
def f(a, mode=None, **options): return setup(a, options)
def g(a, mode=None, **options): return made()(a, **options)
def h(a, mode=None, **options): return a
def setup(a, options): return options.get("mode")
def made(): return setup
```

```findings
parameter_added_optional pkg.f(mode)
parameter_added_optional pkg.g(mode)
parameter_added_optional pkg.h(mode)
```

Typed keywords (PEP 692) are still in `**kwargs`.

```python old
def f(a, **options): return {"a": a, **options}
```

```python new
from typing import TypedDict, Unpack
class _Options(TypedDict, total=False):
    mode: str
def f(a, **options: Unpack[_Options]): return {"a": a, **options}
```

```findings
parameter_added_optional pkg.f(mode)
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def parameter_shadows_keywords(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).shadowing:
        message = f"The parameter `{each.name}` takes a keyword that `**kwargs` used to collect."
        yield Finding(member=each.name, message=message, new=show_parameter(each))
