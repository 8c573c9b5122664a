"""Stands in for Starlette in a process that finds this folder first: it installs the aliases and steps aside."""

from toolkit.compat import install

install()
