"""An object of another package can now be imported from this one.

Nothing breaks.

An import for the module's own use is not an offer.

```python old
__all__ = ["x"]
x: int = 1
```

```python new
from json import loads
__all__ = ["x", "loads"]
x: int = 1
```

```findings
reexport_added pkg.loads
```

```python old
x: int = 1
```

```python new
from json import loads
x: int = 1
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Alias
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def reexport_added(new: Alias) -> Iterator[Finding]:
    yield Finding(message="A name was added for an object of another package.", new=show(new))
