"""What two version numbers promise, and which number a change needs."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.version import Version

from stability_checker.model.bump import Bump
from stability_checker.versioning import declared_bump, next_version

PATCH, MINOR, MAJOR = Bump.PATCH, Bump.MINOR, Bump.MAJOR
ZERO_RULES = ("minor-breaks", "patch-breaks", "semver")


@pytest.mark.parametrize(
    ("old", "new", "declared"),
    [
        ("1.0", "1.0", PATCH), ("1.0", "1.0.0", PATCH), ("1.0", "1.0.1", PATCH), ("1.0", "1.0.post1", PATCH),
        ("1.0", "1.1", MINOR), ("1.0", "2.0", MAJOR), ("1.4", "2.0b1", MAJOR), ("1!1.0", "2!1.0", MAJOR),
        ("0.9", "1.0", MAJOR), ("2.0rc1", "2.0", MAJOR), ("2.0rc1", "2.1", MAJOR), ("2.0", "1.0", None),
        ("2024.1", "2025.1", MAJOR), ("1.2.3.4", "1.2.3.5", PATCH),
    ],
)  # fmt: skip
def test_what_two_versions_promise(old: str, new: str, declared: Bump | None) -> None:
    assert declared_bump(Version(old), Version(new)) == declared


@pytest.mark.parametrize(
    ("zero", "minor", "micro"),
    [("minor-breaks", MAJOR, MINOR), ("patch-breaks", MAJOR, MAJOR), ("semver", MINOR, PATCH)],
)
def test_what_a_zero_version_promises_is_a_setting(zero: str, minor: Bump, micro: Bump) -> None:
    assert declared_bump(Version("0.1.0"), Version("0.2.0"), zero) == minor
    assert declared_bump(Version("0.1.0"), Version("0.1.1"), zero) == micro


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        ("1.2.3", ("1.2.4", "1.3.0", "2.0.0")), ("1.2", ("1.2.1", "1.3", "2.0")),
        ("1!1.2.3+local", ("1!1.2.4", "1!1.3.0", "1!2.0.0")),
        ("1.0.post2", ("1.0.1", "1.1", "2.0")), ("0.1.2", ("0.1.3", "0.1.3", "0.2.0")), ("2.0rc1", ("2.0rc2",) * 3),
        ("1.0.dev3", ("1.0.dev4",) * 3), ("1.0a1.dev2", ("1.0a1.dev3",) * 3),
    ],
)  # fmt: skip
def test_the_next_version(old: str, expected: tuple[str, str, str]) -> None:
    assert tuple(str(next_version(Version(old), level)) for level in (PATCH, MINOR, MAJOR)) == expected


_RELEASES = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
_SUFFIXES = st.sampled_from(["", "", "rc1", "a2", ".post1", ".dev4", "b1.dev2"])
_EPOCHS = st.sampled_from(["", "1!"])
_VERSIONS = st.tuples(_EPOCHS, _RELEASES, _SUFFIXES).map("".join).map(Version)

# A busy machine draws slowly; that says nothing about the law.
_PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@_PATIENT
@given(_VERSIONS, st.sampled_from(Bump), st.sampled_from(ZERO_RULES))
def test_the_next_version_is_later_and_permits_what_it_is_for(old: Version, required: Bump, zero: str) -> None:
    new = next_version(old, required, zero)
    assert new > old
    declared = declared_bump(old, new, zero)
    assert declared is not None
    assert declared >= required


@_PATIENT
@given(st.tuples(_VERSIONS, _VERSIONS, _VERSIONS), st.sampled_from(ZERO_RULES))
def test_a_longer_way_permits_no_less(versions: tuple[Version, Version, Version], zero: str) -> None:
    first, second, third = sorted(versions)
    nearer, farther = declared_bump(first, second, zero), declared_bump(first, third, zero)
    assert nearer is not None
    assert farther is not None
    assert second == first or nearer <= farther
