"""A generic class takes one more type argument.

`K[int]` raises TypeError, or means something else to a type checker.

It is no break for a parameter with a default (PEP 696), nor to make a class generic that was not.

```python old
from typing import Generic, TypeVar
T = TypeVar("T")
U = TypeVar("U")
class K(Generic[T]): ...
```

```python new
from typing import Generic, TypeVar
T = TypeVar("T")
U = TypeVar("U")
class K(Generic[T, U]): ...
```

```findings
type_parameter_added pkg.K(U)
```

```python old
from typing import Generic, TypeVar
T = TypeVar("T")
class K: ...
```

```python new
from typing import Generic, TypeVar
T = TypeVar("T")
class K(Generic[T]): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.kinds import parameter_name
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def type_parameter_added(old: Class, new: Class) -> Iterator[Finding]:
    before, after = len(old.type_parameters), len(new.type_parameters)
    if 0 < before < after:
        for each in new.type_parameters[before:]:
            if "=" not in each:
                name = parameter_name(each)
                yield Finding(member=name, message=f"It needs a type argument for `{name}`.", new=each)
