"""Releases of an index: the user's configuration is honoured, hashes are checked, and nothing is executed."""

import hashlib
import json
from pathlib import Path

import pytest

from stability_checker.errors import CheckerError
from stability_checker.intake import take
from stability_checker.sources import Standpoint, find_source
from stability_checker.sources.index.configuration import PYPI, Configuration, read_configuration
from stability_checker.sources.index.pages import read_page
from stability_checker.sources.index.pins import Held, pin_of, place_of, recall, remember
from stability_checker.sources.index.releases import pick_file, pick_version
from stability_checker.sources.layout import holds
from stability_checker.sources.source import Contents
from tests.stability_checker.trees import index, sdist, wheel, write

CODE = {"pkg/__init__.py": "x = 1\n"}
WHEEL = "pkg-1.0-py3-none-any.whl"
TRAP = "import pathlib; pathlib.Path('trapped').touch()"


def _open(address: str, package: str | None = None) -> Contents:
    with find_source(address, Standpoint(folder=Path.cwd())).open(package) as contents:
        assert holds(contents.root, contents.package)
        return contents


@pytest.fixture
def releases(standing: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index with two final releases, a pre-release and a release that has an sdist alone."""
    files = standing / "files"
    archives = [wheel(files, "pkg", version, CODE) for version in ("1.0", "1.1", "2.0rc1")]
    archives.append(sdist(files, "old", "0.1", {"old/__init__.py": TRAP, "setup.py": TRAP, "pyproject.toml": ""}))
    monkeypatch.setenv("PIP_INDEX_URL", index(standing, archives))
    return standing


def test_a_pinned_and_the_newest_release(releases: Path) -> None:
    assert _open("pypi:pkg==1.0").version == "1.0"
    assert _open("pypi:pkg==1.0.0").version == "1.0"
    assert _open("pypi:Pkg").version == "1.1"
    assert _open("pypi:pkg==2.0rc1").version == "2.0rc1"


def test_an_sdist_is_read_without_running_it(releases: Path) -> None:
    assert _open("pypi:old==0.1").package == "old"
    assert not (releases / "trapped").exists()


def test_a_wrong_hash_is_refused(standing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = index(standing, [wheel(standing / "files", "pkg", "1.0", CODE)], wrong_hash=True)
    monkeypatch.setenv("PIP_INDEX_URL", address)
    with pytest.raises(CheckerError, match="lacks the sha256 that its index promises"):
        _open("pypi:pkg==1.0")


def test_extra_indexes_and_link_folders_are_asked_too(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = index(releases / "more", [wheel(releases / "more", "extra", "3.0", {"extra/__init__.py": ""})])
    links = wheel(releases / "links", "linked", "4.0", {"linked/__init__.py": ""}).parent
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", more)
    monkeypatch.setenv("PIP_FIND_LINKS", str(links))
    assert _open("pypi:extra").version == "3.0"
    assert _open("pypi:linked").version == "4.0"
    assert _open("pypi:pkg").version == "1.1"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("pypi:unheard-of", "No package 'unheard-of' is known"),
        ("pypi:pkg==9", "pkg has no release 9; the newest is 2.0rc1, the oldest 1.0"),
        ("pypi:pkg>=1", "names no release; write pypi:NAME==VERSION"),
        ("pypi:pkg==one", "names no release"),
        ("pkg==1.0", "write pypi:pkg==VERSION"),
    ],
)
def test_what_cannot_be_found_is_said_in_one_sentence(address: str, message: str, releases: Path) -> None:
    with pytest.raises(CheckerError, match=message):
        _open(address)


def test_no_network_is_said_in_one_sentence(standing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://user:secret@127.0.0.1:9/simple")
    with pytest.raises(CheckerError, match="cannot be reached") as raised:
        _open("pypi:pkg==1.0")
    assert "secret" not in str(raised.value)


def test_a_metapackage_is_followed_to_what_it_pins(standing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = standing / "files"
    archives = [
        wheel(files, "thing", "2.0", {}, needs=("thingcli==2.0", "thinglib==2.0", "other>=1")),
        wheel(files, "thinglib", "2.0", {"thing/__init__.py": ""}),
        wheel(files, "thingcli", "2.0", {"thingcli/__init__.py": ""}),
        wheel(files, "hollow", "1.0", {}, needs=("thinglib>=1",)),
    ]
    monkeypatch.setenv("PIP_INDEX_URL", index(standing, archives))
    contents = _open("pypi:thing==2.0")
    assert contents.package == "thing"
    assert contents.notes == ("thing ships no code of its own; compared is thinglib==2.0, which it pins.",)
    with pytest.raises(CheckerError, match="holds no import package"):
        _open("pypi:hollow==1.0")


def test_pip_and_uv_configuration_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".config/pip/pip.conf": "[global]\nindex-url = https://one/simple/\nextra-index-url =\n"
            "  https://two/\n  https://three\n[download]\ncert = /ca.pem\n",
            "own.conf": "[global]\ntimeout = 3\ntrusted-host = a b\n",
        },
    )  # fmt: skip
    own = {"HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path), "PIP_CONFIG_FILE": str(tmp_path / "own.conf")}
    read = read_configuration(own | {"VIRTUAL_ENV": str(tmp_path)})
    assert read.indexes[0] == "https://one/simple"
    assert {"https://two", "https://three"} <= set(read.indexes)
    assert (read.certificates, read.timeout, read.trusted_hosts) == ("/ca.pem", 3.0, ("a", "b"))
    assert read_configuration(own | {"PIP_INDEX_URL": "https://env"}).indexes[0] == "https://env"
    assert read_configuration(own | {"UV_INDEX": "x=https://uv", "UV_DEFAULT_INDEX": "https://d"}).indexes[:2] == (
        "https://d",
        "https://uv",
    )
    assert read_configuration({"PIP_CONFIG_FILE": "/dev/null"}) == Configuration(indexes=(PYPI,))
    assert read_configuration({"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1"}).indexes == ()


def test_both_forms_of_a_page_say_the_same() -> None:
    html = (
        b'<a href="../../f/pkg-1.0-py3-none-any.whl#sha256=AB" data-yanked="broken">w</a><a href="https://x/pkg-1.0.tar.gz">s</a>'
        b'<a href="pkg-1.0.exe">e</a>'
    )
    document = {
        "files": [
            {"filename": WHEEL, "url": f"/f/{WHEEL}", "hashes": {"sha256": "ab"}, "yanked": "broken"},
            {"filename": "pkg-1.0.tar.gz", "url": "https://x/pkg-1.0.tar.gz", "hashes": {}, "yanked": False},
        ]
    }  # fmt: skip
    address = "https://index/simple/pkg/"
    from_json = read_page(json.dumps(document).encode(), "application/vnd.pypi.simple.v1+json", address)
    assert read_page(html, "text/html", address) == from_json
    assert from_json[0].url == "https://index/f/pkg-1.0-py3-none-any.whl"
    assert [file.yanked for file in from_json] == ["broken", None]


def test_files_are_chosen_alike_on_every_platform() -> None:
    names = [
        "pkg-1.0.tar.gz",
        "pkg-1.0-cp311-cp311-win_amd64.whl",
        "pkg-1.0-cp39-cp39-manylinux2014_x86_64.whl",
        "pkg-1.0-cp311-cp311-manylinux2014_x86_64.whl",
        "pkg-1.0-py2.py3-none-any.whl",
    ]
    page = "".join(f'<a href="{name}">{name}</a>' for name in names).encode()
    files = read_page(page, "text/html", "https://x/simple/pkg/")
    order = []
    while files:
        order.append(pick_file(files).filename)
        files = [file for file in files if file.filename != order[-1]]
    assert order == [names[4], names[3], names[2], names[1], names[0]]


def test_the_newest_release_is_final_and_not_yanked() -> None:
    page = b'<a href="p-1.0.tar.gz"></a><a href="p-2.0.tar.gz" data-yanked=""></a><a href="p-3.0b1.tar.gz"></a>'
    files = read_page(page, "text/html", "https://x/simple/p/")
    assert [file.filename for file in pick_version("p", files, None)] == ["p-1.0.tar.gz"]


@pytest.mark.parametrize(
    ("why", "note"),
    [
        ("Breaks on import.", "pypi:pkg==1.0 was yanked from the index: Breaks on import."),
        ("", "pypi:pkg==1.0 was yanked from the index."),
    ],
)
def test_a_yanked_release_is_read_and_says_so(
    standing: Path, monkeypatch: pytest.MonkeyPatch, why: str, note: str
) -> None:
    release = wheel(standing / "files", "pkg", "1.0", CODE)
    monkeypatch.setenv("PIP_INDEX_URL", index(standing, [release]))
    before = find_source("pypi:pkg==1.0", Standpoint(folder=standing))
    assert before.digest
    assert _open("pypi:pkg==1.0").notes == ()
    index(standing, [release], yanked=why)
    after = find_source("pypi:pkg==1.0", Standpoint(folder=standing))
    assert _open("pypi:pkg==1.0").notes == (note,)
    assert after.digest != before.digest  # what was kept of it before says nothing of that
    assert note in take(after).package.notes


def test_a_remembered_release_is_still_a_yanked_one(standing: Path) -> None:
    configuration = Configuration(indexes=("https://index",))
    release = wheel(standing / "files", "pkg", "1.0", CODE)
    sha256 = hashlib.sha256(release.read_bytes()).hexdigest()
    kept = place_of(release.name, sha256)
    kept.parent.mkdir(parents=True)
    held = Held(release.rename(kept), sha256, "broken")
    remember(configuration, "pkg", "1.0", held)
    assert recall(configuration, "pkg", "1.0") == held
    pin_of(configuration, "pkg", "1.0").write_text(json.dumps({"filename": release.name, "sha256": sha256}))
    assert recall(configuration, "pkg", "1.0") == Held(kept, sha256)


@pytest.mark.network
def test_the_real_registry_is_read_and_remembered(standing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_CONFIG_FILE")
    assert _open("pypi:six==1.16.0").version == "1.16.0"
    monkeypatch.setattr("stability_checker.sources.index.releases.list_files", None)
    assert _open("pypi:six==1.16.0").version == "1.16.0"
