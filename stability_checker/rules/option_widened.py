"""An option or argument of a command line takes more than before.

It takes more words or another kind of them, accepts words that it refused, or may be left out.

Command lines that were right still are.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", type=int)
    p.add_argument("--mode", choices=["a"])
    p.add_argument("file", nargs="+")
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level")
    p.add_argument("--mode", choices=["a", "b"])
    p.add_argument("file", nargs="*")
    p.parse_args()
```

```findings
option_widened cli:main(--level)
option_widened cli:main(--mode)
option_widened cli:main(file)
```

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", type=str)
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--level", nargs=None)
    p.parse_args()
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import reads_less, same_options, takes_less
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def option_widened(old: Command, new: Command) -> Iterator[Finding]:
    for before, after in same_options(old, new):
        more = takes_less(after, before) or reads_less(after, before) or (before.required and not after.required)
        fresh = [each for each in after.choices or () if before.choices is not None and each not in before.choices]
        if (more or fresh) and not (takes_less(before, after) or reads_less(before, after)):
            yield Finding(member=after.names[0], message=f"`{after.names[0]}` takes more than before.")
