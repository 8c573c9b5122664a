"""A method of instances became a class method or static method.

The body no longer knows the instance, `K.m(instance)` passes one argument too many, and overrides that use `self` are
called with something else.

```python old
class K:
    def m(self, a): ...
```

```python new
class K:
    @classmethod
    def m(cls, a): ...
```

```findings
method_became_classmethod pkg.K.m
```

```python old
class K:
    @classmethod
    def m(cls, a): ...
```

```python new
class K:
    @classmethod
    def m(cls, a): return a
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
def method_became_classmethod(old: Function, new: Function) -> Iterator[Finding]:
    implicit = old.name in ("__new__", "__init_subclass__", "__class_getitem__")
    if old.binding is Binding.METHOD and new.binding in (Binding.STATICMETHOD, Binding.CLASSMETHOD) and not implicit:
        yield Finding(message=f"It is a {new.binding}.", old=show(old), new=show(new))
