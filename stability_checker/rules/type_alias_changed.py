"""A type alias or new type stands for another type.

Whatever is annotated with it means something else: narrower for what it is given, wider for what it gives. Places in
the package that use an alias are not reported again.

Another spelling of the same type is no change.

```python old
Path = str | bytes
```

```python new
Path = str
```

```findings
type_alias_changed pkg.Path
```

```python old
from typing import NewType
Uid = NewType("Uid", int)
```

```python new
from typing import NewType
Uid = NewType("Uid", str)
```

```findings
type_alias_changed pkg.Uid
```

```python old
from typing import Union
Path = Union[str, bytes]
```

```python new
Path = str | bytes
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.annotations import Relation
from stability_checker.compare.context import Context
from stability_checker.compare.values import aliased
from stability_checker.model.api import Alias, Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def type_alias_changed(old: Attribute, new: Attribute | Alias, context: Context) -> Iterator[Finding]:
    before, after = aliased(old), aliased(new)
    if before is None or after is None:
        return
    if context.relate(before, after) in (Relation.NARROWER, Relation.WIDER, Relation.UNRELATED):
        yield Finding(message="It stands for another type.", old=before, new=after)
