"""A function became a class.

Calls go on; what asks for a function (`inspect.isfunction`, methods that bind) notices.

```python old
def f(): ...
```

```python new
class f: ...
```

```findings
function_became_class pkg.f
```

```python old
def f(): ...
```

```python new
def _f(): ...
f = _f
```

```findings
function_became_alias pkg.f
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Class, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def function_became_class(old: Function, new: Class) -> Iterator[Finding]:
    yield Finding(message="The function is a class now.", old=show(old), new=show(new))
