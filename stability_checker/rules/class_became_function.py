"""A class became a function.

It can no longer be subclassed, nor asked about with `isinstance`.

```python old
class K: ...
```

```python new
def K(): ...
```

```findings
class_became_function pkg.K
```

```python old
class K: ...
```

```python new
class _K: ...
K = _K
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Class, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def class_became_function(old: Class, new: Function) -> Iterator[Finding]:
    yield Finding(message="The class is a function now.", old=show(old), new=show(new))
