"""A data model no longer compares its instances by their fields, or no longer orders them.

Equal instances are unequal, or `<` raises TypeError.

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
@dataclass(order=True)
class L:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass(eq=False)
class K:
    a: int
@dataclass
class L:
    a: int
```

```findings
model_comparison_removed pkg.K(eq)
model_comparison_removed pkg.L(order)
```

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass(order=True)
class K:
    a: int
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def model_comparison_removed(old: Class, new: Class) -> Iterator[Finding]:
    if old.family is not new.family:
        return
    for switch, default in (("eq", True), ("order", False)):
        if old.options.get(switch, default) and not new.options.get(switch, default):
            message = f"Instances lost what `{switch}=True` gave them."
            yield Finding(member=switch, message=message, new=f"{switch}=False")
