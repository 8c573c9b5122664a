"""A public function was removed.

Importing or calling it fails. Where a function with the same body or signature came in its place, the finding says
under which name it lives on.

It is no break when the name still leads to the function, or when a module `__getattr__` still serves it.

```python old
def f(): ...
x: int = 0
```

```python new
x: int = 0
```

```findings
function_removed pkg.f
```

```python old
def old_name(a, b): ...
```

```python new
def new_name(a, b): ...
```

```findings
function_removed pkg.old_name
```

```python old
# file: pkg/a.py
def f(): ...
# file: pkg/b.py
x: int = 0
```

```python new
# file: pkg/a.py
from .b import f
# file: pkg/b.py
x: int = 0
def f(): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Binding, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def function_removed(old: Function) -> Iterator[Finding]:
    if old.binding is Binding.FUNCTION:
        yield Finding(message="The function was removed.", old=show(old))
