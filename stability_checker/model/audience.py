"""Whom a finding concerns: the users who do with an object what the change makes impossible."""

import re

from stability_checker.model.finding import Finding

# The first row that matches the rule's name decides, so that the particular stands before the general.
_ROWS = (
    (r"requires_python|dependency|extra_|import_name|licence|type_marker|package_data", "whoever installs it"),
    (r"script|command|option_|main_module", "users of the command line"),
    (r"entry_point", "plugins and their hosts"),
    (r"abstract|override|final|subclassing|base_|bases_|metaclass|slots?_", "subclasses"),
    (r"protocol_member", "implementers of the protocol"),
    (r"enum_member|match_args|exception_", "code that tells cases apart"),
    (r"name_became_typing_only", "importers"),
    (r"annotation|type_|_type_|typing|stub|runtime_check|overload", "type checkers"),
    (r"field", "whoever builds or reads it"),
    (r"parameter|varargs|kwargs|positional|call_", "callers"),
    (r"async|generator|context_manager|function_became|method_became|method_changed|method_lost", "callers"),
    (r"function_removed|method_removed", "callers"),
    (r"attribute|property|cache", "readers and writers of the attribute"),
    (r"module|export|reexport|served_name|class_removed|name_", "importers"),
)


def audience(finding: Finding) -> str:
    """Who has to look at the finding, in a word or two that end a sentence: "callers", "subclasses"."""
    return next((who for pattern, who in _ROWS if re.search(pattern, finding.rule)), "users")
