"""A public module was removed.

Importing it, or a name from it, raises ModuleNotFoundError. What stood in it is not reported again, except for names
that another module offered too and that are gone there as well.

It is no break when the module became a package of the same name, or when its old path still exists.

```python old
# file: pkg/util.py
def f(): ...
def g(): ...
```

```python new
```

```findings
module_removed pkg.util
```

```python old
# file: pkg/util.py
def f(): ...
```

```python new
# file: pkg/util/__init__.py
def f(): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Module
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def module_removed(old: Module) -> Iterator[Finding]:
    yield Finding(message="The module was removed; importing it fails.", old=show(old))
