"""A class may no longer be subclassed (`typing.final`).

Type checkers reject every subclass.

```python old
class K: ...
```

```python new
from typing import final
@final
class K: ...
```

```findings
class_became_final pkg.K
```

```python old
from typing import final
@final
class K: ...
```

```python new
class K: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def class_became_final(old: Class, new: Class) -> Iterator[Finding]:
    if new.final and not old.final:
        yield Finding(message="The class may no longer be subclassed.", new="@final")
