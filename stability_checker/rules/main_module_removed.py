"""A package can no longer be run.

`python -m pkg` fails, because its `__main__` module is gone.

```python old
# file: pkg/__main__.py
print(1)
```

```python new
```

```findings
main_module_removed pkg.__main__
```

```python old
# file: pkg/__main__.py
print(1)
```

```python new
# file: pkg/__main__.py
print(2)
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Package
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def main_module_removed(old: Package, new: Package) -> Iterator[Finding]:
    for each in old.runnable:
        if each not in new.runnable:
            yield Finding(symbol=f"{each}.__main__", message=f"`python -m {each}` no longer works.")
