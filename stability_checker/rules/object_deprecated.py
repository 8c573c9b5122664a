"""Something was deprecated.

A decorator says so (PEP 702), a warning in its body or its module's `__getattr__`, or a directive in its docstring.

It works as before, and warns. Removing it later is announced.

```python old
def f(): ...
def g(): ...
```

```python new
import warnings
from warnings import deprecated
@deprecated("use h")
def f(): ...
def g():
    warnings.warn("use h", DeprecationWarning, stacklevel=2)
```

```findings
object_deprecated pkg.f
object_deprecated pkg.g
```

```python old
from ._a import f as f
# file: pkg/_a.py
def f(): ...
```

```python new
import warnings
def __getattr__(name):
    if name == "f":
        warnings.warn("f is deprecated", DeprecationWarning, stacklevel=2)
        from ._a import f
        return f
    raise AttributeError(name)
# file: pkg/_a.py
def f(): ...
```

```findings
object_deprecated pkg.f
```

```python old
from warnings import deprecated
@deprecated("use g")
def f(): ...
```

```python new
from warnings import deprecated
@deprecated("use h")
def f(): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Object
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def object_deprecated(old: Object, new: Object) -> Iterator[Finding]:
    if new.deprecated is not None and old.deprecated is None:
        yield Finding(message=new.deprecated.message or "It is deprecated.", new=new.deprecated.how)
