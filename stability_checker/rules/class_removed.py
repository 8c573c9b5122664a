"""A public class was removed.

Importing it fails, and so does whatever subclasses it or checks for it with `isinstance`. Its members are not listed.
Where the class lives on under another name, the finding says where.

It is no break when the name still leads to the class, wherever that is defined now.

```python old
class K:
    def m(self): ...
x: int = 0
```

```python new
x: int = 0
```

```findings
class_removed pkg.K
```

```python old
# file: pkg/a.py
class K: ...
```

```python new
# file: pkg/a.py
from .b import K
# file: pkg/b.py
class K: ...
```

```findings
module_added pkg.b
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def class_removed(old: Class) -> Iterator[Finding]:
    yield Finding(message="The class was removed.", old=show(old))
