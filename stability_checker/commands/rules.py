"""List the rules."""

from stability_checker.commands._options import PageFormat


def rules(form: PageFormat = "console") -> None:
    """List every rule with its level and what it means, worst first.

    The level of a rule can be changed, or the rule turned off, in pyproject.toml:

    \b
    [tool.stability_checker.rules]
    parameter_renamed = "minor"
    class_added = "off"
    """
    from stability_checker.commands._output import emit, render_as
    from stability_checker.commands._pages import rule_pages, table_renderers

    emit(render_as(form, rule_pages(), table_renderers("rule")))
