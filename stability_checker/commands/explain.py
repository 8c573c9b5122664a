"""Explain a rule, a codemod, or why a name is public."""

import difflib
from typing import Annotated

import typer

from stability_checker.commands._options import PackageOption, PageFormat


def explain(
    topic: Annotated[str, typer.Argument(metavar="[RULE|CODEMOD|SOURCE]", help="What to explain.")] = "",
    object_path: Annotated[
        str | None, typer.Option("--object", metavar="PATH", help="Say why PATH of SOURCE is or is not public.")
    ] = None,
    package: PackageOption = None,
    form: PageFormat = "console",
) -> None:
    """Print the page of a rule or codemod, or say why an object is or is not public.

    \b
    stability-checker explain parameter_removed
    stability-checker explain --object starlette.routing.Mount pypi:starlette
    stability-checker explain --object mypkg.helper          (of the project here)
    """
    from stability_checker.commands._output import emit
    from stability_checker.errors import CheckerError

    if object_path:
        emit(_visibility(object_path, topic or ".", package, form))
    elif topic:
        emit(_page(topic, form))
    else:
        raise CheckerError(
            "Name a rule or a codemod, or an object with --object PATH; `rules` and `codemods` list them."
        )


def _visibility(path: str, source: str, package: str | None, form: str) -> str:
    import json

    from stability_checker.commands._output import render_as
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.snapshot import explain_visibility

    (intake,) = Workplace.here().take([source], package or (path.partition(".")[0] if source == "." else None))
    sentence = explain_visibility(intake.package, path)
    return render_as(
        form,
        sentence,
        {
            "console": lambda text: f"{text}\n",
            "markdown": lambda text: f"{text}\n",
            "json": lambda text: json.dumps({"object": path, "source": intake.source, "answer": text}) + "\n",
        },
    )


def _page(name: str, form: str) -> str:
    from stability_checker.commands._output import render_as
    from stability_checker.commands._pages import codemod_pages, page_renderers, rule_page
    from stability_checker.errors import CheckerError
    from stability_checker.rules import all_rules

    pages = {rule.name: rule_page(rule) for rule in all_rules()}
    pages |= {each.name: each for each in codemod_pages()}
    wanted = name.replace("-", "_")
    if wanted not in pages:
        nearest = difflib.get_close_matches(wanted, pages, n=1, cutoff=0.5)
        advice = f"did you mean {nearest[0]}?" if nearest else "`stability-checker rules` lists the rules."
        raise CheckerError(f"There is no rule or codemod {name!r}; {advice}")
    return render_as(form, pages[wanted], page_renderers())
