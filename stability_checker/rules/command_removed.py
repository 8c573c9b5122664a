"""A command of a command-line program was removed.

Scripts that run it fail.

A hidden command is no promise.

```python old
import click
@click.group()
def main(): ...
@main.command()
def run(): ...
@main.command()
def stop(): ...
```

```python new
import click
@click.group()
def main(): ...
@main.command()
def run(): ...
def stop(): ...
```

```findings
command_removed cli:main stop
```

```python old
import click
@click.group()
def main(): ...
@main.command(hidden=True)
def stop(): ...
```

```python new
import click
@click.group()
def main(): ...
def stop(): ...
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
def command_removed(old: Command) -> Iterator[Finding]:
    if not old.hidden:
        yield Finding(message="The command was removed.", old=old.name)
