"""A class no longer overrides a method that every object has.

`repr`, comparison or pickling still work, and do what `object` does: that may be noticed, nothing fails.

A method that a base class of the package still overrides is simply inherited.

```python old
class K:
    def __repr__(self): return "K"
```

```python new
class K: ...
```

```findings
override_removed pkg.K.__repr__
```

```python old
class B:
    def __repr__(self): return "B"
class K(B):
    def __repr__(self): return "K"
```

```python new
class B:
    def __repr__(self): return "B"
class K(B): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.names import object_provides
from stability_checker.compare.render import show
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def override_removed(old: Function) -> Iterator[Finding]:
    if object_provides(old):
        yield Finding(message="The class falls back to what every object does.", old=show(old))
