"""An option or argument of a command line takes less than before.

It takes another number of words, reads them as another kind, or has a list of those that it accepts. A command line
that was right is refused.

Nothing is said where a declaration cannot be read.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast", action="store_true")
    p.add_argument("--level")
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast")
    p.add_argument("--level", type=int)
    p.parse_args()
```

```findings
option_narrowed cli:main(--fast)
option_narrowed cli:main(--level)
```

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", type=int)
    p.add_argument("--size", type=size)
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", type=float)
    p.add_argument("--size", type=other)
    p.parse_args()
```

```findings
option_widened cli:main(--level)
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import reads_less, same_options, takes_less
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def option_narrowed(old: Command, new: Command) -> Iterator[Finding]:
    for before, after in same_options(old, new):
        if takes_less(before, after) or reads_less(before, after):
            yield Finding(member=after.names[0], message=f"`{after.names[0]}` takes less than before.")
