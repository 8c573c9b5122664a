"""A public type alias or new type was removed.

Importing it for an annotation fails.

```python old
Path = str | bytes
X: int = 1
```

```python new
X: int = 1
```

```findings
type_alias_removed pkg.Path
```

```python old
Path = str | bytes
```

```python new
from typing import Union
Path = Union[str, bytes]
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
def type_alias_removed(old: Attribute) -> Iterator[Finding]:
    if old.role in ("type alias", "newtype"):
        yield Finding(message="The name of a type was removed.", old=show(old))
