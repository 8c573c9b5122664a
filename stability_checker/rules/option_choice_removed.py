"""An option accepts fewer words.

A command line that uses the lost word is refused.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--mode", choices=["a", "b"])
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--mode", choices=["a"])
    p.parse_args()
```

```findings
option_choice_removed cli:main(--mode)
```

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--mode", choices=["a"])
    p.parse_args()
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--mode", choices=["a", "b"])
    p.parse_args()
```

```findings
option_widened cli:main(--mode)
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import same_options
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def option_choice_removed(old: Command, new: Command) -> Iterator[Finding]:
    for before, after in same_options(old, new):
        lost = [each for each in before.choices or () if after.choices is not None and each not in after.choices]
        if lost:
            message = f"`{after.names[0]}` no longer accepts {', '.join(lost)}."
            yield Finding(member=after.names[0], message=message, old=str(before.choices), new=str(after.choices))
