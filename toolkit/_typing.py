"""The typing features that are younger than Python 3.11, from wherever this interpreter has them."""

import sys

if sys.version_info >= (3, 13):
    from typing import TypeIs, TypeVar
    from warnings import deprecated
else:
    from typing_extensions import TypeIs, TypeVar, deprecated

__all__ = ["TypeIs", "TypeVar", "deprecated"]
