"""When two parameters are one under another name: what their names, annotations and defaults say."""

from difflib import SequenceMatcher

from stability_checker.model.api import Parameter

# Too common for two parameters to be one because they share it.
COMMON_DEFAULTS = ("True", "False", "None")


def looks_like(before: Parameter, after: Parameter) -> bool:
    if before.required != after.required or before.annotation != after.annotation:
        return False
    if before.default is not None and before.default != after.default:
        return False
    return sound_alike(before, after)


def is_longer_name(before: Parameter, after: Parameter) -> bool:
    """Whether one name is the other with words before or behind (`body`, `raw_body`), of the same annotated type."""
    if before.annotation is None or before.annotation != after.annotation or before.default != after.default:
        return False
    mine, theirs = (set(each.name.strip("_").split("_")) for each in (before, after))
    return before.name != after.name and (mine < theirs or theirs < mine)


def sound_alike(before: Parameter, after: Parameter) -> bool:
    return SequenceMatcher(None, before.name, after.name).ratio() >= 0.5


def same_default(before: Parameter, after: Parameter) -> bool:
    """Equal values are one default however they are spelled; so is a constant that moved to another module."""
    if before.value is not None and after.value is not None:
        return before.value == after.value
    if before.default is None or after.default is None:
        return before.default is after.default
    return before.default.rpartition(".")[2] == after.default.rpartition(".")[2]
