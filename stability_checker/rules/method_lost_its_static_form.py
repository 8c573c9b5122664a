"""A static method or class method became a method of instances.

`K.m(1)` binds its argument to `self` and fails.

```python old
class K:
    @staticmethod
    def m(a): ...
    @classmethod
    def n(cls, a): ...
```

```python new
class K:
    def m(self, a): ...
    def n(self, a): ...
```

```findings
method_lost_its_static_form pkg.K.m
method_lost_its_static_form pkg.K.n
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


@rule(Bump.MAJOR)
def method_lost_its_static_form(old: Function, new: Function) -> Iterator[Finding]:
    if old.binding in (Binding.STATICMETHOD, Binding.CLASSMETHOD) and new.binding is Binding.METHOD:
        yield Finding(message="It needs an instance.", old=show(old), new=show(new))
