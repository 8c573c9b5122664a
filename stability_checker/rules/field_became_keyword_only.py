"""A field of a data model can no longer be passed by position.

The constructor raises TypeError for calls that do.

```python old
from dataclasses import dataclass
@dataclass
class K:
    a: int
```

```python new
from dataclasses import dataclass
@dataclass(kw_only=True)
class K:
    a: int
```

```findings
field_became_keyword_only pkg.K(a)
```

```python old
from dataclasses import dataclass
@dataclass(kw_only=True)
class K:
    a: int
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
from stability_checker.compare.render import show_parameter
from stability_checker.compare.signatures import POSITIONAL
from stability_checker.model.api import Class, ParameterKind
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def field_became_keyword_only(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    for before, after in context.fields(old, new).kept:
        if before.kind in POSITIONAL and after.kind is ParameterKind.KEYWORD_ONLY:
            message = f"The field `{after.name}` is keyword-only."
            yield Finding(member=after.name, message=message, old=show_parameter(before))
