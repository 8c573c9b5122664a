"""Importing a package no longer brings one of its submodules along.

`import pkg; pkg.util` raises AttributeError until somebody imports `pkg.util`.

It is no break when the package loads the submodule on demand, or for a submodule that is private or gone: that is a
finding of its own.

```python old
from . import util
# file: pkg/util.py
def f(): ...
```

```python new
# file: pkg/util.py
def f(): ...
```

```findings
submodule_no_longer_loaded pkg(util)
```

```python old
from .util import f
__all__ = ["f"]
# file: pkg/util.py
def f(): ...
```

```python new
from . import util
__all__ = ["f"]
f = util.f
# file: pkg/util.py
def f(): ...
```

```findings
```

A submodule that gave way to a function of its name is told by another rule.

```python old
from . import util
# file: pkg/util.py
def f(): ...
```

```python new
def util(): ...
```

```findings
module_replaced pkg.util
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Module
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def submodule_no_longer_loaded(old: Module, new: Module, context: Context) -> Iterator[Finding]:
    for each in old.loads:
        name = f"{new.path}.{each}"
        if each in new.loads or each in new.served or context.is_emptied(name):
            continue
        if name in context.old.names and isinstance(context.new.names.get(name), Module):
            yield Finding(member=each, message=f"Importing it no longer imports its submodule `{each}`.")
