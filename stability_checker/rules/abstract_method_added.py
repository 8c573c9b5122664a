"""A class got an abstract method that did not exist before.

Subclasses that do not define it can no longer be instantiated.

It is no break for a class that cannot be subclassed, or when the base also implements the method.

```python old
import abc
class K(abc.ABC):
    @abc.abstractmethod
    def a(self): ...
```

```python new
import abc
class K(abc.ABC):
    @abc.abstractmethod
    def a(self): ...
    @abc.abstractmethod
    def b(self): ...
```

```findings
abstract_method_added pkg.K(b)
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
    @abc.abstractmethod
    def a(self): ...
    def b(self): ...
```

```findings
method_added pkg.K.b
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def abstract_method_added(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    if old.family is not Family.PROTOCOL:
        known = context.old.members(old)
        for each in new.abstract_methods:
            if each not in old.abstract_methods and each not in known:
                yield Finding(member=each, message=f"Subclasses must define the new method `{each}`.")
