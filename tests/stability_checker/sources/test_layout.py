"""Which import package a folder holds, whatever tool builds it, and which version it declares."""

from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.sources.reading import read_folder
from tests.stability_checker.trees import write

MODULE = {"pkg/__init__.py": ""}

# Each row: files, the package, the folder that holds it (relative), the version.
PROJECTS = {
    "flat layout": (MODULE | {"pyproject.toml": '[project]\nname="pkg"\nversion="1.2"'}, "pkg", ".", "1.2"),
    "src layout": ({"src/pkg/__init__.py": "", "pyproject.toml": '[project]\nname="pkg"'}, "pkg", "src", None),
    "stubs alone": ({"pkg-stubs/__init__.pyi": "", "setup.py": "setup(name='types-pkg')"}, "pkg", ".", None),
    "stubs among others": (
        {"pkg-stubs/__init__.pyi": "", "more-stubs/a.pyi": "", "setup.cfg": "[metadata]\nname=types-pkg"},
        "pkg",
        ".",
        None,
    ),
    "stubs with a plugin": (
        {"pkg-stubs/__init__.pyi": "", "plug/__init__.py": "", "setup.cfg": "[metadata]\nname=pkg-stubs"},
        "pkg",
        ".",
        None,
    ),
    "stubs of others": (MODULE | {"more-stubs/a.pyi": "", "setup.cfg": "[metadata]\nname=less"}, "pkg", ".", None),
    "stubs of a part": ({"space-stubs/deep/__init__.pyi": "", "setup.cfg": "[metadata]"}, "space.deep", ".", None),
    "tests beside": (MODULE | {"tests/__init__.py": "", "pyproject.toml": '[project]\nname="other"'}, "pkg", ".", None),
    "named like the distribution": (
        MODULE | {"more/__init__.py": "", "pyproject.toml": '[project]\nname="More"'},
        "more",
        ".",
        None,
    ),
    "hatch packages": (
        {
            "code/pkg/__init__.py": '__version__ = "3.1"',
            "pyproject.toml": "[tool.hatch.build.targets.wheel]\npackages=['code/pkg']",
        },
        "pkg",
        "code",
        "3.1",
    ),
    "hatch version": (
        {
            "pkg/__init__.py": "",
            "pkg/__about__.py": '__version__ = "4.0rc1"',
            "pyproject.toml": '[project]\nname="pkg"\n[tool.hatch.version]\npath="pkg/__about__.py"',
        },
        "pkg",
        ".",
        "4.0rc1",
    ),
    "setuptools attr": (
        {
            "lib/pkg/__init__.py": "",
            "lib/pkg/v.py": 'version: str = "0.3"',
            "pyproject.toml": '[tool.setuptools]\npackage-dir={""="lib"}\n'
            '[tool.setuptools.dynamic]\nversion={attr="pkg.v.version"}',
        },
        "pkg",
        "lib",
        "0.3",
    ),
    "setuptools file": (
        MODULE | {"VERSION": "2.2.2\n", "pyproject.toml": '[tool.setuptools.dynamic]\nversion={file=["VERSION"]}'},
        "pkg",
        ".",
        "2.2.2",
    ),
    "setup.cfg": (
        {
            "lib/pkg/__init__.py": "",
            "setup.cfg": "[metadata]\nname=x\nversion=1.0\n[options]\npackage_dir =\n  =lib\npackages=find:",
        },
        "pkg",
        "lib",
        "1.0",
    ),
    "setup.py": (
        {
            "source/pkg/__init__.py": "",
            "setup.py": "setup(name='x', version='9', package_dir={'': 'source'}, packages=['pkg'])",
        },
        "pkg",
        "source",
        "9",
    ),
    "flit": (
        {"pkg.py": '__version__ = "1.9"', "other/__init__.py": "", "pyproject.toml": '[tool.flit.module]\nname="pkg"'},
        "pkg",
        ".",
        "1.9",
    ),
    "poetry": (
        {
            "a/pkg/__init__.py": "",
            "b/__init__.py": "",
            "pyproject.toml": '[tool.poetry]\nname="x"\nversion="5.0"\npackages=[{include="pkg", from="a"}]',
        },
        "pkg",
        "a",
        "5.0",
    ),
    "uv": (
        {"lib/pkg/__init__.py": "", "pyproject.toml": "[tool.uv.build-backend]\nmodule-name='pkg'\nmodule-root='lib'"},
        "pkg",
        "lib",
        None,
    ),
    "single module": ({"pkg.py": "", "setup.py": "setup(py_modules=['pkg'])"}, "pkg", ".", None),
    "namespace package": (
        {"google/cloud/pkg/__init__.py": "", "pyproject.toml": "[project]\nname='google-cloud-pkg'"},
        "google.cloud.pkg",
        ".",
        None,
    ),
    "version tuple": (
        {
            "pkg/__init__.py": 'VERSION = (4, 2, 16, "final", 0)',
            "setup.cfg": "[metadata]\nversion = attr: pkg.__version__",
        },
        "pkg",
        ".",
        "4.2.16",
    ),
    "no build settings": ({"pkg/__init__.py": '__version__ = "7"', "docs/conf.py": ""}, "pkg", ".", "7"),
    "sdist": (MODULE | {"PKG-INFO": "Metadata-Version: 2.1\nName: pkg\nVersion: 6.1\n"}, "pkg", ".", "6.1"),
}


@pytest.mark.parametrize(("files", "package", "root", "version"), PROJECTS.values(), ids=PROJECTS)
def test_the_package_of_a_project_is_found(
    files: dict[str, str], package: str, root: str, version: str | None, tmp_path: Path
) -> None:
    contents = read_folder(write(tmp_path, files), None, "here")
    assert (contents.package, contents.root, contents.version) == (package, (tmp_path / root).resolve(), version)
    assert contents.prefix == ("" if root == "." else f"{root}/")


def test_a_package_folder_itself_is_a_source(tmp_path: Path) -> None:
    write(tmp_path, {"pkg/__init__.py": ""})
    contents = read_folder(tmp_path / "pkg", None, "pkg")
    assert (contents.package, contents.root) == ("pkg", tmp_path)


def test_of_several_packages_one_is_chosen_by_name(tmp_path: Path) -> None:
    write(tmp_path, {"one/__init__.py": "", "two/__init__.py": "", "pyproject.toml": "[project]\nname='other'"})
    assert read_folder(tmp_path, "two", "here").package == "two"
    with pytest.raises(CheckerError, match=r"several import packages \(one, two\); choose one with --package"):
        read_folder(tmp_path, None, "here")
    with pytest.raises(CheckerError, match="does not hold the package 'three'; it holds one, two"):
        read_folder(tmp_path, "three", "here")


@pytest.mark.parametrize(
    "files", [{"README": ""}, {"tests/__init__.py": ""}, {"pyproject.toml": "[project]\nname='x'"}]
)
def test_a_folder_without_a_package_is_an_error(files: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match="no import package"):
        read_folder(write(tmp_path, files), None, "here")


def test_settings_of_the_project_name_where_to_look(tmp_path: Path) -> None:
    write(tmp_path, {"backend/pkg/__init__.py": "", "front/other/__init__.py": "", "pyproject.toml": ""})
    assert read_folder(tmp_path, None, "here", paths=("backend",)).package == "pkg"


def test_nothing_of_a_project_is_run(tmp_path: Path) -> None:
    trap = "import pathlib; pathlib.Path('trapped').touch(); raise SystemExit"
    write(tmp_path, {"setup.py": trap, "pkg/__init__.py": trap, "conftest.py": trap})
    assert read_folder(tmp_path, None, "here").package == "pkg"
    assert not (tmp_path / "trapped").exists()
    assert not Path("trapped").exists()


def test_a_folder_of_stubs_is_the_package_that_they_describe(tmp_path: Path) -> None:
    contents = read_folder(write(tmp_path / "pkg-stubs", {"__init__.pyi": ""}), None, "it")
    assert (contents.root, contents.package) == (tmp_path, "pkg")
