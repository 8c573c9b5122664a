"""The stub of a function no longer says what its source says.

Type checkers and the interpreter now disagree about the signature.

```python old
def f(a): ...
# file: pkg/__init__.pyi
def f(a: int) -> int: ...
```

```python new
def f(a, b=None): ...
# file: pkg/__init__.pyi
def f(a: int) -> int: ...
```

```findings
parameter_added_optional pkg.f(b)
stub_diverged pkg.f
```

```python old
def f(a): ...
# file: pkg/__init__.pyi
def f(a: int) -> int: ...
```

```python new
def f(a): ...
# file: pkg/__init__.pyi
def f(a: int) -> "int": ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.render import show_signature
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def stub_diverged(old: Function, new: Function) -> Iterator[Finding]:
    if new.runtime is not None and old.runtime is None:
        message = "The stub and the source disagree about the signature."
        yield Finding(message=message, old=show_signature(new.signature), new=show_signature(new.runtime))
