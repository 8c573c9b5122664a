"""A type variable has another variance, bound or set of constraints.

Generic classes and functions that use it, also those of users, accept other types.

It is no break to drop or widen a bound, to allow one more type, or to name another default.

```python old
from typing import TypeVar
T_co = TypeVar("T_co", covariant=True)
B = TypeVar("B", bound=object)
```

```python new
from typing import TypeVar
T_co = TypeVar("T_co")
B = TypeVar("B", bound=int)
```

```findings
type_variable_changed pkg.B
type_variable_changed pkg.T_co
```

```python old
from typing import TypeVar
T = TypeVar("T", bound=int)
```

```python new
from typing import TypeVar
T = TypeVar("T")
```

```findings
type_variable_widened pkg.T
```

A bound that only moved is the same.

```python old
from typing import TypeVar
from ._a import K as K
B = TypeVar("B", bound=K)
# file: pkg/_a.py
class K: ...
```

```python new
from typing import TypeVar
from ._b import K as K
B = TypeVar("B", bound=K)
# file: pkg/_b.py
class K: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.annotations import Relation
from stability_checker.compare.context import Context
from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def type_variable_changed(old: Attribute, new: Attribute, context: Context) -> Iterator[Finding]:
    if context.relate_variables(old, new) in (Relation.NARROWER, Relation.UNRELATED):
        yield Finding(message="The type variable accepts other types.", old=old.default, new=new.default)
