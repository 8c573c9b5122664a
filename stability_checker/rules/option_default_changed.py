"""An option of a command line has another default.

Programs that leave the option out behave differently.

A default that is computed is not compared.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", type=int, default=1)
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", type=int, default=2)
    p.parse_args()
```

```findings
option_default_changed cli:main(--level)
```

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", default=5 * 60)
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", default=300)
    p.parse_args()
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import same_options
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def option_default_changed(old: Command, new: Command) -> Iterator[Finding]:
    for before, after in same_options(old, new):
        if None not in (before.default, after.default) and before.default != after.default:
            message = f"`{after.names[0]}` has another default."
            yield Finding(member=after.names[0], message=message, old=before.default, new=after.default)
