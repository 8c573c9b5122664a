"""A public class was added.

Nothing breaks. A class that was put between an existing class and its bases is not an offer of its own.

```python old
```

```python new
class K: ...
```

```findings
class_added pkg.K
```

```python old
class A: ...
class K(A): ...
```

```python new
class A: ...
class Mid(A): ...
class K(Mid): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def class_added(new: Class, context: Context) -> Iterator[Finding]:
    if not context.carries_an_old_class(new):
        yield Finding(message="A class was added.", new=show(new))
