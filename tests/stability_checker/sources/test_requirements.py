"""A project says the same of its requirements whether its folder, its old sdist or its wheel is read."""

from pathlib import Path

import pytest

from stability_checker.sources.poetry import specifiers
from stability_checker.sources.reading import read_folder
from tests.stability_checker.trees import write

# Each row: poetry's range, and what its build writes into METADATA.
RANGES = [
    ("^1.2.3", ">=1.2.3,<2.0.0"),
    ("^1.2", ">=1.2,<2.0"),
    ("^1", ">=1,<2"),
    ("^0.2.3", ">=0.2.3,<0.3.0"),
    ("^0.0.3", ">=0.0.3,<0.0.4"),
    ("^0.0", ">=0.0,<0.1"),
    ("^0", ">=0,<1"),
    ("~1.2.3", ">=1.2.3,<1.3.0"),
    ("~1.2", ">=1.2,<1.3"),
    ("~1", ">=1,<2"),
    ("~=1.4.2", "~=1.4.2"),
    ("^1.2.3b1", ">=1.2.3b1,<2.0.0"),
    (">=1, <2", ">=1,<2"),
    (">= 1.0 < 2.0", ">=1.0,<2.0"),
    ("1.2.3", "==1.2.3"),
    ("1.*", "==1.*"),
    ("*", ""),
    ("^1 || ^2", ""),
]


@pytest.mark.parametrize(("given", "expected"), RANGES)
def test_a_range_of_poetry_is_spelled_as_its_builds_do(given: str, expected: str) -> None:
    assert specifiers(given) == expected


METADATA = """Metadata-Version: 2.1
Name: pkg
Version: 1.0
Requires-Python: >=3.9,<4.0
Requires-Dist: idna (>=3,<4)
Requires-Dist: tomli>=1.1; python_version < "3.11"
Requires-Dist: rich[jupyter]>=13,<14; extra == 'color'
Provides-Extra: color
License: MIT
"""
WHEEL = {
    "pkg/__init__.py": "",
    "pkg-1.0.dist-info/METADATA": METADATA,
    "pkg-1.0.dist-info/entry_points.txt": "[console_scripts]\npkg = pkg:main\n",
}
POETRY = """
[tool.poetry]
name = "pkg"
version = "1.0"
license = "MIT"
[tool.poetry.dependencies]
python = "^3.9"
idna = "^3"
tomli = { version = ">=1.1", python = "<3.11" }
rich = { version = "^13", extras = ["jupyter"], optional = true }
[tool.poetry.extras]
color = ["rich"]
[tool.poetry.scripts]
pkg = "pkg:main"
"""
SETUPTOOLS = """
[project]
name = "pkg"
version = "1.0"
requires-python = ">=3.9,<4.0"
license = "MIT"
dynamic = ["dependencies", "optional-dependencies"]
[project.scripts]
pkg = "pkg:main"
[tool.setuptools.dynamic]
dependencies = { file = ["needs.txt"] }
optional-dependencies.color = { file = "color.txt" }
"""
FILES = {
    "needs.txt": (
        "# ours\nidna>=3,<4  # names\n-r other.txt\n\ntomli>=1.1 ; python_version < '3.11' \\\n  --hash=sha256:0\n"
    ),
    "color.txt": "rich[jupyter]>=13,<14\n",
}
HATCH = SETUPTOOLS.partition("[tool.setuptools")[0] + (
    "[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ['needs.txt']\n"
    "[tool.hatch.metadata.hooks.requirements_txt.optional-dependencies]\ncolor = ['color.txt']\n"
)
OLD_SDIST = {
    "PKG-INFO": "Metadata-Version: 1.2\nName: pkg\nVersion: 1.0\n",
    "setup.py": "setup(name='pkg', install_requires=read(), python_requires='>=3.9,<4.0', license='MIT')",
    "pkg.egg-info/requires.txt": (
        "idna>=3,<4\n\n[:python_version < '3.11']\ntomli>=1.1\n\n[color]\nrich[jupyter]>=13,<14\n"
    ),
    "pkg.egg-info/entry_points.txt": "[console_scripts]\npkg = pkg:main\n",
}
PROJECTS = {
    "poetry": {"pyproject.toml": POETRY},
    "setuptools, dynamic": {"pyproject.toml": SETUPTOOLS, **FILES},
    "hatch, dynamic": {"pyproject.toml": HATCH, **FILES},
    "an old sdist": OLD_SDIST,
}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_declares_what_its_wheel_does(name: str, tmp_path: Path) -> None:
    project = write(tmp_path / "project", {"pkg/__init__.py": "", **PROJECTS[name]})
    unpacked = write(tmp_path / "wheel", WHEEL)
    ours, theirs = (read_folder(folder, "pkg", "here").metadata for folder in (project, unpacked))
    assert theirs.dependencies
    assert ours.dependencies == theirs.dependencies
    assert ours.extras == theirs.extras
    assert ours.requires_python == theirs.requires_python
    assert ours.entry_points == theirs.entry_points
    assert ours.licence == theirs.licence


def test_markers_of_an_extra_stay_with_it(tmp_path: Path) -> None:
    sdist = OLD_SDIST | {"pkg.egg-info/requires.txt": "[color:sys_platform == 'win32' or os_name == 'nt']\nansi\n"}
    metadata = read_folder(write(tmp_path, {"pkg/__init__.py": "", **sdist}), "pkg", "here").metadata
    assert metadata.dependencies == ()
    assert metadata.extras == {"color": ('ansi; sys_platform == "win32" or os_name == "nt"',)}


def test_what_an_installation_left_in_a_working_tree_says_nothing(tmp_path: Path) -> None:
    left = {"pkg.egg-info/requires.txt": "long-gone\n", "pyproject.toml": POETRY}
    metadata = read_folder(write(tmp_path, {"pkg/__init__.py": "", **left}), "pkg", "here").metadata
    assert metadata.dependencies == ("idna<4,>=3", 'tomli>=1.1; python_version < "3.11"')
