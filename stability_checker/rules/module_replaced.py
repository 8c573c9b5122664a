"""The name of a module leads to something that is no module.

`from pkg.name import x` raises ModuleNotFoundError.

```python old
# file: pkg/util.py
def f(): ...
```

```python new
def util(): ...
```

```findings
module_replaced pkg.util
```

```python old
# file: pkg/util.py
def f(): ...
```

```python new
# file: pkg/util.py
def f(): return 1
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Attribute, Class, Function, Module
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def module_replaced(old: Module, new: Function | Class | Attribute) -> Iterator[Finding]:
    yield Finding(message="The module gave way to another object of its name.", old=show(old), new=show(new))
