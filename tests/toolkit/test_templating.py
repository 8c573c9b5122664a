"""Templates: rendering, escaping, context processors, and environments."""

from pathlib import Path
from typing import Any

import jinja2
import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.applications import Toolkit
from toolkit.background import BackgroundTask
from toolkit.requests import Request
from toolkit.responses import Response
from toolkit.routing import Route
from toolkit.templating import Jinja2Templates

SCRIPT = "<script>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for suffix in ("html", "htm", "xml", "txt"):
        (tmp_path / f"page.{suffix}").write_text("{{ name }}")
    (tmp_path / "link.html").write_text("{{ url_for('page', name='x') }} {{ who }}")
    return tmp_path


@pytest.mark.parametrize(
    ("suffix", "rendered"),
    [("html", "&lt;script&gt;"), ("htm", "&lt;script&gt;"), ("xml", "&lt;script&gt;"), ("txt", SCRIPT)],
)
def test_markup_is_escaped_by_the_templates_name(folder: Path, suffix: str, rendered: str) -> None:
    assert Jinja2Templates(folder).get_template(f"page.{suffix}").render(name=SCRIPT) == rendered


def test_an_environment_keeps_its_own_rules(folder: Path) -> None:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder))
    assert Jinja2Templates(env=environment).get_template("page.html").render(name=SCRIPT) == SCRIPT


def test_a_response_knows_its_urls_and_shows_itself_to_tests(
    test_client_factory: TestClientFactory, folder: Path
) -> None:
    done: list[str] = []
    templates = Jinja2Templates(folder, context_processors=[lambda request: {"who": request.path_params["name"]}])

    def page(request: Request) -> Response:
        background = BackgroundTask(done.append, "background")
        headers = {"x-own": "1"}
        return templates.TemplateResponse(request, "link.html", {"own": 1}, 201, headers, background=background)

    app = Toolkit(routes=[Route("/{name}", page, name="page")])
    response = test_client_factory(app).get("/me")
    assert (response.status_code, response.text) == (201, "http://testserver/x me")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["x-own"] == "1"
    assert response.template.name == "link.html"
    assert response.context.keys() == {"own", "request", "who"}
    assert done == ["background"]


@pytest.mark.parametrize("arguments", [{}, {"directory": ".", "env": jinja2.Environment()}])
def test_exactly_one_source_is_needed(arguments: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="either 'directory' or 'env'"):
        Jinja2Templates(**arguments)
