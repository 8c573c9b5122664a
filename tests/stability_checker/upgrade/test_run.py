"""A whole run over a folder: what is written, what is reported, and how bad input is met."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from stability_checker.cli import invoke
from stability_checker.errors import CheckerError

OLD = """from starlette.applications import Starlette

app = Starlette()


@app.route("/")
def home(request): ...
"""
NEW = """from starlette.applications import Starlette

app = Starlette()


def home(request): ...


app.add_route("/", home)
"""
TO = ["--to", "starlette==1.10.0", "--no-cache"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "main.py").write_text(OLD)
    return tmp_path


def _json(project: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    invoke(["upgrade", str(project), *TO, "--format", "json", *arguments])
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_it_writes_and_then_has_nothing_to_do(project: Path) -> None:
    assert invoke(["upgrade", str(project), *TO]) == 0
    assert (project / "main.py").read_text() == NEW
    assert invoke(["upgrade", str(project), *TO, "--check"]) == 0


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_pending_changes_are_status_1_and_nothing_is_written(project: Path, option: str) -> None:
    assert invoke(["upgrade", str(project), *TO, option]) == 1
    assert (project / "main.py").read_text() == OLD


def test_only_manual_work_left_is_status_3(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("from starlette.graphql import GraphQLApp\n")
    assert invoke(["upgrade", str(tmp_path), *TO]) == 3


def test_json_is_the_contract(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = _json(project, capsys, "--check")
    assert document["schema"] == "stability-checker/upgrade/1"
    (file,) = document["files"]  # type: ignore[misc]
    assert file["status"] == "changed"
    assert file["steps"] == [{"codemod": "decorator_to_call", "line": 6, "safety": "safe"}]
    assert file["manual"] == []


@pytest.mark.parametrize("format", ["console", "markdown", "sarif", "github"])
def test_every_format_names_the_codemod(project: Path, capsys: pytest.CaptureFixture[str], format: str) -> None:
    invoke(["upgrade", str(project), *TO, "--check", "--format", format])
    assert "decorator_to_call" in capsys.readouterr().out


def test_a_receiver_from_another_file_is_resolved(tmp_path: Path) -> None:
    (tmp_path / "factory.py").write_text(
        "from starlette.applications import Starlette\n\ndef make():\n    return Starlette()\n"
    )
    (tmp_path / "main.py").write_text("from factory import make\n\napp = make()\n")
    (tmp_path / "views.py").write_text('from main import app\n\n\n@app.route("/")\ndef home(request): ...\n')
    assert invoke(["upgrade", str(tmp_path), *TO]) == 0
    assert "app.add_route" in (tmp_path / "views.py").read_text()


def test_a_parameter_is_traced_from_its_call(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('def install(app):\n    @app.route("/")\n    def home(request): ...\n')
    (tmp_path / "main.py").write_text(
        "from starlette.applications import Starlette\nfrom views import install\n\napp = Starlette()\ninstall(app)\n"
    )
    assert invoke(["upgrade", str(tmp_path), *TO]) == 0
    assert "    app.add_route" in (tmp_path / "views.py").read_text()


def test_bad_input_is_a_line_in_the_report_and_the_rest_goes_on(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "broken.py").write_text("import starlette\n@app.route(")
    (project / "bytes.py").write_bytes(b"import starlette  # .route \xff\xfe")
    (project / "null.py").write_bytes(b"import starlette  # .route\x00")
    (project / "loop").symlink_to(project, target_is_directory=True)
    document = _json(project, capsys)
    statuses = {Path(file["path"]).name: file["status"] for file in document["files"]}  # type: ignore[attr-defined]
    assert statuses == {"main.py": "changed", "broken.py": "skipped", "bytes.py": "skipped", "null.py": "skipped"}
    assert (project / "main.py").read_text() == NEW


def test_a_read_only_file_is_reported_and_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.chmod(project / "main.py", 0o444)
    document = _json(project, capsys)
    assert document["files"][0]["status"] == "failed"  # type: ignore[index]
    assert (project / "main.py").read_text() == OLD


def test_no_path_at_all_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match="exists"):
        invoke(["upgrade", str(tmp_path / "nowhere"), *TO])


def test_a_dirty_working_tree_is_refused_without_force(project: Path) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    with pytest.raises(CheckerError, match="--force"):
        invoke(["upgrade", str(project), *TO])
    assert invoke(["upgrade", str(project), *TO, "--force"]) == 0


def test_max_changes_and_select(project: Path) -> None:
    assert invoke(["upgrade", str(project), *TO, "--max-changes", "0"]) == 0
    assert invoke(["upgrade", str(project), *TO, "--select", "template_response"]) == 0
    assert (project / "main.py").read_text() == OLD


def test_pins_wait_for_unsafe(project: Path) -> None:
    (project / "requirements.txt").write_text("starlette<1\n")
    invoke(["upgrade", str(project), *TO])
    assert (project / "requirements.txt").read_text() == "starlette<1\n"
    invoke(["upgrade", str(project), *TO, "--unsafe"])
    assert (project / "requirements.txt").read_text() == "starlette>=1.0,<2\n"


def test_a_comment_marks_what_is_left_once(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("from starlette.graphql import GraphQLApp\n")
    for _ in range(2):
        invoke(["upgrade", str(tmp_path), *TO, "--todo-comments"])
    assert (tmp_path / "main.py").read_text().count("TODO(stability-checker)") == 1


def test_to_toolkit_changes_the_name(project: Path) -> None:
    invoke(["upgrade", str(project), "--to", "toolkit==1.0.0", "--no-cache"])
    text = (project / "main.py").read_text()
    assert text.startswith("from toolkit.applications import Toolkit\n\napp = Toolkit()\n")


def test_what_a_build_wrote_down_stays(project: Path) -> None:
    listed = project / "shop.egg-info" / "requires.txt"
    listed.parent.mkdir()
    listed.write_text("starlette<1\n")
    invoke(["upgrade", str(project), *TO, "--unsafe"])
    assert listed.read_text() == "starlette<1\n"


def test_a_body_that_moves_into_a_call_of_request_is_content_at_once(tmp_path: Path) -> None:
    opening = "from starlette.testclient import TestClient\n\nclient = TestClient(print)\n"
    (tmp_path / "test_main.py").write_text(opening + 'client.get("/", data="raw", allow_redirects=False)\n')
    invoke(["upgrade", str(tmp_path), *TO])
    after = opening + 'client.request("GET", "/", content="raw", follow_redirects=False)\n'
    assert (tmp_path / "test_main.py").read_text() == after


def test_chunks_of_text_are_encoded_where_a_body_is_handed_over(tmp_path: Path) -> None:
    opening = "from starlette.testclient import TestClient\n\n\ndef lines():\n    yield 'a'\n\n\n"
    opening += "client = TestClient(None)\n"
    (tmp_path / "test_main.py").write_text(
        f"{opening}client.post('/', data=lines())\nclient.delete('/', data=lines())\n"
    )
    invoke(["upgrade", str(tmp_path), *TO])
    body = "content=(chunk.encode() for chunk in lines())"
    after = f"{opening}client.post('/', {body})\nclient.request(\"DELETE\", '/', {body})\n"
    assert (tmp_path / "test_main.py").read_text() == after
