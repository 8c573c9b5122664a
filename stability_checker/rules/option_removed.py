"""An option of a command line was removed.

A command line that uses it is refused.

It is no break to hide the option from the help, or to give it more spellings.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast")
    p.add_argument("--slow")
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
option_removed cli:main(--slow)
```

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
    p.add_argument("--fast", "-f")
    p.parse_args()
```

```findings
```

Nobody removes all options of a program at once: where none is left, they have come to be declared in a way that cannot
be read.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--a")
    p.add_argument("--b")
    p.add_argument("--c")
    p.add_argument("--d")
    p.add_argument("--e")
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--help-all", action="store_true")
    for each in declared_elsewhere():
        p.add_argument(each)
    p.parse_args()
```

```findings
option_added cli:main(--help-all)
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import spellings
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule

_FEW = 4


@rule(Bump.MAJOR)
def option_removed(old: Command, new: Command) -> Iterator[Finding]:
    known = spellings(new)
    if len(old.options) > _FEW and not known & spellings(old):
        return  # nobody removes all options at once: they are declared in a way that cannot be read
    for each in old.options:
        lost = [name for name in each.names if name.startswith("-") and name not in known]
        if lost and not each.hidden:
            message = f"The option `{lost[0]}` was removed."
            yield Finding(member=lost[0], message=message, old=", ".join(each.names))
