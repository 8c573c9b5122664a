"""A class inherits from a class that it did not inherit from before.

Nothing that worked stops; a class that inherits from both may find that no order of resolution exists any more.

A new class that was put between existing ones, and private ones, are matters of the inside.

```python old
class A: ...
class K: ...
```

```python new
class A: ...
class K(A): ...
```

```findings
base_added pkg.K(A)
```

```python old
class K: ...
```

```python new
class _A: ...
class K(_A): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.index import tail
from stability_checker.compare.render import show
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def base_added(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    for each in context.gained_bases(old, new):
        yield Finding(member=tail(each), message=f"It inherits from `{each}` now.", old=show(old), new=show(new))
