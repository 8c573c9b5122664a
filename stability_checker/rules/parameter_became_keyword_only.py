"""A parameter can no longer be passed by position.

A call that does raises TypeError. Where a `*` was put before several parameters, that is one finding.

Calls by keyword go on as before.

```python old
def f(a, b=1): ...
```

```python new
def f(a, *, b=1): ...
```

```findings
parameter_became_keyword_only pkg.f(b)
```

```python old
def f(*, a=1): ...
```

```python new
def f(*, a=1, b=2): ...
```

```findings
parameter_added_optional pkg.f(b)
```

Where a new parameter takes the argument by position and the old name still takes it by keyword, the name was changed
without a break.

```python old
def f(matchText): ...
```

```python new
def f(match_text="", *, matchText=""): ...
```

```findings
parameter_added_optional pkg.f(match_text)
parameter_default_added pkg.f(matchText)
```
"""

from collections.abc import Iterator

from stability_checker.compare.context import Context
from stability_checker.compare.render import show_signature
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def parameter_became_keyword_only(old: Function, new: Function, context: Context) -> Iterator[Finding]:
    names = [before.name for before, _ in context.calls(old, new).now_keyword_only]
    if names:
        yield Finding(
            member=names[0] if len(names) == 1 else None,
            message=f"Keyword-only now: {', '.join(f'`{each}`' for each in names)}.",
            old=show_signature(old.signature),
            new=show_signature(new.signature),
        )
