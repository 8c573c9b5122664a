"""A type parameter lost its default (PEP 696).

The bare `K` no longer means what it meant, and arguments that were left out must be given.

```python old
class K[T = int]: ...
```

```python new
class K[T]: ...
```

```findings
type_parameter_default_removed pkg.K(T)
```

```python old
class K[T]: ...
```

```python new
class K[T = int]: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.kinds import parameter_name
from stability_checker.model.api import Class
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def type_parameter_default_removed(old: Class, new: Class, context: Context) -> Iterator[Finding]:
    for before, after in zip(old.type_parameters, new.type_parameters, strict=False):
        if context.has_default(before, old=True) and not context.has_default(after):
            name = parameter_name(after)
            yield Finding(member=name, message=f"The type parameter `{name}` has no default.", old=before, new=after)
