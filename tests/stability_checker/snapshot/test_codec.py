"""Snapshots as text: one object a line, the published schema, and a sentence for every text that is none."""

import json
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest

from stability_checker.errors import CheckerError
from stability_checker.model.api import Package
from stability_checker.snapshot import SCHEMA, collect_package, decode, encode
from stability_checker.snapshot.packing import pack, unpack

Collect = Callable[[Mapping[str, str]], Package]
ROOT = Path(__file__).parents[3]
FILES = {
    "__init__.py": "from ._a import f\nfrom typing import Any",
    "_a.py": "def f(x: int = 1, /, *, y: 'str | None' = None) -> bool: ...\ndef _g(): ...",
    "m.py": "class K:\n  a: int = 3\n  @property\n  def p(self): ...",
}


def test_own_snapshots_follow_the_published_schema() -> None:
    schema = json.loads((ROOT / "docs" / "snapshot.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for package in ("stability_checker", "toolkit"):
        problems = list(validator.iter_errors(json.loads(encode(collect_package(ROOT, package)))))
        assert problems == []


def test_the_schema_refuses_what_no_snapshot_holds() -> None:
    schema = json.loads((ROOT / "docs" / "snapshot.schema.json").read_text(encoding="utf-8"))
    document = {"schema": SCHEMA, "package": "p", "metadata": {}, "objects": {"p.x": {"is": "thing"}}}
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(document)) != []


def test_a_changed_parameter_changes_one_line(collect: Collect) -> None:
    before = encode(collect(FILES)).splitlines()
    after = encode(collect({**FILES, "_a.py": FILES["_a.py"].replace("x: int", "x: str")})).splitlines()
    changed = [line for line in after if line not in before]
    assert [line.partition(":")[0] for line in changed] == ['"pkg._a.f"']


def test_a_moved_line_changes_no_object_line(collect: Collect) -> None:
    before = encode(collect(FILES)).partition('"locations"')
    after = encode(collect({**FILES, "m.py": "\n\n" + FILES["m.py"]})).partition('"locations"')
    assert before[0] == after[0]
    assert before[2] != after[2]


def test_shipped_files_are_kept_but_not_recorded(collect: Collect) -> None:
    names = ("pages/a.html", "pages/b.css", "pages/two-step/c.json", "pages/notes.log", "__pycache__/d.json")
    package = collect({**FILES, **dict.fromkeys(names, "")})
    assert package.metadata.data_files == ("pkg/pages/a.html", "pkg/pages/b.css", "pkg/pages/two-step/c.json")
    assert unpack(pack(package)).metadata.data_files == package.metadata.data_files
    assert encode(package) == encode(collect(FILES))
    assert decode(encode(package)).metadata.data_files is None


def test_text_pickle_and_objects_say_the_same(collect: Collect) -> None:
    package = collect(FILES)
    again = decode(encode(package))
    assert again == package == pickle.loads(pickle.dumps(package))
    assert {path: each.location for path, each in again.objects.items()} == {
        path: each.location for path, each in package.objects.items()
    }


REFUSED = [
    ("", "not JSON"),
    ("[" * 100_000, "not JSON"),
    ("[]", "its schema is not"),
    ('{"schema": "other/1"}', "its schema is not"),
    ('{"schema": "stability-checker/snapshot/2"}', "upgrade stability-checker"),
    ('{"schema": "stability-checker/snapshot/1"}', "damaged"),
    ('{"schema": "stability-checker/snapshot/1", "package": "p", "objects": {"p.x": {"is": "thing"}}}', "damaged"),
    (
        '{"schema": "stability-checker/snapshot/1", "package": "p", "objects": {"p.x": {"is": "class", "q": 1}}}',
        "damaged",
    ),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_other_texts_are_refused_in_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(CheckerError, match=reason) as caught:
        decode(text, "old.json")
    assert str(caught.value).startswith("old.json ")
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(CheckerError, match="not JSON"):
        decode(b"\xff\xfe\x00")
