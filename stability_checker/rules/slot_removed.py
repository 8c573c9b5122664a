"""An entry of `__slots__` was removed.

Setting the attribute on an instance raises AttributeError.

It is no break to drop `__slots__` altogether, or for a private entry.

```python old
class K:
    __slots__ = ("a", "b", "_c")
```

```python new
class K:
    __slots__ = ("a",)
```

```findings
slot_removed pkg.K(b)
```

```python old
class K:
    __slots__ = ("a", "b")
```

```python new
class K:
    a: int
    b: int
```

```findings
attribute_added pkg.K.a
attribute_added pkg.K.b
```

Of a slot that also has an annotation or a value, the attribute or field says what happened.

```python old
from attrs import define
@define
class K:
    a: int = 0
    b: int = 0
```

```python new
from attrs import define
@define
class K:
    a: int = 0
```

```findings
field_removed pkg.K.b
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.index import is_spoken
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def slot_removed(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    if old.slots is None or new.slots is None or "__dict__" in new.slots:
        return
    # What was also seen to be an attribute or a field is told of as such.
    members = {**context.old.members(old), **context.new.members(new)}
    for each in old.slots:
        matters = is_spoken(each) or each == "__weakref__"  # without it nothing can refer to an instance weakly
        if each not in new.slots and matters and each not in members:
            message = f"The slot `{each}` was removed."
            yield Finding(member=each, message=message, old=str(old.slots), new=str(new.slots))
