"""Reports of an upgrade: what concerns security opens each of them, and places are addresses that tools can follow."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from stability_checker.cli import invoke
from tests.stability_checker.published_schemas import demand

ROOT = Path(__file__).parents[3]

FILES = {
    "a.py": "from starlette.responses import UJSONResponse\n",
    "b c.py": (
        "from starlette.responses import UJSONResponse\n"
        "from starlette.templating import Jinja2Templates\n\n"
        "templates = Jinja2Templates('pages')\n\n\n"
        "def home(request):\n"
        "    return templates.TemplateResponse(request, 'home.txt')\n"
    ),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _report(capsys: pytest.CaptureFixture[str], format: str, *options: str) -> str:
    invoke(["upgrade", ".", "--to", "starlette==1.10.0", "--no-cache", "--check", "--format", format, *options])
    return capsys.readouterr().out


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("options", [(), ("--unsafe",)])
@pytest.mark.parametrize("format", ["console", "json", "markdown", "sarif", "github"])
def test_what_concerns_security_comes_first(
    capsys: pytest.CaptureFixture[str], format: str, options: tuple[str, ...]
) -> None:
    report = _report(capsys, format, *options)
    assert 0 < report.index("escape_templates") < report.index("manual_notice")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("format", ["console", "markdown", "sarif", "github"])
def test_it_is_told_once(capsys: pytest.CaptureFixture[str], format: str) -> None:
    assert _report(capsys, format).count("could inject markup") == 1


@pytest.mark.parametrize("options", [(), ("--unsafe",), ("--max-changes", "0")])
def test_json_is_what_its_schema_says(
    project: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    (project / "broken.py").write_text("from starlette.routing import (\napp.route('/')\n")
    document = json.loads(_report(capsys, "json", *options))
    jsonschema.validate(document, json.loads((ROOT / "docs/upgrade.schema.json").read_text(encoding="utf-8")))
    assert [one["path"] for one in document["security"]] == ["b c.py"]
    assert any(file["status"] == "skipped" for file in document["files"])


@pytest.mark.parametrize("options", [(), ("--unsafe",)])
def test_sarif_is_what_its_schema_says(
    project: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    (project / "broken.py").write_text("from starlette.routing import (\napp.route('/')\n")
    (project / "requirements.txt").write_text("starlette<1\n")
    document = json.loads(_report(capsys, "sarif", *options))
    demand(document, "https://json.schemastore.org/sarif-2.1.0.json")
    assert {one["level"] for one in document["runs"][0]["results"]} >= {"error", "warning"}


def test_a_path_is_an_address_in_sarif(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def addresses(path: str) -> set[str]:
        invoke(["upgrade", path, "--to", "starlette==1.10.0", "--no-cache", "--check", "--format", "sarif"])
        results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        return {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results}

    assert addresses(".") == {"a.py", "b%20c.py"}
    assert addresses(str(project)) == {(project / name).as_uri() for name in FILES}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_what_is_no_file_is_told_and_not_waited_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(project / "pipe.py")
    assert "pipe.py: failed: is no regular file" in _report(capsys, "console")


def test_a_link_out_of_the_project_is_told_and_not_written_through(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("elsewhere") / "theirs.py"
    outside.write_text(FILES["a.py"])
    (project / "link.py").symlink_to(outside)
    (project / "inner.py").symlink_to(project / "a.py")
    report = _report(capsys, "console")
    assert f"link.py: skipped: is a link; name {outside} to take it along" in report
    assert "inner.py" not in report


BYTES = {
    "bom": b"\xef\xbb\xbffrom starlette.responses import UJSONResponse\n",
    "old line endings": b"# a page\rfrom starlette.responses import UJSONResponse\r",
}


@pytest.mark.parametrize("raw", BYTES.values(), ids=BYTES)
def test_an_import_is_seen_however_its_line_starts(
    project: Path, capsys: pytest.CaptureFixture[str], raw: bytes
) -> None:
    (project / "strange.py").write_bytes(raw)
    assert "strange.py:" in _report(capsys, "console")
