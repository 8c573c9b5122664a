"""A function names an exception that it did not raise before.

Callers that handle its errors may want to handle this one.

A subclass of an exception that was raised before is handled already.

```python old
def f(a):
    '''F.

    Raises:
        ValueError: bad
    '''
```

```python new
def f(a):
    '''F.

    Raises:
        ValueError: bad
        KeyError: worse
    '''
```

```findings
exception_added pkg.f(KeyError)
```

```python old
def f(a):
    '''F.

    Raises:
        LookupError: bad
    '''
```

```python new
def f(a):
    '''F.

    Raises:
        LookupError: bad
        KeyError: worse
    '''
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.index import tail
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def exception_added(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    lost, come = context.exceptions(old, new)
    if not lost and old.raises:
        for each in come:
            yield Finding(member=tail(each), message=f"It may raise `{tail(each)}`.", new=each)
