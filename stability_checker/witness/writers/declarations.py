"""What a distribution declares, asked through `importlib.metadata` as an installer or a plugin host asks."""

import re
from collections.abc import Iterator

from stability_checker.witness.case import Case
from stability_checker.witness.evidence import Witness
from stability_checker.witness.phrases import Writer


def _script(case: Case) -> Iterator[Witness]:
    name = case.symbol.partition(":")[2]
    group = next((each for each in ("console_scripts", "gui_scripts") if name in _declared(case, each)), None)
    if group:
        yield _entry(group, name)
    elif name in _declared(case, "script_files") and case.distribution:
        names = f'[each.name for each in files("{case.distribution}") or ()]'
        yield Witness(f'from importlib.metadata import files\n\nassert "{name}" in {names}\n')


def _entry_point(case: Case) -> Iterator[Witness]:
    full = case.symbol.partition(":")[2]
    for group, entries in case.old.package.metadata.entry_points.items():
        for name in entries:
            if f"{group}.{name}" == full:
                yield _entry(group, name)


def _declared(case: Case, group: str) -> tuple[str, ...]:
    return tuple(case.old.package.metadata.entry_points.get(group, ()))


def _entry(group: str, name: str) -> Witness:
    return Witness(f'from importlib.metadata import entry_points\n\nentry_points(group="{group}")["{name}"]\n')


def _extra(case: Case) -> Iterator[Witness]:
    name = case.symbol.partition(":")[2]
    spelled = 're.sub(r"[-_.]+", "-", each).lower()'
    listed = f'metadata("{case.distribution}").get_all("Provides-Extra", [])'
    code = f'assert "{name}" in [{spelled} for each in {listed}]'
    if case.distribution:
        yield Witness(f"import re\nfrom importlib.metadata import metadata\n\n{code}\n")


def _dependency(case: Case) -> Iterator[Witness]:
    name = case.symbol.partition(":")[2]
    pattern = re.escape(name).replace(r"\-", "[-_.]")
    code = (
        f'needs = [each for each in requires("{case.distribution}") or () if "extra ==" not in each]\n'
        f'assert any(re.match(r"{pattern}(?![-_.\\w])", each, re.IGNORECASE) for each in needs)\n'
    )
    if case.distribution:
        yield Witness(f"import re\nfrom importlib.metadata import requires\n\n{code}")


def _python(case: Case) -> Iterator[Witness]:
    """The oldest Python that loses support, against the lower bound that the new version declares."""
    lost = re.search(r"\b3\.(\d+)", case.finding.message)
    if case.distribution and lost:
        code = (
            f'declared = metadata("{case.distribution}")["Requires-Python"] or ""\n'
            'floor = re.search(r">=?\\s*3\\.(\\d+)", declared)\n'
            f"assert floor is None or int(floor[1]) <= {lost[1]}  # Python 3.{lost[1]} installs it\n"
        )
        yield Witness(f"import re\nfrom importlib.metadata import metadata\n\n{code}")


def _marker(case: Case) -> Iterator[Witness]:
    name = case.old.package.name
    code = f'assert (files("{name}") / "py.typed").is_file()'
    yield Witness(f"from importlib.resources import files\n\n{code}\n")


WRITERS: dict[str, Writer] = {
    "dependency_moved_to_extra": _dependency,
    "entry_point_removed": _entry_point,
    "extra_removed": _extra,
    "requires_python_raised": _python,
    "script_removed": _script,
    "type_marker_removed": _marker,
}
