"""A method that had a body became abstract.

Subclasses that relied on it, and the class itself, can no longer be instantiated.

```python old
import abc
class K(abc.ABC):
    def a(self): ...
```

```python new
import abc
class K(abc.ABC):
    @abc.abstractmethod
    def a(self): ...
```

```findings
method_became_abstract pkg.K(a)
```

```python old
import abc
class K(abc.ABC):
    @abc.abstractmethod
    def a(self): ...
```

```python new
import abc
class K(abc.ABC):
    def a(self): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def method_became_abstract(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    if old.family is not Family.PROTOCOL:
        known = context.old.members(old)
        for each in new.abstract_methods:
            if each not in old.abstract_methods and each in known:
                yield Finding(member=each, message=f"The method `{each}` became abstract.")
