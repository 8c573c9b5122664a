"""The settings of a project: `[tool.stability_checker]` of its pyproject.toml, checked key by key."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from stability_checker.errors import CheckerError
from stability_checker.model.bump import Bump
from stability_checker.places import find_project as find_project

ZERO_RULES = ("minor-breaks", "patch-breaks", "semver")


class Acceptance(Struct, frozen=True, kw_only=True):
    """An exception: findings of `rule` about `symbol` are accepted, for `reason`, until `expires` (that day included).

    `rule` and `symbol` are shell patterns (`fnmatch`), so that one entry may cover a removed module. `symbol` may name
    a member in parentheses: `pkg.Client.__init__(timeout)`. `version` limits the entry to one release.
    """

    rule: str
    symbol: str
    reason: str
    expires: datetime.date | None = None
    version: str | None = None


class Settings(Struct, frozen=True, kw_only=True):
    """What `[tool.stability_checker]` may say; the defaults need no configuration at all.

    `packages` are import packages, `paths` the folders (relative to pyproject.toml) that hold them. `zero` says what
    a break asks of a 0.y.z version: the next minor ("minor-breaks"), the next patch ("patch-breaks", as SemVer allows)
    or a major one ("semver", as after 1.0). `private` are shell patterns (`fnmatch`) of dotted paths whose objects,
    with all that is in them, are promised to nobody although their names have no underscore. `rules` maps a rule to its
    level, or to None where it is off.
    `deprecation_notice` is the number of minor releases for which a removed object must have been deprecated.
    `snapshots` is the folder of recorded snapshots. `folder` is where the settings were read, or None.
    """

    packages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    zero: str = "minor-breaks"
    private: tuple[str, ...] = ()
    rules: Mapping[str, Bump | None] = field(default_factory=dict)
    exceptions: tuple[Acceptance, ...] = ()
    deprecation_notice: int = 0
    against: str | None = None
    snapshots: str = "api_snapshots"
    folder: Path | None = None

    def demand_known_rules(self, known: Iterable[str]) -> None:
        """Raise CheckerError where `rules` names a rule that is not among `known`."""
        _refuse_unknown("rule", self.rules, tuple(known), "[tool.stability_checker.rules]")


def read_settings(folder: Path) -> Settings:
    """The settings of the project at `folder`; raises CheckerError for a file or key that cannot be understood."""
    # Only here: outside of a project nothing is configured.
    import tomllib

    path = folder / "pyproject.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CheckerError(f"{path} is not valid TOML ({error}); repair it and try again.") from None
    table = document.get("tool", {}).get("stability_checker", {})
    return parse_settings(table, folder)


def parse_settings(table: Mapping[str, Any], folder: Path | None = None) -> Settings:
    """The settings that the TOML table `[tool.stability_checker]` gives; raises CheckerError for anything else."""
    readers = _readers()
    _refuse_unknown("key", table, tuple(readers), "[tool.stability_checker]")
    values: dict[str, Any] = {}
    for key, value in table.items():
        name, read = readers[key]
        values[name] = read(key, value)
    return Settings(**values, folder=folder)


_Reader = Callable[[str, Any], Any]


def _readers() -> dict[str, tuple[str, _Reader]]:
    return {
        "package": ("packages", lambda key, value: (_text(key, value),)),
        "packages": ("packages", _texts),
        "paths": ("paths", _texts),
        "zero": ("zero", _zero),
        "private": ("private", _texts),
        "rules": ("rules", _levels),
        "exceptions": ("exceptions", _acceptances),
        "deprecation-notice": ("deprecation_notice", _count),
        "against": ("against", _text),
        "snapshots": ("snapshots", _text),
    }


def _refuse_unknown(what: str, given: Iterable[str], known: tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in known:
            # Only here: most settings are spelled right.
            import difflib

            nearest = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            advice = f"did you mean {nearest[0]!r}?" if nearest else f"the known ones are {', '.join(sorted(known))}."
            raise CheckerError(f"{where} holds the unknown {what} {key!r}; {advice}")


def _wrong(key: str, expected: str, value: Any) -> CheckerError:
    return CheckerError(f"[tool.stability_checker] {key} must be {expected}, not {value!r}.")


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(key, "a non-empty string", value)
    return value


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise _wrong(key, "a list of strings", value)
    return tuple(value)


def _zero(key: str, value: Any) -> str:
    if value not in ZERO_RULES:
        raise _wrong(key, f"one of {', '.join(ZERO_RULES)}", value)
    return str(value)


def _count(key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _wrong(key, "a number of minor releases, 0 or more", value)
    return value


def _levels(key: str, value: Any) -> dict[str, Bump | None]:
    if not isinstance(value, dict):
        raise _wrong(key, 'a table such as { parameter_renamed = "minor" }', value)
    return {rule: _level(f"{key}.{rule}", level) for rule, level in value.items()}


def _level(key: str, value: Any) -> Bump | None:
    if value == "off":
        return None
    try:
        return Bump.parse(value)
    except (ValueError, AttributeError):
        raise _wrong(key, "major, minor, patch or off", value) from None


def _acceptances(key: str, value: Any) -> tuple[Acceptance, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _wrong(key, "a list of tables ([[tool.stability_checker.exceptions]])", value)
    return tuple(_acceptance(f"{key}[{number}]", entry) for number, entry in enumerate(value))


def _acceptance(key: str, entry: Mapping[str, Any]) -> Acceptance:
    known = Acceptance.__struct_fields__
    _refuse_unknown("key", entry, known, f"[tool.stability_checker] {key}")
    for name in ("rule", "symbol", "reason"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise CheckerError(f"[tool.stability_checker] {key} needs a {name!r}: say which, and why, in a string.")
    values = dict(entry)
    values["expires"] = _date(f"{key}.expires", entry.get("expires"))
    return Acceptance(**values)


def _date(key: str, value: Any) -> datetime.date | None:
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            raise _wrong(key, "a date such as 2026-12-31", value) from None
    if value is not None and (not isinstance(value, datetime.date) or isinstance(value, datetime.datetime)):
        raise _wrong(key, "a date such as 2026-12-31", value)
    return value
