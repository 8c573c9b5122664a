"""Field lists of docstrings: what is prose, and what each parameter is for, as griffe reads the same text."""

import pytest
from griffe import Docstring

from stability_checker.snapshot.collect.field_lists import read_field_list

DOCSTRINGS = {
    "prose alone": "Do.\n\n    More: of it.\n",
    "fields behind prose": "Do.\n\n:param a: first\n:param int b: second\n:returns: it\n",
    "several lines": ":param a: first\n    and more\n\n    .. deprecated:: 1\n       Use b.\n:raises E: so\n",
    "a directive behind the last field belongs to it": "Do.\n\n:return: it\n\n.. deprecated:: 1.2\n",
    "a field of another kind is prose": ":meta private: yes\nDo.\n:param a: x\n:see: there\nand on\n",
    "no second colon": "Do.\n:param a\n:param b: x\n",
    "no name": "Do.\n:param: x\n:arg c: y\n",
    "the first of two counts": ":key a: x\n:keyword a: y\n",
    "type with several words": ":param a or b c: x\n:type c: int\n",
    "nothing": "",
}


@pytest.mark.parametrize("docstring", DOCSTRINGS.values(), ids=DOCSTRINGS)
def test_fields_are_read_as_griffe_reads_them(docstring: str) -> None:
    sections = Docstring(docstring).parse("sphinx", warnings=False)
    prose = [str(each.value) for each in sections if each.kind.value == "text"]
    described = {
        each.name: each.description for one in sections if one.kind.value == "parameters" for each in one.value
    }
    found = read_field_list(docstring)
    assert found.prose == "\n\n".join(prose)
    assert found.parameters == described
