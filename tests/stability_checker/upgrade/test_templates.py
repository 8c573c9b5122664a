"""Templates that one module makes and others render: they are known there, and so is what is not escaped any more."""

from pathlib import Path

import pytest

from stability_checker.model.recipe import Safety
from stability_checker.upgrade.plan import Target
from stability_checker.upgrade.results import Report
from stability_checker.upgrade.run import Settings, upgrade

MADE = "from starlette.templating import Jinja2Templates\n\ntemplates = Jinja2Templates('pages')\n"
BOUND = MADE + "TemplateResponse = templates.TemplateResponse\n"
OLD = "\n\ndef home(request):\n    return {}('home.html', {{'request': request, 'title': 'Home'}})\n"
NEW = "\n\ndef home(request):\n    return {}(request, 'home.html', {{'title': 'Home'}})\n"

NAMED = MADE + "render = templates.TemplateResponse  # for all pages\n"

RENDERED = [
    (NAMED, "from made import render\n", "render"),
    (NAMED, "import made\n", "made.render"),
    (NAMED, "from fastapi import Depends\nfrom made import render as show\n", "show"),
    (BOUND, "from made import TemplateResponse\n", "TemplateResponse"),
    (BOUND, "from made import TemplateResponse as page\n", "page"),
    (BOUND, "from made import *\n", "TemplateResponse"),
    (MADE, "from made import *\n", "templates.TemplateResponse"),
    (MADE, "import made\n", "made.templates.TemplateResponse"),
]

STRANGE = [
    (BOUND.replace("starlette", "pages"), "from made import TemplateResponse\n", "TemplateResponse"),
    (BOUND, "from made import *\nfrom pages import *\n", "TemplateResponse"),
    (BOUND + "TemplateResponse = print\n", "from made import TemplateResponse\n", "TemplateResponse"),
]


def _upgraded(folder: Path, files: dict[str, str]) -> Report:
    for name, text in files.items():
        (folder / name).write_text(text)
    return upgrade([folder], Settings(target=Target.parse("starlette==1.10.0"), cache=False))


@pytest.mark.parametrize(("made", "opening", "called"), RENDERED)
def test_what_another_module_makes_is_known(tmp_path: Path, made: str, opening: str, called: str) -> None:
    _upgraded(tmp_path, {"made.py": made, "views.py": opening + OLD.format(called)})
    assert (tmp_path / "views.py").read_text() == opening + NEW.format(called)


@pytest.mark.parametrize(("made", "opening", "called"), STRANGE)
def test_what_may_be_another_thing_stays(tmp_path: Path, made: str, opening: str, called: str) -> None:
    text = opening + OLD.format(called)
    _upgraded(tmp_path, {"made.py": made, "views.py": text})
    assert (tmp_path / "views.py").read_text() == text


def test_a_template_that_another_module_renders_unescaped_is_told(tmp_path: Path) -> None:
    views = "from made import templates" + NEW.format("templates.TemplateResponse").replace(".html", ".jinja")
    report = _upgraded(tmp_path, {"made.py": MADE, "views.py": views})
    told = [(Path(file.path).name, one.line, one.safety) for file in report.files for one in file.left]
    assert told == [("made.py", 3, Safety.REVIEW)]


COMMENTED = """from starlette.templating import Jinja2Templates

templates = Jinja2Templates(
    # all pages
    'pages',  # beside this file
    context_processors=[],  # none
    # no blank lines
    trim_blocks=True,
    # autoescape=False,
)
"""

MOVED = """from jinja2 import Environment, FileSystemLoader
from starlette.templating import Jinja2Templates

templates = Jinja2Templates(
    context_processors=[],  # none
    env=Environment(
        # all pages
        loader=FileSystemLoader('pages'),  # beside this file
        autoescape=True,
        # no blank lines
        trim_blocks=True,
        # autoescape=False,
    ),
)
"""

FOLDER = "str(Path(__file__).parent.parent / 'resources' / 'templates')"

LONG = f"""from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.templating import Jinja2Templates

templates = Jinja2Templates(
    env=Environment(
        loader=FileSystemLoader({FOLDER}),
        autoescape=True,
    ),
)
"""


@pytest.mark.parametrize(
    ("name", "text", "is_told"),
    [
        ("mail.txt", "Dear {{ name }}", True),
        ("mail.txt", "{% include 'body.txt' %}", True),
        ("README.md", "How the pages are made", False),
        ("LICENSE.txt", "{ }", False),
    ],
)
def test_what_lies_beside_the_templates_is_told_where_it_prints(
    tmp_path: Path, name: str, text: str, is_told: bool
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / name).write_text(text)
    report = _upgraded(tmp_path, {"made.py": MADE})
    assert [one.codemod for file in report.files for one in file.left] == ["escape_templates"] * is_told


def test_comments_between_the_options_go_where_the_options_go(tmp_path: Path) -> None:
    _upgraded(tmp_path, {"made.py": COMMENTED})
    assert (tmp_path / "made.py").read_text() == MOVED


def test_a_call_that_grows_too_long_is_spread(tmp_path: Path) -> None:
    opening = "from pathlib import Path\n\nfrom starlette.templating import Jinja2Templates\n\n"
    (tmp_path / "made.py").write_text(f"{opening}templates = Jinja2Templates({FOLDER})\n")
    views = "from made import templates" + NEW.format("templates.TemplateResponse").replace(".html", ".jinja")
    (tmp_path / "views.py").write_text(views)
    upgrade([tmp_path], Settings(target=Target.parse("starlette==1.10.0"), cache=False, unsafe=True))
    assert (tmp_path / "made.py").read_text() == LONG


PASSED_ON = """from starlette.templating import Jinja2Templates


class Pages(Jinja2Templates):
    def TemplateResponse({taken}):
        return {handed}


templates = Pages('pages')
"""


@pytest.mark.parametrize(
    ("taken", "handed", "is_known"),
    [
        ("self, *args, **kwargs", "super().TemplateResponse(*args, **kwargs)", True),
        ("self, *places, **words", "super(Pages, self).TemplateResponse(*places, **words)", True),
        ("self, *args, **kwargs", "super().TemplateResponse(*args)", False),
        ("self, *args, **kwargs", "super().TemplateResponse('home.html', *args, **kwargs)", False),
        ("self, name, *args, **kwargs", "super().TemplateResponse(*args, **kwargs)", False),
        ("self, *args, **kwargs", "super().render(*args, **kwargs)", False),
        ("self, *args, **kwargs", "other.TemplateResponse(*args, **kwargs)", False),
    ],
)
def test_an_override_that_passes_everything_on_is_seen_through(
    tmp_path: Path, taken: str, handed: str, is_known: bool
) -> None:
    made = PASSED_ON.format(taken=taken, handed=handed)
    _upgraded(tmp_path, {"views.py": made + OLD.format("templates.TemplateResponse")})
    expected = (NEW if is_known else OLD).format("templates.TemplateResponse")
    assert (tmp_path / "views.py").read_text() == made + expected


OVERRIDDEN = """from starlette.templating import Jinja2Templates


class Pages(Jinja2Templates):
    def TemplateResponse(self, name: str, context: dict, status_code: int = 200):
        return {handed}


templates = Pages('pages')


def home(request):
    return templates.TemplateResponse('home.html', {{'request': request}})
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "super().TemplateResponse(name, context, status_code)",
            "super().TemplateResponse(context['request'], name, context, status_code)",
        ),
        (
            "super(Pages, self).TemplateResponse(name, context)",
            "super(Pages, self).TemplateResponse(context['request'], name, context)",
        ),
        ("super(Other, self).TemplateResponse(name, context)", "super(Other, self).TemplateResponse(name, context)"),
        ("self.env.get_template(name).render(context)", "self.env.get_template(name).render(context)"),
    ],
)
def test_an_override_hands_the_request_over_and_keeps_its_own_order(tmp_path: Path, before: str, after: str) -> None:
    _upgraded(tmp_path, {"views.py": OVERRIDDEN.format(handed=before)})
    assert (tmp_path / "views.py").read_text().replace('"', "'") == OVERRIDDEN.format(handed=after)


HOOKED = """from starlette.templating import Jinja2Templates


class Pages(Jinja2Templates):
    def _create_env(self, directory, **options):
        return super()._create_env(directory, **options)
"""


def test_what_a_class_builds_itself_is_not_built_where_it_is_constructed(tmp_path: Path) -> None:
    made = "from pages import Pages\n\ntemplates = Pages('pages', trim_blocks=True)\n"
    rendered = made + NEW.format("templates.TemplateResponse").replace(".html", ".jinja")
    settings = Settings(target=Target.parse("starlette==1.10.0"), cache=False, unsafe=True)
    (tmp_path / "pages.py").write_text(HOOKED)
    (tmp_path / "views.py").write_text(rendered)
    upgrade([tmp_path], settings)
    assert (tmp_path / "views.py").read_text() == rendered
    assert "def __init__(self, directory, **options):" in (tmp_path / "pages.py").read_text()


HELD = """from starlette.templating import Jinja2Templates

templates = Jinja2Templates('pages')


def made(asked, more=None):
    {body}


def home(request, extra, other):
    {call}
"""
PLAIN = "return {'request': asked, 'title': 'Home'}"


@pytest.mark.parametrize(
    ("body", "context"),
    [
        (PLAIN, "made(request)"),
        (PLAIN, "made(more=None, asked=request)"),
        (PLAIN, "{'title': 'Home', **made(request)}"),
        (PLAIN, "made(request) | extra"),
        (PLAIN, "extra | made(request)"),
        (PLAIN, "dict(made(request), **extra)"),
        (PLAIN, "dict(extra, **made(request))"),
        ("base = dict(request=asked)\n    return base", "made(request)"),
        ("return {**more, 'request': asked}", "made(request, extra)"),
    ],
)
def test_a_function_that_makes_the_context_says_what_the_request_is(tmp_path: Path, body: str, context: str) -> None:
    old, new = (f"return templates.TemplateResponse({first}'home.html', {context})" for first in ("", "request, "))
    _upgraded(tmp_path, {"views.py": HELD.format(body=body, call=old)})
    assert (tmp_path / "views.py").read_text() == HELD.format(body=body, call=new)


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("return {'request': more}", "made(other, *extra)"),
        ("asked = more\n    return {'request': asked}", "made(other)"),
        ("return {'request': asked} if more else {}", "made(other)"),
        ("return {'request': asked, 'user': made(asked)} if more else {'request': more}", "made(other, extra)"),
        ("return made(asked)", "made(other)"),
        (PLAIN, "strange(other)"),
    ],
)
def test_a_context_of_which_less_is_known_is_for_review(tmp_path: Path, body: str, context: str) -> None:
    text = HELD.format(body=body, call=f"return templates.TemplateResponse('home.html', {context})")
    report = _upgraded(tmp_path, {"views.py": text})
    assert (tmp_path / "views.py").read_text() == text
    assert [one.safety for file in report.files for one in file.left] == [Safety.REVIEW]
