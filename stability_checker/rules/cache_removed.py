"""A function lost the cache that callers could reach.

`f.cache_clear()` and `f.cache_info()` raise AttributeError.

Changing the size of the cache, or `cache` against `lru_cache`, takes nothing away.

```python old
from functools import lru_cache
@lru_cache
def f(a): return a
```

```python new
def f(a): return a
```

```findings
cache_removed pkg.f
```

```python old
from functools import lru_cache
@lru_cache(maxsize=None)
def f(a): return a
```

```python new
from functools import cache
@cache
def f(a): return a
```

```findings
```
"""

from collections.abc import Iterator

from stability_checker.compare.decorators import caches
from stability_checker.model.api import Function
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.rules import rule


@rule(Bump.MAJOR)
def cache_removed(old: Function, new: Function) -> Iterator[Finding]:
    if caches(old) and not caches(new):
        yield Finding(message="`cache_clear` and `cache_info` are gone.", old="@lru_cache")
