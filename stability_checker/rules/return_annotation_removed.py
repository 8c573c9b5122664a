"""A callable no longer says what it returns.

Type checkers take the result for anything. `Any` in the place of a type says as little.

```python old
def f() -> int: ...
```

```python new
def f(): ...
```

```findings
return_annotation_removed pkg.f
```

```python old
def f() -> int: ...
```

```python new
from typing import Any
def f() -> Any: ...
```

```findings
return_annotation_removed pkg.f
```

```python old
class K:
    def __init__(self) -> None: ...
```

```python new
class K:
    def __init__(self): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.annotations import Relation
from stability_checker.compare.context import Context
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def return_annotation_removed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    if context.new.has_unread_stub(new) or new.overloads:
        return
    if old.signature.returns not in (None, "None") and new.signature.returns is None:
        yield Finding(message="The return type is no longer annotated.", old=old.signature.returns)
    change = context.return_type(old, new)
    if change is not None and change.relation is Relation.VAGUER:
        yield change.finding("is of a type that says less")
