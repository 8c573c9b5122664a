"""A parameter was removed.

A call that passes it raises TypeError. A keyword that the body took out of `**kwargs` counts as a parameter too.

It is no break when `**kwargs` still take it: because the body picks the name out, or because they are handed on to a
callable that takes it.

```python old
def f(a, b=1): ...
```

```python new
def f(a): ...
```

```findings
parameter_removed pkg.f(b)
```

```python old
class B:
    def __init__(self, a, b=1): ...
class K(B): ...
```

```python new
class B:
    def __init__(self, a): ...
class K(B): ...
```

```findings
parameter_removed pkg.B.__init__(b)
```

```python old
def _g(*, a=1, b=2): ...
def f(**kw): return _g(**kw)
```

```python new
def _g(*, a=1): ...
def f(**kw): return _g(**kw)
```

```findings
parameter_removed pkg.f(b)
```

```python old
def _g(*, a=1, b=2): ...
def f(*, a=1, b=2): return _g(a=a, b=b)
```

```python new
def _g(*, a=1, b=2): ...
def f(**kw): return _g(**kw)
```

```findings
kwargs_added pkg.f(kw)
```

A method that a module offers as a function is one and the same callable:

```python old
class Reader:
    def read(self, path, mode=None): ...
_reader = Reader()
read = _reader.read
```

```python new
class Reader:
    def read(self, path): ...
_reader = Reader()
read = _reader.read
```

```findings
parameter_removed pkg.read(mode)
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
def parameter_removed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    for each in context.calls(old, new).removed:
        yield Finding(member=each.name, message=f"The parameter `{each.name}` was removed.", old=show_parameter(each))
