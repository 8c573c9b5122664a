"""A class was marked abstract.

It has `abc.ABC` among its bases, or `ABCMeta` as its metaclass, and did not before: it is meant to be subclassed only,
and a subclass with another metaclass can no longer be made.

A class that merely inherits from an abstract one is not marked by that. Nor is one reported whose methods became
abstract, which says it all, or that was abstract in all but name: its methods asked subclasses to write them.

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

```python old
class K:
    def a(self):
        raise NotImplementedError
class L:
    def a(self): ...
```

```python new
import abc
class K(abc.ABC):
    def a(self):
        raise NotImplementedError
class L(abc.ABC):
    @abc.abstractmethod
    def a(self): ...
```

```findings
method_became_abstract pkg.L(a)
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
from stability_checker.model.api import Class, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def class_became_abstract(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    was_abstract = context.is_marked_abstract(old, context.old) or tail(old.metaclass or "") == "ABCMeta"
    told_by_methods = not set(new.abstract_methods) <= set(old.abstract_methods)
    if not (was_abstract or told_by_methods or _asks_for_subclasses(old, context)) and context.is_marked_abstract(
        new, context.new
    ):
        yield Finding(message="The class is abstract now.", old=show(old), new=show(new))


def _asks_for_subclasses(old: Class, context: Context) -> bool:
    """Whether a method of the class does nothing but raise NotImplementedError."""
    methods = (each for each in context.old.children.get(old.path, {}).values() if isinstance(each, Function))
    return any("NotImplementedError" in each.raises and each.fingerprint is None for each in methods)
