"""A class no longer inherits from a class that it used to inherit from.

`isinstance`, `issubclass` and `except` clauses for the lost ancestor no longer match, and a type checker refuses the
class where the ancestor is expected. The ancestors decide, near or far, not the list of bases: members that left with
the ancestor belong to this finding.

It is no break to put a class between the two, to write `object` or not, or to lose a private base.

```python old
class A: ...
class B: ...
class K(A): ...
class E(ValueError): ...
```

```python new
class A: ...
class B: ...
class K(B): ...
class E(Exception): ...
```

```findings
base_added pkg.K(B)
base_removed pkg.E(ValueError)
base_removed pkg.K(A)
```

```python old
class A: ...
class K(A): ...
class O(object): ...
```

```python new
class A: ...
class Mid(A): ...
class K(Mid): ...
class O: ...
```

```findings
```

Nor does it break anything where the base became a stand-in that answers `issubclass` itself:

```python old
class _Meta(type): ...
class A(metaclass=_Meta): ...
class K(A): ...
```

```python new
class _Meta(type): ...
class _Answering(_Meta):
    def __subclasscheck__(cls, other):
        return issubclass(other, K)
class A(metaclass=_Answering): ...
class K: ...
```

```findings
```

A class that has become its own base is what it was a kind of.

```python old
class A: ...
class K(A): ...
```

```python new
class A: ...
K = A
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


@rule(Bump.MAJOR)
def base_removed(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    for each in context.lost_bases(old, new):
        yield Finding(member=tail(each), message=f"It no longer inherits from `{each}`.", old=show(old), new=show(new))
