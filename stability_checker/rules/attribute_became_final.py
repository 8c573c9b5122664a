"""A variable may no longer be assigned (`typing.Final`).

Type checkers reject code that does.

```python old
class K:
    x: int = 1
```

```python new
from typing import Final
class K:
    x: Final[int] = 1
```

```findings
attribute_became_final pkg.K.x
```

```python old
from typing import Final
class K:
    x: Final[int] = 1
```

```python new
class K:
    x: int = 1
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


@rule(Bump.MAJOR)
def attribute_became_final(old: Attribute, new: Attribute) -> Iterator[Finding]:
    if new.final and not old.final:
        yield Finding(message="It may no longer be assigned.", old=show(old), new=show(new))
