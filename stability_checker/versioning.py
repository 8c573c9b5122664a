"""What two version numbers promise, and which number a change needs: semantic versioning over PEP 440."""

from packaging.version import InvalidVersion, Version

from stability_checker.model.bump import Bump


def find_version(text: str | None) -> Version | None:
    """The version that `text` spells; None where there is none that PEP 440 allows."""
    try:
        return Version(text) if text else None
    except InvalidVersion:
        return None


def declared_bump(old: Version, new: Version, zero: str = "minor-breaks") -> Bump | None:
    """The level of change that going from `old` to `new` permits; None where `new` is older than `old`.

    `zero` says what 0.y.z promises: with "minor-breaks" 0.y+1 may break and 0.y.z+1 may add, with "patch-breaks" every
    release may break (SemVer 2.0.0, item 4), with "semver" 0.y.z promises what 1.y.z does. A pre-release promises
    nothing, so what follows it may break; an epoch starts anew.
    """
    if new < old:
        return None
    if new == old:
        return Bump.PATCH
    changed = _first_changed(old, new)
    if old.is_prerelease or changed == 0:
        return Bump.MAJOR
    return Bump.PATCH if changed is None else _permitted(old, changed, zero)


def _first_changed(old: Version, new: Version) -> int | None:
    """Which of epoch or major (0), minor (1), micro or later (2) differs first; None where the release is the same."""
    pairs = ((old.epoch, new.epoch), (old.major, new.major), (old.minor, new.minor), (old.release[2:], new.release[2:]))
    places = (0, 0, 1, 2)
    return next((place for place, (one, other) in zip(places, pairs, strict=True) if one != other), None)


def _permitted(old: Version, changed: int, zero: str) -> Bump:
    if old.major == 0 and zero == "patch-breaks":
        return Bump.MAJOR
    if old.major == 0 and zero == "minor-breaks":
        return Bump.MAJOR if changed == 1 else Bump.MINOR
    return Bump.MINOR if changed == 1 else Bump.PATCH


def next_version(old: Version, required: Bump, zero: str = "minor-breaks") -> Version:
    """The smallest version after `old` that permits `required`.

    A pre-release or development release is followed by the next one of its kind: it has promised nothing yet. Epochs
    stay, local versions and post-releases go, and the number of parts is kept where that suffices.
    """
    epoch = f"{old.epoch}!" if old.epoch else ""
    base = epoch + ".".join(map(str, old.release))
    if old.dev is not None:
        pre = "".join(map(str, old.pre or ()))
        return Version(f"{base}{pre}.dev{old.dev + 1}")
    if old.pre is not None:
        return Version(f"{base}{old.pre[0]}{old.pre[1] + 1}")
    return Version(epoch + ".".join(map(str, _raised(old, _place(old, required, zero)))))


def _place(old: Version, required: Bump, zero: str) -> int:
    """Which part of the number has to grow: 0 is major, 1 minor, 2 micro."""
    wanted = {Bump.MAJOR: 0, Bump.MINOR: 1, Bump.PATCH: 2}[required]
    if old.major == 0 and zero == "patch-breaks":
        return 2
    if old.major == 0 and zero == "minor-breaks":
        return min(wanted + 1, 2)
    return wanted


def _raised(old: Version, place: int) -> list[int]:
    parts = [*old.release, *[0] * (place + 1 - len(old.release))]
    return [*parts[:place], parts[place] + 1, *[0] * (min(len(parts), 3) - place - 1)]
