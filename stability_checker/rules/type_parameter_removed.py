"""A generic class takes fewer type arguments, or none.

`K[int]` raises TypeError.

```python old
from typing import Generic, TypeVar
T = TypeVar("T")
class K(Generic[T]): ...
```

```python new
from typing import TypeVar
T = TypeVar("T")
class K: ...
```

```findings
type_parameter_removed pkg.K(T)
```

```python old
from typing import Generic, TypeVar
T = TypeVar("T")
class K(Generic[T]): ...
```

```python new
from typing import Generic, TypeVar
T = TypeVar("T")
class K(Generic[T]):
    x: int = 0
```

```findings
attribute_added pkg.K.x
```
"""

from collections.abc import Iterator

from stability_checker.compare.kinds import parameter_name
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def type_parameter_removed(old: Class, new: Class) -> Iterator[Finding]:
    for each in old.type_parameters[len(new.type_parameters) :]:
        name = parameter_name(each)
        yield Finding(member=name, message=f"It takes no type argument for `{name}`.", old=each)
