"""In which form of code each rule's finding shows: the one table that says what is looked for."""

import enum


class Form(enum.Enum):
    """What users do that the finding spoils."""

    NAME = "any mention of the name"
    CALL = "a call with arguments that are refused or mean something else"
    BARE = "a mention without a call"
    CALLED = "a call of any kind"
    NOT_AWAITED = "a call without await"
    AWAITED = "a call with await"
    ENTERED = "a call in a with statement"
    NOT_ENTERED = "a call outside of any with statement"
    STORED = "an assignment"
    DELETED = "a del statement"
    SUBCLASS = "any subclass"
    INCOMPLETE = "a subclass that does not define the member"
    OVERRIDE = "a subclass that defines the member"


FORMS = {
    **dict.fromkeys(
        (
            "attribute_removed",
            "class_removed",
            "enum_member_removed",
            "function_removed",
            "method_removed",
            "module_contents_removed",
            "module_removed",
            "name_became_typing_only",
            "object_deprecated",
            "property_removed",
            "reexport_removed",
            "served_name_removed",
            "type_alias_removed",
            "type_variable_removed",
        ),
        Form.NAME,
    ),
    **dict.fromkeys(
        (
            "call_refused",
            "field_added_required",
            "field_became_keyword_only",
            "field_became_required",
            "field_inserted",
            "field_left_constructor",
            "field_removed",
            "fields_reordered",
            "kwargs_removed",
            "namedtuple_field_added",
            "parameter_added_before_varargs",
            "parameter_added_required",
            "parameter_became_keyword_only",
            "parameter_became_positional_only",
            "parameter_default_changed",
            "parameter_default_removed",
            "parameter_deprecated",
            "parameter_inserted",
            "parameter_removed",
            "parameter_renamed",
            "parameter_reordered",
            "parameter_swallowed",
            "varargs_removed",
        ),
        Form.CALL,
    ),
    "property_became_method": Form.BARE,
    "value_became_callable": Form.BARE,
    "callable_became_constant": Form.CALLED,
    "function_became_value": Form.CALLED,
    "method_became_property": Form.CALLED,
    "function_became_async": Form.NOT_AWAITED,
    "function_became_sync": Form.AWAITED,
    "function_became_generator": Form.AWAITED,
    "context_manager_became_async": Form.ENTERED,
    "context_manager_lost": Form.ENTERED,
    "context_manager_gained": Form.NOT_ENTERED,
    "attribute_became_final": Form.STORED,
    "property_setter_removed": Form.STORED,
    "property_deleter_removed": Form.DELETED,
    "class_became_final": Form.SUBCLASS,
    "class_became_function": Form.SUBCLASS,
    "subclassing_forbidden": Form.SUBCLASS,
    "abstract_method_added": Form.INCOMPLETE,
    "method_became_abstract": Form.INCOMPLETE,
    "method_became_final": Form.OVERRIDE,
}
"""Rules that are not listed speak of types, metadata and programs, or of what no single line shows."""
