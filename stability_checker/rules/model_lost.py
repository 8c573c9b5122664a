"""A class is no longer the data model that it was.

What the model made of the fields is gone or different: constructor, comparison, conversion, tools that ask for fields.

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```python new
class K:
    a: int
    def __init__(self, a: int) -> None:
        self.a = a
```

```findings
model_lost pkg.K
```

```python old
class K:
    a: int
    def __init__(self, a: int) -> None:
        self.a = a
```

```python new
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.model.api import Class, Family
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def model_lost(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    if old.family is not new.family and old.family not in (Family.PLAIN, Family.PROTOCOL, Family.ENUM):
        yield Finding(message=f"It was a {old.family} and is {new.family}.", old=old.family, new=new.family)
