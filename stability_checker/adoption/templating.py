"""The files that adoption writes, as templates beside the code; `@NAME@` is filled in."""

from importlib.resources import files

from stability_checker.adoption.survey import Survey


def filled(name: str, survey: Survey, path: str = "") -> str:
    """The template `name` for the project of `survey`; `path` is where it will lie."""
    text = files("stability_checker.adoption").joinpath("templates", name).read_text(encoding="utf-8")
    values = {"REQUIREMENT": survey.requirement, "FOLDER": survey.folder, "PATH": path}
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text
