"""The ancestors of a class are resolved in another order.

A member that two of them define comes from the other one now, and a subclass with several bases may have no order of
resolution any more.

```python old
class A:
    def m(self): ...
class B:
    def m(self): ...
class K(A, B): ...
```

```python new
class A:
    def m(self): ...
class B:
    def m(self): ...
class K(B, A): ...
```

```findings
bases_reordered pkg.K
```

```python old
class A: ...
class B(A): ...
class K(B, A): ...
```

```python new
class A: ...
class B(A): ...
class K(B): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def bases_reordered(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    common = set(old.ancestors) & set(new.ancestors)
    before, after = ([each for each in side.ancestors if each in common] for side in (old, new))
    if before != after and not context.loses_a_base(old, new):
        yield Finding(message="Its ancestors are resolved in another order.", old=show(old), new=show(new))
