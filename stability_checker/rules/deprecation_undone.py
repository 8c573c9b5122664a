"""Something is no longer deprecated.

Users who left it may come back. Nothing breaks.

```python old
from warnings import deprecated
@deprecated("use g")
def f(): ...
```

```python new
def f(): ...
```

```findings
deprecation_undone pkg.f
```

```python old
from warnings import deprecated
@deprecated("use g")
def f(): ...
```

```python new
def f():
    '''F.

    .. deprecated:: 2.0
       Use g.
    '''
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Object
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def deprecation_undone(old: Object, new: Object) -> Iterator[Finding]:
    if old.deprecated is not None and new.deprecated is None:
        yield Finding(message="It is no longer deprecated.", old=old.deprecated.message or old.deprecated.how)
