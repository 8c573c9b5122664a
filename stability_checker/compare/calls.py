"""Which calls an old signature accepted that the new one rejects or binds otherwise, told parameter by parameter."""

from collections.abc import Iterator

from msgspec import Struct, field

from stability_checker.compare.binding import Call, refused_call
from stability_checker.compare.lookalikes import COMMON_DEFAULTS, is_longer_name, looks_like, same_default, sound_alike
from stability_checker.compare.signatures import KEYWORD, POSITIONAL, Callee
from stability_checker.compare.typetext import includes
from stability_checker.model.api import Parameter, ParameterKind

Couple = tuple[Parameter, Parameter]


class CallChanges(Struct):
    """What became of the parameters; each one stands in the single list that names its cause."""

    removed: list[Parameter] = field(default_factory=list)
    swallowed: list[Parameter] = field(default_factory=list)
    absorbed: list[Parameter] = field(default_factory=list)
    renamed: list[Couple] = field(default_factory=list)
    renamed_freely: list[Couple] = field(default_factory=list)
    added_required: list[Parameter] = field(default_factory=list)
    added_optional: list[Parameter] = field(default_factory=list)
    inserted: list[Parameter] = field(default_factory=list)
    before_varargs: list[Parameter] = field(default_factory=list)
    shadowing: list[Parameter] = field(default_factory=list)
    reordered: list[Parameter] = field(default_factory=list)
    now_keyword_only: list[Couple] = field(default_factory=list)
    now_positional_only: list[Couple] = field(default_factory=list)
    now_freer: list[Couple] = field(default_factory=list)
    default_removed: list[Couple] = field(default_factory=list)
    default_added: list[Couple] = field(default_factory=list)
    default_changed: list[Couple] = field(default_factory=list)
    varargs_removed: Parameter | None = None
    varargs_added: Parameter | None = None
    kwargs_removed: Parameter | None = None
    kwargs_added: Parameter | None = None
    couples: list[Couple] = field(default_factory=list)
    refused: Call | None = None

    @property
    def explains_a_refusal(self) -> bool:
        """Whether a change of a single parameter already says that calls fail."""
        lists = (self.removed, self.swallowed, self.renamed, self.added_required, self.reordered, self.inserted)
        kinds = (self.now_keyword_only, self.now_positional_only, self.default_removed, self.before_varargs)
        return any((*lists, *kinds, self.varargs_removed, self.kwargs_removed))


def compare_calls(old: Callee, new: Callee) -> CallChanges:
    """The changes between what `old` and `new` accept."""
    found = _Comparison(old, new).run()
    hands_all_on = old.is_wrapper and bool(old.forwards) and not new.only(ParameterKind.KEYWORD_ONLY)
    if not found.explains_a_refusal and not hands_all_on and _shape(old) != _shape(new):
        found.refused = refused_call(old, new)
    return found


def _shape(callee: Callee) -> list[tuple[str, ParameterKind, bool]]:
    """All of the parameters that decides whether a call binds."""
    return [(each.name, each.kind, each.required) for each in callee.parameters]


class _Comparison:
    def __init__(self, old: Callee, new: Callee) -> None:
        self.old, self.new = old, new
        self.found = CallChanges()
        self.partner: dict[str, Parameter] = {}

    def run(self) -> CallChanges:
        self._match()
        for before in self.old.named.values():
            after = self.partner.get(before.name)
            if after is None:
                self._judge_missing(before)
            else:
                self.found.couples.append((before, after))
                self._judge_kind(before, after)
                self._judge_default(before, after)
        self._judge_order()
        self._judge_variadics()
        self._judge_picked_keywords()
        for after in self._unmatched():
            self._judge_added(after)
        return self.found

    # -- matching ------------------------------------------------------------------------------------------------

    def _match(self) -> None:
        """By name where callers may use it, by place where they may not, and renamed ones by place and by looks."""
        old, new = self.old.named, self.new.named
        for name, before in old.items():
            if before.kind is not ParameterKind.POSITIONAL_ONLY and name in new:
                self.partner[name] = new[name]
        self._match_by_place(ParameterKind.POSITIONAL_ONLY)
        self._match_renamed_and_shifted()
        self._match_by_place(ParameterKind.POSITIONAL_OR_KEYWORD)
        self._match_renamed_keywords()

    def _match_by_place(self, kind: ParameterKind) -> None:
        places = self.new.positional
        for place, before in enumerate(self.old.positional):
            if before.kind is not kind or before.name in self.partner or place >= len(places):
                continue
            after = places[place]
            if self._is_taken(after) or not self._may_be_renamed(before, after):
                continue
            self.partner[before.name] = after
            self._note_rename(before, after)

    def _is_taken(self, after: Parameter) -> bool:
        return any(each is after for each in self.partner.values())

    def _may_be_renamed(self, before: Parameter, after: Parameter) -> bool:
        if before.kind is ParameterKind.POSITIONAL_ONLY:
            return True
        if after.name in self.old.named or self.new.names_keyword(before.name):
            return False
        if before.default in COMMON_DEFAULTS and not sound_alike(before, after):
            return False
        varied = None in (before.annotation, after.annotation) or before.annotation == after.annotation
        return varied and before.required == after.required

    def _note_rename(self, before: Parameter, after: Parameter) -> None:
        if before.name == after.name:
            return
        if before.kind is ParameterKind.POSITIONAL_ONLY or before.name.startswith("_"):
            self.found.renamed_freely.append((before, after))
        elif after.kind is ParameterKind.POSITIONAL_OR_KEYWORD:
            self.found.renamed.append((before, after))

    def _match_renamed_keywords(self) -> None:
        only = ParameterKind.KEYWORD_ONLY
        lost = [each for each in self.old.only(only) if each.name not in self.partner]
        come = [each for each in self.new.only(only) if not self._is_taken(each) and each.name not in self.old.named]
        for before in lost:
            alike = [each for each in come if looks_like(before, each)]
            if len(alike) == 1 and len(lost) <= len(come) and not self.new.names_keyword(before.name):
                self.partner[before.name] = alike[0]
                come.remove(alike[0])
                self.found.renamed.append((before, alike[0]))

    def _match_renamed_and_shifted(self) -> None:
        """`f(body: T)` became `f(env, raw_body: T)`: nothing but what was put before it hides the new name."""
        lost = [each for each in self.old.positional if each.name not in self.partner and each.kind in KEYWORD]
        come = [each for each in self.new.positional if not self._is_taken(each) and each.kind in KEYWORD]
        for before in lost:
            alike = [each for each in come if is_longer_name(before, each)]
            rivals = [each for each in lost if alike and is_longer_name(each, alike[0])]
            if len(alike) == len(rivals) == 1 and not self.new.names_keyword(before.name):
                self.partner[before.name] = alike[0]
                self._note_rename(before, alike[0])

    def _unmatched(self) -> Iterator[Parameter]:
        for after in self.new.named.values():
            if not self._is_taken(after):
                yield after

    # -- what was there ------------------------------------------------------------------------------------------

    def _judge_missing(self, before: Parameter) -> None:
        if before.name.startswith("_") and not before.required:
            return
        by_name = before.kind in KEYWORD and not before.name.startswith("_")
        if self.new.is_wrapper and (self.new.forwards or self.new.names_keyword(before.name)):
            return
        if by_name and self.new.names_keyword(before.name):
            self._note_absorbed(before)
        elif by_name and self.new.kwargs is not None and self.new.passes_on_unseen:
            self.found.absorbed.append(before)
        elif by_name and self.new.kwargs is not None and not self.new.rejects_unknown and not self.new.forwards:
            self.found.swallowed.append(before)
        elif not by_name and self.new.varargs is not None:
            return
        else:
            self.found.removed.append(before)

    def _note_absorbed(self, before: Parameter) -> None:
        if before.name in self.new.absorbs:
            self.found.absorbed.append(before)

    def _judge_kind(self, before: Parameter, after: Parameter) -> None:
        if before.kind in POSITIONAL and after.kind is ParameterKind.KEYWORD_ONLY:
            if not (self._takes_its_place(before) or self._takes_by_place_with_a_warning()):
                self.found.now_keyword_only.append((before, after))
        elif before.kind in KEYWORD and after.kind is ParameterKind.POSITIONAL_ONLY:
            if not before.name.startswith("_"):
                self.found.now_positional_only.append((before, after))
        elif before.kind is not after.kind and not after.name.startswith("_"):
            self.found.now_freer.append((before, after))

    def _takes_its_place(self, before: Parameter) -> bool:
        """Whether a parameter that the old version did not know takes the argument by position: a new name for it."""
        place = self.old.positional.index(before) if before in self.old.positional else len(self.new.positional)
        return place < len(self.new.positional) and self.new.positional[place].name not in self.old.named

    def _takes_by_place_with_a_warning(self) -> bool:
        """Whether `*args` are there to deprecate what they collect: the body warns of them and goes on."""
        return self.new.varargs is not None and self.new.varargs.deprecated is not None

    def _judge_default(self, before: Parameter, after: Parameter) -> None:
        if after.required and not before.required:
            self.found.default_removed.append((before, after))
        elif before.required and not after.required:
            self.found.default_added.append((before, after))
        elif not before.name.startswith("_") and not same_default(before, after):
            self.found.default_changed.append((before, after))

    def _judge_order(self) -> None:
        """Common positional parameters must keep their order; what an insertion shifts is the insertion's doing."""
        places = {id(each): place for place, each in enumerate(self.new.positional)}
        moved = [(each, places.get(id(self.partner.get(each.name)))) for each in self.old.positional]
        known = [(each, place) for each, place in moved if place is not None]
        kept = _longest_rise([place for _, place in known])
        for before, place in known:
            if place not in kept and not self._slid_back(before, self.partner[before.name]):
                self.found.reordered.append(before)

    def _slid_back(self, before: Parameter, after: Parameter) -> bool:
        """A positional-only parameter has no name by which it could have been told apart."""
        return before.kind is ParameterKind.POSITIONAL_ONLY and before.name != after.name

    # -- *args and **kwargs --------------------------------------------------------------------------------------

    def _judge_variadics(self) -> None:
        old, new = self.old, self.new
        if old.is_operator:
            return
        if old.is_wrapper and old.forwards and new.named and not new.only(ParameterKind.KEYWORD_ONLY):
            return  # a wrapper's signature was spelled out, and nothing in it says that places were taken away
        if old.varargs and not new.varargs:
            self.found.varargs_removed = old.varargs
        elif new.varargs and not old.varargs:
            self.found.varargs_added = new.varargs
        if old.kwargs and not (new.kwargs or new.typed_keys) and not self._spells_out_keywords():
            self.found.kwargs_removed = old.kwargs
        elif new.kwargs and not old.kwargs:
            self.found.kwargs_added = new.kwargs

    def _spells_out_keywords(self) -> bool:
        """`**kwargs` that took a closed set of keywords may be replaced by parameters: the set is judged by itself."""
        if self.old.rejects_unknown and self.old.absorbs:
            return True
        target = self.old.passes_to
        if target is not None:
            return target.kwargs is None
        return self.old.passes_on_unseen and any(each.kind in KEYWORD for each in self._unmatched())

    def _judge_picked_keywords(self) -> None:
        """Keywords that the old body took out of `**kwargs`, or handed on, and that nothing takes any more.

        Where `**kwargs` stay and nothing is refused, the body may use what they hold in ways that cannot be seen.
        """
        open_ended = self.new.kwargs is not None and not self.new.rejects_unknown and self.new.passes_to is None
        closed = self.found.kwargs_removed is None and not open_ended
        for name in sorted(self._picked()) if closed else ():
            if name in self.old.named or self.new.names_keyword(name) or self.new.passes_on_unseen:
                continue
            if not any(before.name == name for before, _ in self.found.renamed):
                self.found.removed.append(Parameter(name, ParameterKind.KEYWORD_ONLY, default="..."))

    def _picked(self) -> set[str]:
        names = set(self.old.absorbs) if self.old.kwargs else set()
        callee = self.old.passes_to
        while callee is not None and not callee.is_public:
            named = (each for each in callee.named.values() if each.kind in KEYWORD and not each.required)
            names |= {each.name for each in named} | callee.absorbs
            callee = callee.passes_to
        return {name for name in names if not name.startswith("_")}

    # -- what is new ---------------------------------------------------------------------------------------------

    def _judge_added(self, after: Parameter) -> None:
        old = self.old
        if old.varargs and after.name == old.varargs.name and self.found.varargs_removed:
            return  # f(*xs) became f(xs): told by the loss of *xs
        if old.varargs and (old.is_operator or (after.kind in POSITIONAL and self.found.varargs_removed)):
            return  # `*args` was spelled out
        if old.is_wrapper and (old.forwards or not after.required):
            return  # a wrapper's signature was spelled out
        if after.required:
            if not old.names_keyword(after.name) or after.kind in POSITIONAL:
                self.found.added_required.append(after)
        elif after.kind in POSITIONAL and self._shifts_others(after):
            self.found.inserted.append(after)
        elif after.kind in POSITIONAL and old.varargs and not old.forwards:
            if not (self._stands_for_a_lost_one(after) or self._heads_the_rest(after)):
                self.found.before_varargs.append(after)
        elif self._takes_a_free_keyword(after):
            self.found.shadowing.append(after)
        elif not old.names_keyword(after.name):
            self.found.added_optional.append(after)

    def _stands_for_a_lost_one(self, after: Parameter) -> bool:
        """Whether the argument that fills `after` filled another parameter before, the loss of which is told."""
        place = self.new.positional.index(after)
        return any(before.name not in self.partner for before in self.old.positional[place : place + 1])

    def _heads_the_rest(self, after: Parameter) -> bool:
        """`f(*items)` became `f(first=None, /, *items)`: type checkers are told of one argument more, nothing else."""
        rest = self.new.varargs
        if rest is None or not (after.kind is ParameterKind.POSITIONAL_ONLY or after.name.startswith("__")):
            return False
        return bool(after.annotation and rest.annotation and includes(after.annotation, rest.annotation))

    def _takes_a_free_keyword(self, after: Parameter) -> bool:
        """Whether the old body did something with any keyword, and the new one gets all but this."""
        old, new = self.old, self.new
        if after.name.startswith("_") or old.names_keyword(after.name) or after.name in new.typed_keys:
            return False
        return bool(old.kwargs and new.kwargs and old.keeps_keywords and not old.forwards and not old.rejects_unknown)

    def _shifts_others(self, after: Parameter) -> bool:
        """Whether an old parameter that could be given by position now stands behind `after`, later than before."""
        places = self.new.positional
        here = next(place for place, each in enumerate(places) if each is after)
        for place, before in enumerate(self.old.positional):
            partner = self.partner.get(before.name)
            if partner is None or partner.kind not in POSITIONAL:
                continue
            if place == here and partner.deprecated is not None:
                continue  # a new name for it: what comes by position is meant for that, the old name warns
            now = next(number for number, each in enumerate(places) if each is partner)
            if now > here and now > place:
                return True
        return False


def _longest_rise(places: list[int]) -> set[int]:
    """A longest selection of different numbers that stand in rising order; what is left out of it has moved."""
    rises: list[list[int]] = [[]]
    for place in places:
        longest = max((each for each in rises if each[-1:] < [place]), key=len)
        rises.append([*longest, place])
    return {*max(rises, key=len)}
