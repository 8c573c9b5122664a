"""A command line demands an option or argument that it did not demand before.

Command lines without it are refused.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast")
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast", required=True)
    p.parse_args()
```

```findings
option_became_required cli:main(--fast)
```

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast", required=True)
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast")
    p.parse_args()
```

```findings
option_widened cli:main(--fast)
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import same_options
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def option_became_required(old: Command, new: Command) -> Iterator[Finding]:
    partners = {id(after): before for before, after in same_options(old, new)}
    for each in new.options:
        before = partners.get(id(each))
        if each.required and not (before is not None and before.required):
            yield Finding(member=each.names[0], message=f"`{each.names[0]}` must be given.")
