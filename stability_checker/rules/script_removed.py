"""A console script is no longer installed.

The command is gone from the path after an upgrade.

```python old
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.scripts]
tool = "pkg:main"
```

```python new
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
```

```findings
script_removed script:tool
```

```python old
def main(): ...
# file: pyproject.toml
[project]
name = "pkg"
version = "1.0"
[project.scripts]
tool = "pkg:main"
```

```python new
def main(): ...
def run(): ...
# file: pyproject.toml
[project]
name = "pkg"
version = "1.1"
[project.scripts]
tool = "pkg:run"
```

```findings
function_added pkg.run
```

So is a file that `setup.py` names among its `scripts`:

```python old
# file: setup.py
from setuptools import setup
setup(name="pkg", version="1.0", scripts=["bin/pkg-admin.py"])
# file: bin/pkg-admin.py
print("working")
```

```python new
# file: setup.py
from setuptools import setup
setup(name="pkg", version="1.1")
```

```findings
script_removed script:pkg-admin.py
```
"""

from collections.abc import Iterator

from stability_checker.compare.requirements import lost_entries
from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def script_removed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    for name, target in lost_entries(old, new, scripts=True):
        yield Finding(symbol=f"script:{name}", message=f"The command `{name}` is no longer installed.", old=target)
