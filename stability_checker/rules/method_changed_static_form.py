"""A class method became a static method, or the other way round.

Calls go on as before; a subclass that overrides it, or calls it through `super()`, may have to follow.

```python old
class K:
    @classmethod
    def m(cls, a): ...
```

```python new
class K:
    @staticmethod
    def m(a): ...
```

```findings
method_changed_static_form pkg.K.m
```

```python old
class K:
    @staticmethod
    def m(a): ...
```

```python new
class K:
    @staticmethod
    def m(a): return a
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show
from stability_checker.model.api import Binding, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def method_changed_static_form(old: Function, new: Function) -> Iterator[Finding]:
    if {old.binding, new.binding} == {Binding.STATICMETHOD, Binding.CLASSMETHOD}:
        yield Finding(message=f"It is a {new.binding}.", old=show(old), new=show(new))
