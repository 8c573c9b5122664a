"""An application written for toolkit 0.9 fails its own tests on 1.0, and passes them after `upgrade` alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples" / "toolkit_0_9"
UPGRADE = ["-m", "stability_checker", "upgrade", ".", "--to", "toolkit==1.0.0", "--format", "json"]
# Nothing deprecated may be left either.
CHECKS = ["-W", "error::toolkit.exceptions.ToolkitDeprecationWarning", "-p", "no:cacheprovider", "-q", "checks.py"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHOP, tmp_path / "shop", ignore=shutil.ignore_patterns("__pycache__")))


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs this interpreter in the folder, with this repository's packages and outside of its pytest settings."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environ, capture_output=True, text=True, timeout=280, check=False
    )


def test_the_shop_moves_to_1_0(shop: Path) -> None:
    before = python(shop, "-m", "pytest", *CHECKS)
    assert before.returncode not in (0, 5), before.stdout

    upgraded = python(shop, *UPGRADE, "--unsafe")
    assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
    assert [file["manual"] for file in json.loads(upgraded.stdout)["files"] if file.get("manual")] == []
    assert (shop / "requirements.txt").read_text() == "asgi-toolkit[full]>=1.0,<2\n"
    assert (shop / "checks.py").read_bytes() == (SHOP / "checks.py").read_bytes()

    after = python(shop, "-m", "pytest", *CHECKS)
    assert (after.returncode, "8 passed" in after.stdout) == (0, True), after.stdout


def test_safe_rewrites_are_enough_for_the_code(shop: Path) -> None:
    python(shop, *UPGRADE)
    after = python(shop, "-m", "pytest", *CHECKS)
    assert after.returncode == 0, after.stdout


def test_a_second_upgrade_changes_nothing(shop: Path) -> None:
    python(shop, *UPGRADE, "--unsafe")
    once = {path.name: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    assert python(shop, *UPGRADE, "--unsafe").returncode == 0
    assert {path.name: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == once
