"""`notes` writes what a maintainer publishes, and tells the maintainer what is missing."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.stability_checker.commands.conftest import Command
from tests.stability_checker.trees import repository, write

PROJECT = "[project]\nname='pkg'\nversion='{}'\n"
BEFORE = {
    "pkg/__init__.py": "class Client:\n    def get(self, url: str) -> bytes: ...\n    def put(self): ...\n",
    "pyproject.toml": PROJECT.format("1.0"),
}
AFTER = {
    "pkg/__init__.py": "class Client:\n    def get(self, url: str, *, timeout: int) -> bytes: ...\ndef fresh(): ...\n",
    "pyproject.toml": PROJECT.format("2.0"),
    "changelog.d/1.removed.md": "`Client.put` is gone: use `get`.",
    "changelog.d/2.fixed.md": "A hang.",
    "changelog.d/3.added.md": "`Client.head` is new.",
}
TEXT = {"type": "string", "minLength": 1}
NOTES = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "package", "old", "new", "date", "notes", "fragments", "forgotten", "groundless"],
    "properties": {
        "schema": {"const": "stability-checker/notes/1"},
        "package": TEXT,
        "old": {"type": ["string", "null"]},
        "new": TEXT,
        "date": {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\d$"},
        "notes": {"type": "string", "pattern": "^## "},
        "fragments": {
            "type": "array",
            "items": {"type": "object", "required": ["source", "kind", "text", "section", "findings"]},
        },
        "forgotten": {
            "type": "array",
            "items": {"type": "object", "required": ["rule", "level", "subject", "old", "new", "repair"]},
        },
        "groundless": {"type": "array", "items": TEXT},
    },
}


@pytest.fixture
def changed(standing: Path) -> Path:
    repository(standing, BEFORE, tag="v1.0")
    return write(standing, AFTER)


def test_the_notes_join_what_was_written_with_what_was_found(command: Command, changed: Path) -> None:
    result = command("notes", "1.0", ".")
    head, _, body = result.out.partition("\n")
    assert head.startswith("## [2.0] - 2")
    removed, changed_section, added, fixed = body.split("### ")[1:5]
    assert "- `Client.put` is gone: use `get`.\n  - `pkg.Client.put`: was `def put(self)`" in removed
    assert "- **Breaking:** `pkg.Client.get(timeout)`: " in changed_section
    assert "`pkg.fresh`" in added
    assert "is `def fresh()`" in added
    assert fixed.startswith("Fixed\n\n- A hang.\n")
    assert "### Migration from 1.0\n\nNo way over these is written yet:\n" in body


def test_the_maintainer_hears_what_is_missing(command: Command, changed: Path) -> None:
    said = command("notes", "1.0", ".").err
    assert "nothing is written of 2 findings: pkg.Client.get(timeout), pkg.fresh" in said
    assert "3.added.md: no finding bears out that this is added: `Client.head` is new." in said


def test_json_holds_to_its_schema(command: Command, changed: Path) -> None:
    document = json.loads(command("notes", "1.0", ".", "--format", "json").out)
    jsonschema.validate(document, NOTES)
    assert [each["subject"] for each in document["forgotten"]] == ["pkg.Client.get(timeout)", "pkg.fresh"]
    assert document["groundless"] == ["3.added.md"]


def test_sources_of_others_have_no_fragments_of_ours(command: Command, changed: Path) -> None:
    write(changed, {"a/pkg/__init__.py": "def f(): ...\n", "b/pkg/__init__.py": "def g(): ...\n"})
    result = command("notes", "a", "b", "--version", "3.0")
    assert result.out.startswith("## [3.0]\n")
    assert "A hang" not in result.out
    assert result.err == ""


def test_a_changelog_can_be_held_against_the_findings(command: Command, changed: Path) -> None:
    write(changed, {"NEWS.md": "# News\n\n## 2.0\n\n### Removed\n\n- `Client.put`\n"})
    said = command("notes", "1.0", ".", "--fragments", "NEWS.md").err
    assert said == "nothing is written of 2 findings: pkg.Client.get(timeout), pkg.fresh\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--version", "soon"), "'soon' is no version"),
        (("--fragments", "nowhere"), "There is no nowhere"),
        (("--format", "pdf"), "There is no format 'pdf'"),
    ],
)
def test_mistakes_get_a_sentence(arguments: tuple[str, ...], message: str, command: Command, changed: Path) -> None:
    result = command("notes", "1.0", ".", *arguments)
    assert result.status == 2
    assert message in result.err


@pytest.mark.network
def test_starlettes_own_changelog_forgot_one_removal(command: Command, standing: Path) -> None:
    result = command("notes", "pypi:starlette==0.52.1", "pypi:starlette==1.0.0")
    listed = (
        "Starlette.__init__(on_startup)", "Router.__init__(on_shutdown)", "Starlette.on_event", "Router.on_event",
        "Starlette.add_event_handler", "Router.add_event_handler", "Router.startup", "Router.shutdown",
        "Starlette.route", "Router.route", "Starlette.websocket_route", "Router.websocket_route",
        "Starlette.exception_handler", "Starlette.middleware", "iscoroutinefunction_or_partial",
        "Jinja2Templates.__init__(env_options)", "Jinja2Templates.TemplateResponse", "FileResponse.__init__(method)",
    )  # fmt: skip
    removed = result.out.partition("### Removed")[2].partition("\n### ")[0]
    assert [name for name in listed if name not in removed] == []
    assert "Starlette.add_websocket_route" in removed
    assert "$ stability-checker upgrade . --to starlette==1.0.0 " in result.out


def test_recorded_versions_of_one_of_several_packages(command: Command, standing: Path) -> None:
    project = '[project]\nname = "shop"\nversion = "2.0"\n'
    write(standing, {"pyproject.toml": project, "cart/__init__.py": "A = 1\n", "till/__init__.py": "B = 1\n"})
    for package in ("cart", "till"):
        for version in ("1.0", "2.0"):
            folder = standing / "api_snapshots" / package
            folder.mkdir(parents=True, exist_ok=True)
            assert command("snapshot", ".", "--package", package, "-o", str(folder / f"{version}.json")).status == 0
    assert command("notes", "1.0", "2.0", "--package", "cart").status == 0
