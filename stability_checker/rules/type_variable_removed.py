"""A type variable was removed.

Type variables are tools of the module that declares them: who imported one can declare their own.

```python old
from typing import TypeVar
T = TypeVar("T")
X: int = 1
```

```python new
X: int = 1
```

```findings
type_variable_removed pkg.T
```

```python old
from typing import TypeVar
_T = TypeVar("_T")
X: int = 1
```

```python new
X: int = 1
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def type_variable_removed(old: Attribute) -> Iterator[Finding]:
    if old.role == "typevar":
        yield Finding(message="The type variable was removed.", old=show(old))
