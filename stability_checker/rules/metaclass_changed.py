"""A class has another metaclass.

A class that inherits from it and from one with a metaclass of its own can no longer be made, and what the old metaclass
did to subclasses is no longer done.

`ABCMeta` has a rule of its own, and a metaclass that inherits from the old one still does what that did.

```python old
class M(type): ...
class K: ...
```

```python new
class M(type): ...
class K(metaclass=M): ...
```

```findings
metaclass_changed pkg.K
```

```python old
class M(type): ...
class K(metaclass=M): ...
```

```python new
class M(type): ...
class N(M): ...
class K(metaclass=N): ...
```

```findings
class_added pkg.N
```

There are older ways to say the same:

```python old
import six
class M(type): ...
@six.add_metaclass(M)
class K: ...
class L(six.with_metaclass(M)): ...
```

```python new
class M(type): ...
class K(metaclass=M): ...
class L(metaclass=M): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def metaclass_changed(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    if context.has_foreign_metaclass(old, new):
        yield Finding(message="It has another metaclass.", old=old.metaclass or "type", new=new.metaclass or "type")
