"""`__match_args__` lost an entry or changed its order.

`case K(a, b)` binds other attributes, or raises TypeError for too many patterns.

It is no break to add names at the end. Data classes and named tuples derive the entry from their fields, which have
rules of their own.

```python old
class K:
    __match_args__ = ("a", "b")
```

```python new
class K:
    __match_args__ = ("b", "a")
```

```findings
match_args_changed pkg.K
```

```python old
class K:
    __match_args__ = ("a",)
```

```python new
class K:
    __match_args__ = ("a", "b")
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def match_args_changed(old: Class, new: Class) -> Iterator[Finding]:
    if old.match_args is None or old.family is not Family.PLAIN:
        return
    after = new.match_args or ()
    if after[: len(old.match_args)] != old.match_args:
        yield Finding(message="Positional patterns match other attributes.", old=str(old.match_args), new=str(after))
