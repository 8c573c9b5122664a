"""A constant became a function or class.

Code that reads the value gets something else.

A variable whose value is not known may have been callable all along.

```python old
class K:
    x: int = 1
```

```python new
class K:
    def x(self) -> int: return 1
```

```findings
value_became_callable pkg.K.x
```

```python old
class K:
    x = print
```

```python new
class K:
    def x(self): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.kinds import is_constant, is_plain_data
from stability_checker.compare.render import show
from stability_checker.model.api import Attribute, Class, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def value_became_callable(old: Attribute, new: Function | Class) -> Iterator[Finding]:
    if is_constant(old) or (is_plain_data(old) and isinstance(new, Function)):
        yield Finding(message="The value is something to be called now.", old=show(old), new=show(new))
