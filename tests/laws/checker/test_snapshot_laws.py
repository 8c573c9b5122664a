"""Laws of snapshots: decoding undoes encoding, encoding is a function of the value, collecting is one of the files."""

import string
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stability_checker.model.api import (
    Alias,
    Attribute,
    Binding,
    Class,
    Command,
    Deprecation,
    Family,
    Flavour,
    Function,
    Location,
    Metadata,
    Module,
    Object,
    Option,
    Package,
    Parameter,
    ParameterKind,
    Property,
    Signature,
)
from stability_checker.snapshot import decode, encode

WORDS = st.text(string.ascii_lowercase + "_", min_size=1, max_size=5)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
PATHS = st.lists(WORDS, min_size=2, max_size=4).map(".".join)
TUPLES = st.lists(TEXTS, max_size=3).map(tuple)
SAME = {
    Deprecation: st.builds(Deprecation, st.sampled_from(["warning", "getattr"]), st.none() | TEXTS, st.none() | TEXTS),
    Location: st.builds(Location, WORDS.map("{}.py".format), st.integers(1, 9999)),
}
PARAMETERS = st.builds(
    Parameter,
    WORDS,
    st.sampled_from(ParameterKind),
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.none() | SAME[Deprecation],
)
SIGNATURES = st.builds(Signature, st.lists(PARAMETERS, max_size=3).map(tuple), st.none() | TEXTS)
SHARED: dict[str, st.SearchStrategy[Any]] = {
    "path": PATHS,
    "symbol": PATHS,
    "names": st.lists(PATHS, max_size=2).map(tuple),
    "public": st.booleans(),
    "reason": WORDS,
    "deprecated": st.none() | SAME[Deprecation],
    "conditions": TUPLES,
    "location": st.none() | SAME[Location],
}
FLAGS = {name: st.booleans() for name in ("abstract", "final")}
OBJECTS: st.SearchStrategy[Object] = st.one_of(
    st.builds(Alias, **SHARED, target=PATHS, typing_only=st.booleans()),
    st.builds(Module, **SHARED, is_package=st.booleans(), exports=st.none() | TUPLES, loads=TUPLES),
    st.builds(
        Function,
        **SHARED,
        **FLAGS,
        signature=SIGNATURES,
        overloads=st.lists(SIGNATURES, max_size=2).map(tuple),
        binding=st.sampled_from(Binding),
        flavour=st.sampled_from(Flavour),
        absorbs=TUPLES,
        fingerprint=st.none() | WORDS,
        runtime=st.none() | SIGNATURES,
    ),
    st.builds(Property, **SHARED, **FLAGS, annotation=st.none() | TEXTS, settable=st.booleans()),
    st.builds(Attribute, **SHARED, default=st.none() | TEXTS, value=st.none() | TEXTS, role=WORDS),
    st.builds(
        Class,
        **SHARED,
        bases=TUPLES,
        family=st.sampled_from(Family),
        fields=st.lists(PARAMETERS, max_size=2).map(tuple),
        options=st.dictionaries(WORDS, st.booleans(), max_size=2),
        slots=st.none() | TUPLES,
    ),
)
METADATA = st.builds(
    Metadata,
    name=st.none() | WORDS,
    dependencies=TUPLES,
    extras=st.dictionaries(WORDS, TUPLES, max_size=2),
    entry_points=st.dictionaries(WORDS, st.dictionaries(WORDS, TEXTS, max_size=2), max_size=2),
    typed=st.booleans(),
)
OPTIONS = st.builds(Option, TUPLES, st.booleans(), st.booleans(), st.none() | TUPLES, st.booleans())
COMMANDS = st.builds(
    Command, WORDS, st.lists(OPTIONS, max_size=2).map(tuple), st.booleans(), st.none() | SAME[Location]
)


@st.composite
def packages(draw: st.DrawFn) -> Package:
    objects = {each.path: each for each in draw(st.lists(OBJECTS, max_size=5))}
    commands = {each.name: each for each in draw(st.lists(COMMANDS, max_size=2))}
    return Package(draw(WORDS), draw(METADATA), objects, draw(TUPLES), draw(TUPLES), commands, draw(TUPLES))


@given(packages())
def test_decoding_undoes_encoding(package: Package) -> None:
    again = decode(encode(package))
    assert again == package
    assert [each.location for each in again.objects.values()] == [
        package.objects[path].location for path in again.objects
    ]


@given(packages())
def test_the_order_of_objects_does_not_show(package: Package) -> None:
    turned = Package(
        package.name,
        package.metadata,
        dict(reversed(package.objects.items())),
        package.problems,
        package.notes,
        dict(reversed(package.commands.items())),
        package.runnable,
    )
    assert encode(turned) == encode(package)


@given(packages())
def test_each_object_has_a_line_of_its_own(package: Package) -> None:
    lines = encode(package).splitlines()
    assert all(line.count('{"is": ') <= 1 for line in lines)
