"""A name that existed at run time is now imported under `if TYPE_CHECKING` alone.

Type checkers still see it; a program that imports it fails.

It is no break when a module `__getattr__` brings the name at run time.

```python old
from ._a import f as f
# file: pkg/_a.py
def f(): ...
```

```python new
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from ._a import f as f
# file: pkg/_a.py
def f(): ...
```

```findings
name_became_typing_only pkg.f
```

```python old
__all__ = ["f"]
from ._a import f
# file: pkg/_a.py
def f(): ...
```

```python new
__all__ = ["f"]
def __getattr__(name):
    if name in __all__:
        from . import _a
        return getattr(_a, name)
    raise AttributeError(name)
# file: pkg/_a.py
def f(): ...
```

```findings
```

Nor where another module of the package sets it:

```python old
# file: pkg/types.py
LIMIT = None
# file: pkg/rest.py
from . import types
types.LIMIT = object()
```

```python new
# file: pkg/types.py
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from .rest import LIMIT as LIMIT
# file: pkg/rest.py
from . import types
LIMIT = object()
types.LIMIT = LIMIT
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.movements import TypingName
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def name_became_typing_only(old: TypingName) -> Iterator[Finding]:
    yield Finding(message="The name exists for type checkers alone.", old=old.name)
