"""Print the next version."""

import json

import typer

from stability_checker.commands._options import NewSource, OldSource, PackageOption, PageFormat


def bump(old: OldSource, new: NewSource, package: PackageOption = None, form: PageFormat = "console") -> None:
    """Print the smallest version after OLD's that permits the changes up to NEW.

    What a break asks of a 0.y.z version is a setting: zero = "minor-breaks" (0.y+1.0, the default), "patch-breaks"
    (0.y.z+1) or "semver" (1.0.0). After a pre-release comes the next one of its kind.

    \b
    stability-checker bump 1.4.0 .
    stability-checker bump pypi:mypkg .
    """
    from stability_checker.commands._comparison import compared, tell_incomplete
    from stability_checker.commands._output import emit, render_as
    from stability_checker.commands._standpoint import Workplace
    from stability_checker.errors import CheckerError

    workplace = Workplace.here()
    before, after = workplace.take([old, new], package)
    comparison = compared(before, after, workplace.settings)
    version = comparison.next_version
    if version is None:
        raise CheckerError(f"{old} does not say its version, so there is no next one; name a source that does.")
    facts = {"old": comparison.old.version, "required": str(comparison.required), "next_version": version}
    renderers = {
        "console": lambda text: f"{text}\n",
        "markdown": lambda text: f"`{text}`\n",
        "json": lambda text: json.dumps(facts) + "\n",
    }
    emit(render_as(form, version, renderers))
    if tell_incomplete([comparison]):
        raise typer.Exit(2)
