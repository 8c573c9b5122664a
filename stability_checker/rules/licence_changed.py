"""The licence changed.

What users may do with the package is another matter now.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
license = "MIT"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
license = "GPL-3.0-only"
```

```findings
licence_changed licence
```

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
license = "MIT"
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import same_licence
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def licence_changed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    if old.licence and new.licence and not same_licence(old.licence, new.licence):
        yield Finding(symbol="licence", message="The licence changed.", old=old.licence, new=new.licence)
