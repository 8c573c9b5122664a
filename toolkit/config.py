"""Settings from environment variables and env files, as the twelve-factor method asks."""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, TypeVar, overload

__all__ = ["Config", "Environ", "EnvironError", "environ", "undefined"]

T = TypeVar("T")

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class undefined:
    """Stands for a default that was not given, since None is a default like any other."""


class EnvironError(Exception):
    """An environment variable was to be changed after its value had been read."""


class Environ(MutableMapping[str, str]):
    """The process environment (or `environ`), in which no variable may change once it has been looked up.

    A setting that was read and then changed would leave a program with two values of it; tests that set variables too
    late learn so at once.
    """

    def __init__(self, environ: MutableMapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._has_been_read: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self._has_been_read.add(key)
        return self._environ[key]

    def __setitem__(self, key: str, value: str) -> None:
        self._refuse_if_read(key, "set")
        self._environ[key] = value

    def __delitem__(self, key: str) -> None:
        self._refuse_if_read(key, "delete")
        del self._environ[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)

    def _refuse_if_read(self, key: str, verb: str) -> None:
        if key in self._has_been_read:
            raise EnvironError(f"Attempting to {verb} environ[{key!r}], but the value has already been read.")


environ = Environ()


class Config:
    """Looks a setting up in the environment, then in `env_file`, then takes its default.

    `env_prefix` is put before each key. The file holds `KEY=value` lines in `encoding`; "#" starts a comment line, and
    one pair of matching quotes around a value is taken off. A missing file is a warning.
    """

    def __init__(
        self,
        env_file: str | Path | None = None,
        environ: Mapping[str, str] = environ,
        env_prefix: str = "",
        encoding: str = "utf-8",
    ) -> None:
        self.environ = environ
        self.env_prefix = env_prefix
        self.file_values: dict[str, str] = {}
        if env_file is None:
            return
        if os.path.isfile(env_file):
            self.file_values = self._read_file(env_file, encoding)
        else:
            warnings.warn(f"Config file '{env_file}' not found.", stacklevel=2)

    @overload
    def __call__(self, key: str, *, default: None) -> str | None: ...
    @overload
    def __call__(self, key: str, cast: type[T], default: T = ...) -> T: ...
    @overload
    def __call__(self, key: str, cast: type[str] = ..., default: str = ...) -> str: ...
    @overload
    def __call__(self, key: str, cast: Callable[[Any], T] = ..., default: Any = ...) -> T: ...
    @overload
    def __call__(self, key: str, cast: type[str] = ..., default: T = ...) -> T | str: ...
    def __call__(self, key: str, cast: Callable[[Any], Any] | None = None, default: Any = undefined) -> Any:
        return self.get(key, cast, default)

    def get(self, key: str, cast: Callable[[Any], Any] | None = None, default: Any = undefined) -> Any:
        """The value of `key`, through `cast` where one is given (the default too, unless it is None).

        Raises `KeyError` for a setting that is missing without a default, `ValueError` for one that `cast` refuses.
        """
        key = self.env_prefix + key
        for source in (self.environ, self.file_values):
            if key in source:
                return self._perform_cast(key, source[key], cast)
        if default is undefined:
            raise KeyError(f"Config '{key}' is missing, and has no default.")
        return self._perform_cast(key, default, cast)

    def _read_file(self, file_name: str | Path, encoding: str) -> dict[str, str]:
        values = {}
        for line in Path(file_name).read_text(encoding=encoding).splitlines():
            key, equals, value = line.partition("=")
            if equals and not key.lstrip().startswith("#"):
                values[key.strip()] = _without_quotes(value.strip())
        return values

    def _perform_cast(self, key: str, value: Any, cast: Callable[[Any], Any] | None = None) -> Any:
        if cast is None or value is None:
            return value
        try:
            return _BOOLEANS[value.lower()] if cast is bool and isinstance(value, str) else cast(value)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"Config '{key}' has value '{value}'. Not a valid {cast.__name__}.") from error


def _without_quotes(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
