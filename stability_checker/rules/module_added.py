"""A public module was added.

Its objects are not listed again. Nothing breaks.

A module that only holds what existing classes now inherit is a matter of the inside, and so is a private module.

```python old
```

```python new
# file: pkg/util.py
def f(): ...
```

```findings
module_added pkg.util
```

```python old
# file: pkg/app.py
class App:
    def run(self): ...
```

```python new
# file: pkg/app.py
from .sansio.base import Base
class App(Base): ...
# file: pkg/sansio/base.py
class Base:
    def run(self): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show
from stability_checker.model.api import Module
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def module_added(new: Module, context: Context) -> Iterator[Finding]:
    if not context.only_carries_bases(new):
        yield Finding(message="A module was added.", new=show(new))
