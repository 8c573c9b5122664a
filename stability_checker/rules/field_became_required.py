"""A field that could be left out must be given.

Constructor calls and dictionaries without it are wrong now.

```python old
from typing import NotRequired, TypedDict
class K(TypedDict):
    a: NotRequired[int]
```

```python new
from typing import NotRequired, TypedDict
class K(TypedDict):
    a: int
```

```findings
field_became_required pkg.K(a)
```

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass
class K:
    a: int = 0
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def field_became_required(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    for before, after in context.fields(old, new).kept:
        if after.required and not before.required:
            message = f"The field `{after.name}` must be given."
            yield Finding(member=after.name, message=message, old=show_parameter(before), new=show_parameter(after))
