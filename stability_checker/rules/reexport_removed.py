"""A name under which an object could be imported was removed; the object itself is still there.

Importing it under the lost name fails. The finding says where the object is found instead.

It is no break when an import that is not meant for users disappears, such as one of another package in a module
without `__all__`.

```python old
from ._a import f
# file: pkg/a.py
from ._a import f as f
# file: pkg/_a.py
def f(): ...
```

```python new
from ._a import f
# file: pkg/a.py
x: int = 0
# file: pkg/_a.py
def f(): ...
```

```findings
attribute_added pkg.a.x
reexport_removed pkg.a.f
```

```python old
import os
def f(): ...
```

```python new
def f(): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Alias
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def reexport_removed(old: Alias) -> Iterator[Finding]:
    yield Finding(message="The name no longer leads to the object.", old=show(old))
