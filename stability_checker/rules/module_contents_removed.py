"""A module is still there, but nothing that it offered is.

Importing any of its names fails. They are one finding: whoever emptied the module had one reason, and the finding says
where most of the names live on if they do.

It is no break when the names are still found through the module. A module that keeps some of its names is told name by
name.

```python old
# file: pkg/errors.py
class A(Exception): ...
class B(Exception): ...
# file: pkg/v1/__init__.py
# file: pkg/v1/errors.py
from pkg.errors import A as A, B as B
```

```python new
# file: pkg/errors.py
class C(Exception): ...
# file: pkg/v1/__init__.py
# file: pkg/v1/errors.py
class A(Exception): ...
class B(Exception): ...
```

```findings
class_added pkg.errors.C
module_contents_removed pkg.errors
```

```python old
# file: pkg/errors.py
class A(Exception): ...
class B(Exception): ...
```

```python new
# file: pkg/errors.py
from ._errors import A as A, B as B
# file: pkg/_errors.py
class A(Exception): ...
class B(Exception): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.movements import EmptiedModule
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule

_SHOWN = 8


@rule(Bump.MAJOR)
def module_contents_removed(old: EmptiedModule) -> Iterator[Finding]:
    names = ", ".join(old.lost[:_SHOWN]) + (", ..." if len(old.lost) > _SHOWN else "")
    yield Finding(message=f"None of the {len(old.lost)} names that the module offered is left.", old=names)
