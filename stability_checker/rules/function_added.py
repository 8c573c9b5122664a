"""A public function was added.

Nothing breaks. A function that was there under another public name before is not new.

```python old
```

```python new
def f(): ...
```

```findings
function_added pkg.f
```

```python old
```

```python new
def _f(): ...
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
def function_added(new: Function) -> Iterator[Finding]:
    if new.binding is Binding.FUNCTION:
        yield Finding(message="A function was added.", new=show(new))
