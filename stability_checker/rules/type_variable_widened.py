"""A type variable accepts more types than before.

Its bound was dropped or widened, or it may stand for one more type: what it was used with is still right.

```python old
from typing import TypeVar
B = TypeVar("B", bound=bool)
C = TypeVar("C", int, str)
```

```python new
from typing import TypeVar
B = TypeVar("B", bound=int)
C = TypeVar("C", int, str, bytes)
```

```findings
type_variable_widened pkg.B
type_variable_widened pkg.C
```

```python old
from typing import TypeVar, Union
B = TypeVar("B", bound=Union[int, str])
```

```python new
from typing import TypeVar
B = TypeVar("B", bound="str | int")
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


@rule(Bump.MINOR)
def type_variable_widened(old: Attribute, new: Attribute, context: Context) -> Iterator[Finding]:
    if context.relate_variables(old, new) is Relation.WIDER:
        yield Finding(message="The type variable accepts more types.", old=old.default, new=new.default)
