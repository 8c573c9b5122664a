"""A command was added to a command-line program.

Nothing breaks.

```python old
import click
@click.group()
def main(): ...
def run(): ...
```

```python new
import click
@click.group()
def main(): ...
@main.command()
def run(): ...
```

```findings
command_added cli:main run
```

```python old
import click
@click.group()
def main(): ...
def run(): ...
```

```python new
import click
@click.group()
def main(): ...
@main.command(hidden=True)
def run(): ...
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.model.api import Command
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MINOR)
def command_added(new: Command) -> Iterator[Finding]:
    if not new.hidden:
        yield Finding(message="A command was added.", new=new.name)
