"""From a folder of source files to a `Package`: read, resolve, decide what is public, describe.

A private package because the way has stages of its own, each a file: `files` finds the modules, `scopes` reads what a
body of statements binds, `served` what a module's `__getattr__` answers, `library` resolves names across modules,
`exposure` finds the public names, and the rest turns definitions into the model's objects. Nothing is ever imported
or run. The tree is read with the standard library's `ast`: the description needs the nodes themselves, and griffe,
which builds objects without them, takes twice as long to load a large package as this whole way; it reads `docstrings`.
"""

from stability_checker.snapshot.collect.packages import collect_package

__all__ = ["collect_package"]
