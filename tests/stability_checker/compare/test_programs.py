"""One cause, one finding for programs: a script, function or `__main__` that goes takes its command line with it."""

import pytest

from tests.stability_checker.comparing import described, found_between

PARSER = "import argparse\ndef main():\n    p = argparse.ArgumentParser()\n    p.add_argument('--x')\n"
SCRIPT = "[project]\nname = 'pkg'\nversion = '1'\n[project.scripts]\nprog = 'pkg:main'\n"
WITH_SCRIPT = {"pkg/__init__.py": PARSER, "pyproject.toml": SCRIPT}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (WITH_SCRIPT, {"pkg/__init__.py": PARSER}, ["script_removed script:prog"]),
        ({"pkg/__init__.py": PARSER}, WITH_SCRIPT, ["entry_point_added script:prog"]),
        ({"pkg/__init__.py": PARSER}, {}, ["function_removed pkg.main"]),
        (WITH_SCRIPT, {**WITH_SCRIPT, "pkg/__init__.py": PARSER.replace("--x", "--y")},
         ["option_added cli:prog(--y)", "option_removed cli:prog(--x)"]),
    ],
    ids=["script removed", "script added", "function removed", "option renamed"],
)  # fmt: skip
def test_a_program_is_one_finding(old: dict[str, str], new: dict[str, str], expected: list[str]) -> None:
    found = found_between(old, new)
    assert sorted(described(each) for each in found if each.rule != "removed_without_notice") == expected
