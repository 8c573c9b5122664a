"""A class was marked abstract.

It has `abc.ABC` among its bases, or `ABCMeta` as its metaclass, and did not before: it is meant to be subclassed only,
and a subclass with another metaclass can no longer be made.

A class that merely inherits from an abstract one is not marked by that.

```python old
class K:
    def a(self): ...
```

```python new
import abc
class K(abc.ABC):
    def a(self): ...
```

```findings
class_became_abstract pkg.K
```

```python old
import abc
class K(abc.ABC):
    def a(self): ...
```

```python new
import abc
class K(metaclass=abc.ABCMeta):
    def a(self): ...
```

```findings
```

A class that had a metaclass of its own says as much by its base: it is there to be completed by subclasses.

```python old
class M(type): ...
class K(metaclass=M): ...
```

```python new
import abc
class M(abc.ABCMeta): ...
class K(abc.ABC, metaclass=M): ...
```

```findings
base_added pkg.M(ABCMeta)
class_became_abstract pkg.K
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
def class_became_abstract(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    was_abstract = context.is_marked_abstract(old, context.old) or tail(old.metaclass or "") == "ABCMeta"
    if context.is_marked_abstract(new, context.new) and not was_abstract:
        yield Finding(message="The class is abstract now.", old=show(old), new=show(new))
