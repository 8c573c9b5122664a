"""A public method was added.

Callers gain; only a subclass that has a method of this name for something else may notice.

Abstract methods and members of protocols have rules of their own, and a method that every object has is an override.

```python old
class K: ...
```

```python new
class K:
    def m(self): ...
```

```findings
method_added pkg.K.m
```

```python old
class K: ...
```

```python new
class K:
    def __repr__(self): return "K"
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.names import object_provides
from stability_checker.compare.render import show
from stability_checker.model.api import Binding, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def method_added(new: Function) -> Iterator[Finding]:
    if new.binding is not Binding.FUNCTION and not new.abstract and not object_provides(new):
        yield Finding(message="A method was added.", new=show(new))
