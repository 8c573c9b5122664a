"""A command line takes fewer arguments.

The word that was written there is refused, or taken for something else.

An argument with another name is the same: nobody types its name.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("source")
    p.add_argument("target")
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("source")
    p.parse_args()
```

```findings
argument_removed cli:main(target)
```

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("source")
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("path")
    p.parse_args()
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import lost_arguments
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def argument_removed(old: Command, new: Command) -> Iterator[Finding]:
    for each in () if not new.options else lost_arguments(old, new):
        yield Finding(member=each.names[0], message=f"The argument `{each.names[0]}` was removed.")
