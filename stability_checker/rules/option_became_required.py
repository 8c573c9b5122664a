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
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def option_became_required(old: Command, new: Command) -> Iterator[Finding]:
    demanded = {name for each in old.options if each.required for name in each.names}
    for each in new.options:
        if each.required and not demanded & set(each.names):
            yield Finding(member=each.names[0], message=f"`{each.names[0]}` must be given.")
