"""A parameter lost its annotation.

Type checkers take anything there, without a word. Adding an annotation, on the other hand, is no change of the API.

```python old
def f(a: int) -> None: ...
```

```python new
def f(a) -> None: ...
```

```findings
annotation_removed pkg.f(a)
```

```python old
def f(a): ...
```

```python new
def f(a: int) -> int: ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_parameter
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def annotation_removed(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    told_elsewhere = context.new.has_unread_stub(new) or new.overloads
    for before, after in () if told_elsewhere else context.calls(old, new).couples:
        if before.annotation is not None and after.annotation is None:
            message = f"The parameter `{after.name}` is no longer annotated."
            yield Finding(member=after.name, message=message, old=show_parameter(before), new=show_parameter(after))
