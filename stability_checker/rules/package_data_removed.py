"""A file that came with the package, other than code, was removed.

Who reads it through `importlib.resources`, or overrides a template by its name, misses it.

Recorded snapshots do not list such files, because the build backend decides which of them a distribution gets: nothing
is said where one side is a snapshot.

```python old
# file: pkg/templates/default.html
<p>
```

```python new
```

```findings
package_data_removed data:pkg/templates/default.html
```

```python old
# file: pkg/templates/default.html
<p>
```

```python new
# file: pkg/templates/default.html
<div>
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Metadata
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def package_data_removed(old: Metadata, new: Metadata) -> Iterator[Finding]:
    if old.data_files is None or new.data_files is None:
        return
    for each in old.data_files:
        if each not in new.data_files:
            yield Finding(symbol=f"data:{each}", message="The file no longer comes with the package.", old=each)
