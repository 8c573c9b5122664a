"""A method may no longer be overridden (`typing.final`).

Type checkers reject subclasses that do.

```python old
class K:
    def m(self): ...
```

```python new
from typing import final
class K:
    @final
    def m(self): ...
```

```findings
method_became_final pkg.K.m
```

```python old
from typing import final
class K:
    @final
    def m(self): ...
```

```python new
class K:
    def m(self): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Function, Property
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def method_became_final(old: Function | Property, new: Function | Property) -> Iterator[Finding]:
    if new.final and not old.final:
        yield Finding(message="It may no longer be overridden.", old=show(old), new=show(new))
