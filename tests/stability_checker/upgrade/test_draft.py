"""A drafted recipe: which step follows from which finding, and the road from a draft to code that was moved."""

import sys
import tomllib
from collections.abc import Iterator
from importlib import invalidate_caches
from pathlib import Path

import pytest

from stability_checker.cli import invoke
from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.upgrade import recipes
from stability_checker.upgrade.draft import draft
from stability_checker.upgrade.steps import configured, find_codemod

NEW = '''"""A library."""
__version__ = "2.0.0"
def load(source): ...
def load_all(folder): ...
class Client:
    def send(self, body, limit=1): ...
'''
OLD = NEW.replace("2.0.0", "1.0.0").replace("load(source)", "load(path)").replace("limit=1", "limit=1, wait=0")

ROWS = [
    (Finding(rule="class_removed", symbol="lib.Old", renamed_to="lib.core.New"),
     {"codemod": "rename_name", "old": "lib.Old", "new": "lib.core.New"}),
    (Finding(rule="method_removed", symbol="lib.Client.fetch", renamed_to="lib.Client.get"),
     {"codemod": "move_method", "receivers": ["lib.Client"], "old": "fetch", "new": "get"}),
    (Finding(rule="parameter_renamed", symbol="lib.load", member="path", renamed_to="source"),
     {"codemod": "rename_parameter", "callables": ["lib.load"], "old": "path", "new": "source"}),
    (Finding(rule="parameter_removed", symbol="lib.Client.__init__", member="wait"),
     {"codemod": "remove_argument", "callables": ["lib.Client"], "argument": "wait"}),
    (Finding(rule="object_deprecated", level=Bump.MINOR, symbol="lib.fetch", message="Use `get` instead."),
     {"codemod": "rename_name", "old": "lib.fetch", "new": "lib.get"}),
    (Finding(rule="function_removed", symbol="lib.gone", message="The function was removed."),
     {"codemod": "manual_notice", "names": ["lib.gone"], "message": "The function was removed."}),
    (Finding(rule="return_type_changed", symbol="lib.Client.send", message='Now "bytes".'),
     {"codemod": "manual_notice", "attributes": ["lib.Client.send"], "message": 'Now "bytes".'}),
    (Finding(rule="requires_python_raised", symbol="requires-python", message="Not on 3.8.", new=">=3.9,<4"),
     {"codemod": "require_python", "least": "3.9", "distribution": "lib", "packages": ["lib"]}),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "expected"), ROWS)
def test_step(finding: Finding, expected: dict[str, object]) -> None:
    level = Bump.MINOR if finding.rule == "object_deprecated" else Bump.MAJOR
    text = draft("lib", "2.0.0", [_at(finding, level)])
    (step,) = tomllib.loads(text)["step"]
    assert {key: step[key] for key in expected} == expected
    settings = {key: value for key, value in step.items() if key not in ("codemod", "answers", "safety", "reason")}
    configured(find_codemod(step["codemod"]), settings)


def _at(finding: Finding, level: Bump) -> Finding:
    from dataclasses import replace

    return replace(finding, level=level)


@pytest.mark.parametrize(
    ("message", "new"),
    [
        ("Deprecated in favor of :class:`lib.core.Thing`.", "lib.core.Thing"),
        ("use load_all() instead", "lib.load_all"),
        ("Use get instead.", "lib.get"),
        ("Use feature detection.", None),
        ("It moves to the next release.", None),
    ],
)
def test_only_a_name_is_taken_for_the_replacement(message: str, new: str | None) -> None:
    finding = Finding(rule="object_deprecated", level=Bump.MINOR, symbol="lib.old", message=message)
    (step,) = tomllib.loads(draft("lib", "2.0.0", [finding]))["step"]
    assert step.get("new") == new


def test_what_breaks_nobody_is_left_out() -> None:
    assert "step" not in tomllib.loads(draft("lib", "1.1.0", [Finding(rule="function_added", symbol="lib.new")]))


@pytest.mark.parametrize(
    ("rule", "symbol"),
    [
        ("extra_removed", "extra:full"),
        ("type_marker_removed", "py.typed"),
        ("requires_python_raised", "requires-python"),
    ],
)
def test_what_no_file_of_a_user_tells_is_a_comment(rule: str, symbol: str) -> None:
    text = draft("lib", "2.0.0", [Finding(rule=rule, level=Bump.MAJOR, symbol=symbol, message="It is gone.")])
    assert "step" not in tomllib.loads(text)
    assert f"# It is gone. ({rule} {symbol})" in text


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package of recipes of a small distribution, on the path as an installed one is."""
    folder = tmp_path / "site" / "lib_recipes"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "library.toml").write_text('name = "lib"\ndistribution = "lib"\npackages = ["lib"]\n')
    facts = folder.parent / "lib-2.0.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: lib\nVersion: 2.0.0\n")
    (facts / "entry_points.txt").write_text(f"[{recipes.GROUP}]\nlib = lib_recipes\n")
    monkeypatch.syspath_prepend(str(folder.parent))
    invalidate_caches()
    _forget_recipes()
    yield folder
    _forget_recipes()
    sys.modules.pop("lib_recipes", None)


def _forget_recipes() -> None:
    recipes.shelves.cache_clear()
    recipes.offered.cache_clear()


def test_a_draft_that_a_library_ships_moves_code(tmp_path: Path, installed: Path) -> None:
    for version, text in (("1", OLD), ("2", NEW)):
        (tmp_path / version / "lib").mkdir(parents=True)
        (tmp_path / version / "lib" / "__init__.py").write_text(text)
        (tmp_path / version / "pyproject.toml").write_text(f'[project]\nname = "lib"\nversion = "{version}.0.0"\n')
    assert invoke(["recipe", str(tmp_path / "1"), str(tmp_path / "2"), "-o", str(installed / "2.0.0.toml")]) == 0
    code = tmp_path / "app.py"
    code.write_text('from lib import Client, load\n\nload(path="x")\nClient().send(b"", wait=3)\n')
    assert invoke(["upgrade", str(code), "--to", "lib==2.0.0", "--unsafe", "--no-cache"]) == 0
    assert code.read_text() == 'from lib import Client, load\n\nload(source="x")\nClient().send(b"")\n'


def test_a_library_that_others_lend_may_have_recipes_of_its_own(tmp_path: Path, installed: Path) -> None:
    (installed / "library.toml").write_text('name = "lib"\ndistribution = "lib"\npackages = ["httpx"]\n')
    (installed / "2.0.0.toml").write_text(
        '[[step]]\ncodemod = "rename_name"\nold = "httpx.gone"\nnew = "httpx.there"\n'
    )
    (tmp_path / "app.py").write_text("import httpx\n\nprint(httpx.gone)\n")
    assert invoke(["upgrade", str(tmp_path), "--to", "lib==2.0.0", "--no-cache"]) == 0
    assert (tmp_path / "app.py").read_text() == "import httpx\n\nprint(httpx.there)\n"
