"""A variable of a class exists on its instances alone.

`K.x` raises AttributeError.

It is no break for a mere annotation in the class body, which never had a value, nor for a None that only declared it.

```python old
class K:
    x: int = 1
    made = dict
```

```python new
class K:
    def __init__(self):
        self.x: int = 1
        self.made: type = dict
```

```findings
class_attribute_became_instance pkg.K.made
class_attribute_became_instance pkg.K.x
```

```python old
class K:
    x: int
```

```python new
class K:
    def __init__(self):
        self.x: int = 1
```

```findings
```

Where a base has a value on the class, the class still gives one.

```python old
class B:
    x = 0
class K(B):
    x = 1
```

```python new
class B:
    x = 0
class K(B):
    def __init__(self):
        self.x = 1
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show
from stability_checker.compare.values import is_ordinary
from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def class_attribute_became_instance(old: Attribute, new: Attribute, context: Context) -> Iterator[Finding]:
    holds = old.role == "type alias" or (old.default not in (None, "None") and is_ordinary(old))
    if old.scope == "class" and new.scope == "instance" and holds and not context.keeps_on_class(new):
        yield Finding(message="The class itself no longer has it.", old=show(old), new=show(new))
