"""`__all__` lists a name that does not exist.

`from module import *` raises AttributeError for everybody.

```python old
__all__ = ["f"]
def f(): ...
```

```python new
__all__ = ["f", "g"]
def f(): ...
```

```findings
export_missing pkg(g)
```

```python old
__all__ = ["f"]
def f(): ...
```

```python new
__all__ = ["f", "util"]
def f(): ...
# file: pkg/util.py
x: int = 0
```

```findings
module_added pkg.util
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Module
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def export_missing(old: Module, new: Module) -> Iterator[Finding]:
    for each in new.missing:
        if each not in old.missing:
            yield Finding(member=each, message=f"`__all__` lists `{each}`, which does not exist.")
