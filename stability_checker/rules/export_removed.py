"""A name still exists, but its module's `__all__` no longer offers it.

`from module import *` no longer brings the name, and `__all__` is how a module says what it promises: what is not
listed may change or vanish without notice.

It is no break for a name that was never listed, nor to list more names.

```python old
__all__ = ["f", "g"]
def f(): ...
def g(): ...
```

```python new
__all__ = ["f"]
def f(): ...
def g(): ...
```

```findings
export_removed pkg.g
```

```python old
def f(): ...
def g(): ...
```

```python new
__all__ = ["f"]
def f(): ...
def g(): ...
```

```findings
export_removed pkg.g
```

```python old
__all__ = ["f"]
def f(): ...
def g(): ...
```

```python new
__all__ = ["f"]
def f(): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.movements import UnlistedName
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def export_removed(old: UnlistedName) -> Iterator[Finding]:
    yield Finding(message=f"`__all__` no longer lists `{old.name}`.", old=old.name)
