"""An option was added to a command line.

Nothing breaks.

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast")
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast")
    p.add_argument("--slow")
```

```findings
option_added cli:main(--slow)
```

```python old
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast")
```

```python new
import argparse
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fast", help="faster")
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.options import is_argument, same_options, spellings
from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def option_added(old: Command, new: Command) -> Iterator[Finding]:
    known = spellings(old)
    paired = {id(after) for _, after in same_options(old, new)}
    for each in new.options:
        if id(each) not in paired and not each.required and not each.hidden and not known & set(each.names):
            what = "argument" if is_argument(each) else "option"
            yield Finding(member=each.names[0], message=f"The {what} `{each.names[0]}` was added.")
