"""Requirements, compared: a floor alone is judged as `packaging` judges it, and loads nothing for that."""

import subprocess
import sys
from itertools import product

import pytest
from packaging.specifiers import SpecifierSet

from stability_checker.compare.requirements import narrows

FLOORS = ("0", "1", "1.0", "1.0.0", "1.0.1", "1.2", "1.10", "2", "2024.1")


@pytest.mark.parametrize(("old", "new"), [*product(FLOORS, FLOORS)])
def test_a_floor_narrows_where_the_version_that_it_named_is_left_out(old: str, new: str) -> None:
    assert narrows(f"pkg>={old}", f"pkg[extra]>={new}; os_name == 'nt'") == (old not in SpecifierSet(f">={new}"))


@pytest.mark.parametrize(
    ("old", "new", "narrower"),
    [
        ("pkg", "pkg>=1", True),
        ("pkg>=1", "pkg", False),
        ("pkg>=1", "pkg>=1,<2", True),
        ("pkg>=1,<2", "pkg>=1", False),
        ("pkg>=1,<2", "pkg<3,>=1.5", True),
        ("pkg>=1", "pkg>1", True),
        ("pkg>=1", "pkg!=1.5,>=1", True),
        ("pkg>=1.0rc1", "pkg>=1.0", True),
        ("pkg @ https://example.org/pkg.whl", "pkg>=1", True),
        ("pkg>=1", "pkg=nonsense", False),
    ],
)
def test_other_ranges_are_tried_at_their_limits(old: str, new: str, narrower: bool) -> None:
    assert narrows(old, new) is narrower


def test_a_raised_floor_does_not_load_what_reads_other_ranges() -> None:
    program = (
        "import sys; from stability_checker.compare.requirements import narrows\n"
        "assert narrows('pkg>=1', 'pkg>=2')\n"
        "sys.exit('packaging.specifiers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
