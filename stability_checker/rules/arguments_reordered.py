"""The arguments of a command line stand in another order.

Each word is taken for what another one was.

Options may be given in any order.

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
    p.add_argument("target")
    p.add_argument("source")
    p.parse_args()
```

```findings
arguments_reordered cli:main
```

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--a")
    p.add_argument("--b")
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--b")
    p.add_argument("--a")
    p.parse_args()
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import arguments
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def arguments_reordered(old: Command, new: Command) -> Iterator[Finding]:
    before, after = ([each.names[0] for each in arguments(command)] for command in (old, new))
    if sorted(before) == sorted(after) and before != after and len(set(before)) == len(before):
        yield Finding(message="The arguments changed their order.", old=" ".join(before), new=" ".join(after))
