"""Runs packages that import `starlette` on toolkit: `install()`, or `python -m toolkit.compat COMMAND...`."""

from toolkit.compat._aliases import API_VERSION, install

__all__ = ["API_VERSION", "install"]
