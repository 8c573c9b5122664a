"""Requirements and ranges come out as `packaging` writes them, and those of the plain shape without loading it."""

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from stability_checker.sources.requirement_texts import canonical_name, normal_range, normal_requirement
from tests.stability_checker.trees import write

NAMES = ("anyio", "Jinja2", "Flask_SQLAlchemy", "zope.interface", "a", "ends-", "two words", "rich[jupyter,color]", "")
RANGES = (
    "",
    ">=3",
    " >= 3.6.2 , <5",
    "<5,>=3.6.2,!=4.0",
    " (>=1.26,<3)",
    "(==1.0)",
    "()",
    "(>=1",
    "~=1.4",
    "==1.*",
    "!=1.1,!=1.2",
    ">=1,>=1.0",
    ">=2.0.0rc1",
    ">=1,",
    "=1",
    "===1",
    " @ https://example.org/a.whl",
)
MARKERS = (
    "",
    '; python_version < "3.10"',
    " ; extra == 'full'",
    ";extra=='Full_Set'",
    "; python_version>='3' and extra == 'socks'",
    "; (python_version >= '3') and extra == 'socks'",
    '; sys_platform == "win32" or extra == "a"',
    '; platform_system == "Windows" and python_full_version != "3.9.1"',
    '; "3.8" <= python_version',
    "; python_version < '3.10\"",
    "; unheard == 'of'",
    ";",
)


def _by_packaging(text: str) -> str | None:
    try:
        found = Requirement(text)
    except InvalidRequirement:
        return None
    found.name = canonicalize_name(found.name)
    return str(found)


@pytest.mark.parametrize("name", NAMES)
def test_a_requirement_reads_as_packaging_writes_it(name: str) -> None:
    texts = [f"{name}{wanted}{marker}" for wanted, marker in product(RANGES, MARKERS)]
    ours = {text: found and str(found) for text in texts for found in [normal_requirement(text)]}
    assert ours == {text: _by_packaging(text) for text in texts}


@pytest.mark.parametrize("text", [each.strip() for each in RANGES if each])
def test_a_range_reads_as_packaging_writes_it(text: str) -> None:
    try:
        expected = str(SpecifierSet(text))
    except InvalidSpecifier:
        expected = text
    assert normal_range(text) == expected


@pytest.mark.parametrize("name", ["Flask", "zope.interface", "a-_.b", "A__B", "x"])
def test_a_name_is_normalised_as_packaging_does(name: str) -> None:
    assert canonical_name(name) == canonicalize_name(name)


def test_a_wheel_with_plain_requirements_is_read_without_packaging(tmp_path: Path) -> None:
    metadata = 'Metadata-Version: 2.1\nName: Pkg\nRequires-Python: >=3.9\nRequires-Dist: Idna<4,>=3 ; extra == "net"\n'
    write(tmp_path, {"pkg/__init__.py": "", "pkg-1.0.dist-info/METADATA": metadata})
    script = (
        "import sys; from pathlib import Path; from stability_checker.sources.reading import read_folder\n"
        f"print(read_folder(Path({str(tmp_path)!r}), None, 'here').metadata.extras)\n"
        "print([each for each in ('requirements', 'specifiers', 'tags') if f'packaging.{each}' in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["{'net': ('idna<4,>=3',)}", "[]"]
