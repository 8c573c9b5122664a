"""Public names of instances whose class is private: their members are told under the name that users type."""

import inspect

import pytest

from stability_checker.judge import judge
from stability_checker.snapshot import decode, encode, explain_visibility
from tests.stability_checker.comparing import collected, described, found_between

QUEUE = "class Queue:\n    def __init__(self, size): ...\n    def put(self, item, wait=True): ...\n"
SLIM = "class Queue:\n    def __init__(self): ...\n    def put(self, item): ...\n    def peek(self): ...\n"
TOLD = ["method_added pkg.jobs.peek", "parameter_removed pkg.jobs.put(wait)"]


def spoken(old: dict[str, str], new: dict[str, str]) -> list[str]:
    found = found_between(old, new)
    return sorted(described(each) for each in found if each.rule != "removed_without_notice")


@pytest.mark.parametrize(
    "binding",
    [
        "from ._queue import Queue as _Queue\njobs = _Queue(3)\n",
        "from ._queue import Queue as _Queue\njobs: _Queue = _Queue(3)\n",
        "from typing import Final\nfrom . import _queue\njobs: Final = _queue.Queue(3)\n",
        "from ._queue import jobs as jobs\n",
    ],
)
def test_members_of_a_private_class_are_told_under_the_name_of_its_instance(binding: str) -> None:
    made = "jobs = Queue(3)\n"
    old = {"pkg/__init__.py": binding, "pkg/_queue.py": QUEUE + made}
    new = {"pkg/__init__.py": binding, "pkg/_queue.py": SLIM + made}
    assert spoken(old, new) == TOLD


def test_every_public_name_of_the_instance_leads_to_its_members() -> None:
    files = {
        "pkg/__init__.py": "from .work import jobs\n",
        "pkg/work.py": "from ._queue import Queue\njobs = Queue(3)\n",
    }
    found = found_between({**files, "pkg/_queue.py": QUEUE}, {**files, "pkg/_queue.py": SLIM})
    assert {(each.symbol, *each.aliases) for each in found if each.member == "wait"} == {
        ("pkg.jobs.put", "pkg.work.jobs.put")
    }


def test_private_bases_of_the_class_count_and_its_new_place_does_not() -> None:
    old = {"pkg/__init__.py": "from ._queue import Queue as _Q\njobs = _Q(3)\n", "pkg/_queue.py": QUEUE}
    moved = "from ._base import Queue\nclass Jobs(Queue): ...\njobs = Jobs()\n"
    new = {"pkg/__init__.py": "from ._jobs import jobs\n", "pkg/_jobs.py": moved, "pkg/_base.py": SLIM}
    assert spoken(old, new) == TOLD


def test_a_public_class_is_told_once_under_its_own_name() -> None:
    old, new = ({"pkg/__init__.py": f"{text}jobs = Queue(3)\n"} for text in (QUEUE, SLIM))
    assert [each for each in spoken(old, new) if ".jobs" in each] == []


def test_a_private_class_with_a_public_heir_is_told_at_the_heir() -> None:
    more = "class Mine(_Q): ...\njobs = _Q(3)\n"
    old, new = ({"pkg/__init__.py": text.replace("Queue", "_Q") + more} for text in (QUEUE, SLIM))
    assert "parameter_removed pkg.Mine.put(wait)" in spoken(old, new)


@pytest.mark.parametrize("annotation", ["Any", "Callable[..., None]", "Open"])
def test_what_an_annotation_leaves_open_is_not_promised(annotation: str) -> None:
    start = "from typing import Any, Callable\nclass Open: ...\n"
    made = f"jobs: {annotation} = _Q(3)\n"
    old, new = ({"pkg/__init__.py": start + text.replace("Queue", "_Q") + made} for text in (QUEUE, SLIM))
    assert spoken(old, new) == []


def test_a_marker_that_only_describes_itself_anew_is_silent() -> None:
    old = {"pkg/__init__.py": "class _Missing: ...\nMISSING = _Missing()\n"}
    new = {"pkg/__init__.py": "class _Missing:\n    def __repr__(self): return 'MISSING'\nMISSING = _Missing()\n"}
    assert spoken(old, new) == []


def test_what_type_checkers_are_told_of_an_answering_instance_is_no_addition() -> None:
    answer = "    def __getattr__(self, name): ...\n"
    told = "    if TYPE_CHECKING:\n        @property\n        def count(self) -> int: ...\n"
    start = "from typing import TYPE_CHECKING\nclass _Functions:\n"
    old, new = ({"pkg/__init__.py": f"{start}{answer}{more}func = _Functions()\n"} for more in ("", told))
    assert spoken(old, new) == []


def test_the_witness_calls_the_instance() -> None:
    binding = "from ._queue import Queue as _Queue\njobs = _Queue(3)\n"
    old, new = ({"pkg/__init__.py": binding, "pkg/_queue.py": text} for text in (QUEUE, SLIM))
    [lost] = [each for each in judge(collected(old), collected(new)).findings if each.rule == "parameter_removed"]
    assert (lost.symbol, lost.path) == ("pkg.jobs.put", "pkg._queue.Queue.put")
    assert lost.witness is not None
    assert "from pkg import jobs" in lost.witness
    assert _refused(lost.witness, QUEUE) is None
    assert isinstance(_refused(lost.witness, SLIM), TypeError)


def _refused(witness: str, text: str) -> Exception | None:
    """What the last line of a witness raises where `jobs` is an instance of the class that `text` defines."""
    names: dict[str, object] = {"inspect": inspect}
    exec(f"{text}\njobs = Queue.__new__(Queue)", names)
    try:
        exec(witness.strip().splitlines()[-1], names)
    except TypeError as refusal:
        return refusal
    return None


def test_a_snapshot_keeps_what_stands_behind_the_instance() -> None:
    package = collected({"pkg/__init__.py": "from ._queue import jobs\n", "pkg/_queue.py": f"{QUEUE}jobs = Queue(3)\n"})
    again = decode(encode(package))
    assert again == package
    assert [package.find(name) for name in ("pkg.jobs", "pkg.jobs.put")] == [
        package.objects["pkg._queue.jobs"],
        package.objects["pkg._queue.Queue.put"],
    ]
    assert explain_visibility(again, "pkg.jobs.put") == (
        "pkg.jobs.put is public: a public name is bound to an instance of its class."
    )
