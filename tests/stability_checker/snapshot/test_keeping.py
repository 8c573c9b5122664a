"""The store of a project and the cache of a user: what is kept is found again, and never half written or stale."""

import pickle
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from stability_checker.errors import CheckerError
from stability_checker.model.api import Metadata, Module, Package
from stability_checker.snapshot import Cache, Kept, Store


def package(version: str | None = "1.0", name: str = "pkg") -> Package:
    module = Module(path=name, symbol=name, names=(name,), is_package=True)
    return Package(name, Metadata(name=name, version=version), {name: module})


def test_what_is_recorded_is_found_by_any_spelling_of_its_version(tmp_path: Path) -> None:
    store = Store(tmp_path / "api_snapshots")
    path = store.write(package("1.0.0"))
    assert path == tmp_path / "api_snapshots" / "pkg" / "1.0.0.json"
    assert store.find("pkg", "1.0") == path
    assert store.read("pkg", "1") == package("1.0.0")


def test_versions_are_in_the_order_of_releases(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for version in ("1.10", "1.9", "1.10rc1"):
        store.write(package(version))
    (tmp_path / "pkg" / "notes.json").write_text("{}")
    assert [str(each) for each in store.versions("pkg")] == ["1.9", "1.10rc1", "1.10"]
    assert store.versions("other") == []


@pytest.mark.parametrize("version", [None, "latest"])
def test_a_package_without_a_version_is_not_recorded(tmp_path: Path, version: str | None) -> None:
    with pytest.raises(CheckerError, match="PEP 440"):
        Store(tmp_path).write(package(version))
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_is_not_recorded_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match=r"pkg 2\.0 is not recorded"):
        Store(tmp_path).read("pkg", "2.0")


def kept() -> Kept:
    return Kept(package(), "libs/pkg")


def test_the_cache_gives_back_what_was_put(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("digest", kept())
    assert cache.get("digest") == kept()
    assert cache.get("other") is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"cut", b"flip"])
def test_damaged_entries_are_made_anew(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put("digest", kept())
    (entry,) = tmp_path.rglob("*.msgpack")
    whole = entry.read_bytes()
    entry.write_bytes({b"cut": whole[:-9], b"flip": whole.replace(b"1.0", b"9.0")}.get(damage, damage))
    assert cache.get("digest") is None
    cache.put("digest", kept())
    assert cache.get("digest") == kept()


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "below")
    cache.put("digest", kept())
    assert cache.get("digest") is None


def test_what_cannot_be_packed_is_not_kept_but_travels(tmp_path: Path) -> None:
    odd = replace(package(), notes=("half a pair: \ud800",))
    cache = Cache(tmp_path)
    cache.put("digest", Kept(odd))
    assert cache.get("digest") is None
    assert pickle.loads(pickle.dumps(odd)) == odd


def test_runs_at_the_same_time_leave_a_whole_entry(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    runs = [threading.Thread(target=lambda: [cache.put("digest", kept()) for _ in range(30)]) for _ in range(4)]
    for run in runs:
        run.start()
    seen = [cache.get("digest") for _ in range(100)]
    for run in runs:
        run.join()
    assert set(map(str, seen)) <= {str(None), str(kept())}
    assert cache.get("digest") == kept()
    assert len(list(tmp_path.rglob("*"))) == 2  # the entry and its folder: no part is left behind
