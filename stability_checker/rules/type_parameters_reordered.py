"""The type parameters of a generic class stand in another order.

`K[int, str]` now means what `K[str, int]` meant.

```python old
from typing import Generic, TypeVar
T = TypeVar("T")
U = TypeVar("U")
class K(Generic[T, U]): ...
```

```python new
from typing import Generic, TypeVar
T = TypeVar("T")
U = TypeVar("U")
class K(Generic[U, T]): ...
```

```findings
type_parameters_reordered pkg.K
```

```python old
from typing import Generic, TypeVar
T = TypeVar("T")
U = TypeVar("U")
class K(Generic[T, U]): ...
```

```python new
from typing import Generic, TypeVar
_A = TypeVar("_A")
_B = TypeVar("_B")
T = TypeVar("T")
U = TypeVar("U")
class K(Generic[_A, _B]): ...
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
def type_parameters_reordered(old: Class, new: Class) -> Iterator[Finding]:
    before, after = ([parameter_name(each) for each in side.type_parameters] for side in (old, new))
    common = set(before) & set(after)
    if [each for each in before if each in common] != [each for each in after if each in common]:
        yield Finding(message="Its type parameters changed their order.", old=", ".join(before), new=", ".join(after))
