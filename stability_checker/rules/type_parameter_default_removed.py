"""A type parameter lost its default (PEP 696).

The bare `K` no longer means what it meant, and arguments that were left out must be given.

```python old
from typing import Generic
from typing_extensions import TypeVar
T = TypeVar("T", default=int)
class K(Generic[T]): ...
```

```python new
from typing import Generic
from typing_extensions import TypeVar
T = TypeVar("T")
class K(Generic[T]): ...
```

```findings
type_parameter_default_removed pkg.K(T)
```

```python old
from typing import Generic
from typing_extensions import TypeVar
T = TypeVar("T")
class K(Generic[T]): ...
```

```python new
from typing import Generic
from typing_extensions import TypeVar
T = TypeVar("T", default=int)
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
def type_parameter_default_removed(old: Class, new: Class) -> Iterator[Finding]:
    for before, after in zip(old.type_parameters, new.type_parameters, strict=False):
        if "=" in before and "=" not in after:
            name = parameter_name(after)
            yield Finding(member=name, message=f"The type parameter `{name}` has no default.", old=before, new=after)
