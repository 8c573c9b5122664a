"""A public method was removed.

Calling it raises AttributeError, and an operator whose method is gone raises TypeError. A method that several classes
inherit is one finding, at the class that defined it, with the other classes counted.

It is no break when a base class, in this package or in the standard library, has the method now, nor when only
Python 2 called it (`__nonzero__`, `__unicode__`). A method that called the one it overrode falls back on that one,
although it stands in a package that is not looked into.

```python old
class K:
    def m(self): ...
class L(K): ...
```

```python new
class K: ...
class L(K): ...
```

```findings
method_removed pkg.K.m
```

```python old
class K:
    def __add__(self, other): ...
    def __nonzero__(self): ...
```

```python new
class K: ...
```

```findings
method_removed pkg.K.__add__
```

```python old
class B: ...
class K(B):
    def m(self): ...
```

```python new
class B:
    def m(self): ...
class K(B): ...
```

```findings
```

```python old
import click
class K(click.Command):
    def parse_args(self, ctx, args): return super().parse_args(ctx, args)
    def shout(self): ...
```

```python new
import click
class K(click.Command): ...
```

```findings
method_removed pkg.K.shout
```

Where users know the class that defined it by an heir, the finding speaks of the heir:

```python old
from .core.generic.base import Shared
class Frame(Shared): ...
# file: pkg/core/__init__.py
# file: pkg/core/generic/__init__.py
# file: pkg/core/generic/base.py
class Base:
    def m(self): ...
class Shared(Base): ...
```

```python new
from .core.generic.base import Shared
class Frame(Shared): ...
# file: pkg/core/__init__.py
# file: pkg/core/generic/__init__.py
# file: pkg/core/generic/base.py
class Base: ...
class Shared(Base): ...
```

```findings
method_removed pkg.Frame.m
```
"""

from collections.abc import Iterator

from stability_checker.compare.names import object_provides
from stability_checker.compare.render import show
from stability_checker.model.api import Binding, Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def method_removed(old: Function) -> Iterator[Finding]:
    if old.binding is not Binding.FUNCTION and not object_provides(old):
        yield Finding(message="The method was removed.", old=show(old))
