"""A constant has another value.

Code that wrote the value down, instead of asking for it, goes on with the old one.

Values that change with every release, such as `__version__`, are meant to; and a value that cannot be evaluated is not
compared.

```python old
TIMEOUT = 30
```

```python new
TIMEOUT = 60
```

```findings
attribute_value_changed pkg.TIMEOUT
```

```python old
__version__ = "1.0"
TIMEOUT = 60
```

```python new
__version__ = "1.1"
TIMEOUT = 6 * 10
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.names import names_the_release
from stability_checker.compare.values import changes_type, changes_value
from stability_checker.model.api import Attribute
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def attribute_value_changed(old: Attribute, new: Attribute) -> Iterator[Finding]:
    if changes_value(old, new) and not names_the_release(new.path) and not changes_type(old, new):
        yield Finding(message="The value changed.", old=old.value, new=new.value)
