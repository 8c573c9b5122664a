"""A name leads to another object than before, and the one before is still there.

Whoever imports the name silently gets something else.

It is no break when the object only moved, or when a name of another library is imported from another of its modules.
Where it stands for another name of the same library, that library may have renamed it.

```python old
from ._a import connect as connect
# file: pkg/_a.py
def connect(uri): return uri
# file: pkg/_b.py
def connect(uri): return [uri]
```

```python new
from ._b import connect as connect
# file: pkg/_a.py
def connect(uri): return uri
# file: pkg/_b.py
def connect(uri): return [uri]
```

```findings
reexport_retargeted pkg.connect
```

```python old
from ._a import connect as connect
# file: pkg/_a.py
def connect(uri): return uri
```

```python new
from ._b import connect as connect
# file: pkg/_b.py
def connect(uri): return uri
```

```findings
```

What only type checkers are shown under the name leads nowhere at run time.

```python old
def is_not(a, b): return a is not b
isnot = is_not
```

```python new
from typing import TYPE_CHECKING
def is_not(a, b): return a is not b
if TYPE_CHECKING:
    def isnot(a, b): ...
else:
    isnot = is_not
```

```findings
```

Nor can anything be said of two modules that are compiled.

```python old
from ._fast import run as run
```

```python new
from ._faster import run as run
```

```findings
```
"""

import sys
from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.index import tail
from stability_checker.compare.values import leads_elsewhere
from stability_checker.model.api import Alias
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def reexport_retargeted(old: Alias, new: Alias, context: Context) -> Iterator[Finding]:
    if old.target == new.target or not leads_elsewhere(old, new) or "typing.Any" in (old.target, new.target):
        return  # `X = Any` stands in for what was not there to be imported
    # Two compiled modules that offer one name may well offer one object: nobody here can look.
    seen = context.old.find(old.target) or context.new.find(new.target)
    if seen is not None or (tail(old.target) != tail(new.target) and not _may_be_renamed(old.target, new.target)):
        yield Finding(message=f"It leads to `{new.target}` now.", old=old.target, new=new.target)


def _may_be_renamed(old: str, new: str) -> bool:
    """Whether two names are of one library that is neither here nor the standard one."""
    library = old.partition(".")[0]
    return library == new.partition(".")[0] and library not in sys.stdlib_module_names
