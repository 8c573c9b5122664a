"""Archives are unpacked safely, and what cannot be unpacked is one sentence."""

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.sources import Standpoint, find_source, unpacking
from stability_checker.sources.unpacking import unpack
from tests.stability_checker.trees import sdist, wheel

CODE = {"pkg/__init__.py": "x = 1\n", "pkg/_fast.so": "machine code", "pkg/py.typed": ""}


def _zip(path: Path, members: dict[str, str], mode: int = 0) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, text)
    return path


def _tar(path: Path, name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, target
        archive.addfile(member, io.BytesIO())
    return path


@pytest.mark.parametrize("make", [wheel, sdist])
def test_a_distribution_is_opened(make: object, tmp_path: Path) -> None:
    path = make(tmp_path, "pkg", "1.5", CODE | {"PKG-INFO": "Name: pkg\nVersion: 1.5\n"})  # type: ignore[operator]
    source = find_source(str(path), Standpoint(folder=tmp_path))
    assert source.digest
    assert source.digest.startswith("sha256:")
    with source.open() as contents:
        assert (contents.package, contents.version) == ("pkg", "1.5")
        assert (contents.root / "pkg/__init__.py").read_text() == "x = 1\n"
        assert (contents.root / "pkg/_fast.so").read_bytes() == b""
    assert not contents.root.exists()


@pytest.mark.parametrize("make", [wheel, sdist])
def test_a_distribution_may_be_named_like_a_folder_that_is_no_code(make: object, tmp_path: Path) -> None:
    files = {"build/__init__.py": "x = 1\n", "tests/__init__.py": "", "PKG-INFO": "Name: build\nVersion: 1.5\n"}
    path = make(tmp_path, "build", "1.5", files)  # type: ignore[operator]
    with find_source(str(path), Standpoint(folder=tmp_path)).open() as contents:
        assert contents.package == "build"


@pytest.mark.parametrize("name", ["../out.py", "/out.py", "a/../../out.py", "..\\out.py", "C:/out.py"])
def test_no_path_leaves_the_folder(name: str, tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    for archive in (_zip(tmp_path / "a.zip", {name: "x"}), _tar(tmp_path / "a.tar.gz", name)):
        with pytest.raises(CheckerError, match="leads out of its folder"):
            unpack(archive, place)
    assert not list(place.iterdir())
    assert not (tmp_path / "out.py").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_left_out(kind: bytes, tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    unpack(_tar(tmp_path / "a.tar.gz", "link.py", kind, "/etc/hostname"), place)
    unpack(_zip(tmp_path / "a.zip", {"link.py": "/etc/hostname"}, stat.S_IFLNK | 0o777), place)
    assert not list(place.iterdir())


def test_sizes_and_numbers_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = _zip(tmp_path / "a.zip", {f"m{number}.py": "x" * 100 for number in range(5)})
    monkeypatch.setattr(unpacking, "MOST_FILES", 4)
    with pytest.raises(CheckerError, match="more than 4 files"):
        unpack(archive, tmp_path)
    monkeypatch.setattr(unpacking, "MOST_FILES", 10)
    monkeypatch.setattr(unpacking, "MOST_BYTES", 450)
    with pytest.raises(CheckerError, match="unpacks to more than"):
        unpack(archive, tmp_path)


def test_broken_archives_are_named(tmp_path: Path) -> None:
    whole = wheel(tmp_path, "pkg", "1", CODE).read_bytes()
    packed = sdist(tmp_path, "pkg", "1", CODE).read_bytes()
    damaged = {
        "empty.whl": b"",
        "text.whl": b"not an archive",
        "cut.whl": whole[: len(whole) // 2],
        "flipped.whl": whole.replace(b"x = 1", b"x = 2"),
        "cut.tar.gz": packed[: len(packed) // 2],
        "text.tar.gz": b"not an archive",
        "flipped.tar.gz": packed[:-6] + b"xxxxxx",
    }
    for name, content in damaged.items():
        (tmp_path / name).write_bytes(content)
        source = find_source(name, Standpoint(folder=tmp_path))
        with pytest.raises(CheckerError, match=f"{name} is a broken archive"), source.open():
            pass
