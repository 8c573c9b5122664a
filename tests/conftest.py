"""What holds for every test: a slow or busy machine, and a slow registry, make a test late and never wrong."""

import pytest
from hypothesis import HealthCheck, settings

PATIENCE = 1200
"""Seconds for a test that waits for the registry or works long: an installation that is tried again fits into it."""

# How long an example takes says nothing of the law; that a test ends is seen to by its time limit.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that are marked as long ones have more time than the others."""
    for item in items:
        is_long = any(item.get_closest_marker(name) for name in ("network", "slow", "browser"))
        if is_long and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(PATIENCE))
