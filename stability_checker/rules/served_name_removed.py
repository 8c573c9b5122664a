"""A module's `__getattr__` no longer answers a name.

The name was there for whoever asked (PEP 562); now asking raises AttributeError.

It is no break when the module defines the name itself instead.

```python old
def __getattr__(name):
    if name == "f":
        return print
    raise AttributeError(name)
```

```python new
def __getattr__(name):
    raise AttributeError(name)
```

```findings
served_name_removed pkg.f
```

```python old
def __getattr__(name):
    if name == "f":
        return print
    raise AttributeError(name)
```

```python new
def f(): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def served_name_removed(old: Attribute) -> Iterator[Finding]:
    if old.role == "served":
        yield Finding(message="The module no longer serves this name.", old=old.name)
