"""Which groups of those invited an anonymous round tells apart: fixed as it opens, none smaller than its minimum.

A group of one would say of somebody whether they answered, and with a question of the form more. Small groups lose
their finest stratum first, then the next, until enough of them are together; what is left stands together without any.
No answer carries a stratum at all; these groups are those of the response rates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency
from survey_app.rounds.models import Invitation, Round

FINEST_FIRST = ("role", "forum", "locality", "sector", "agency")  # what is none of these is dropped before them
SMALLEST_GROUP = 5
NOT_RECORDED = "Not recorded"
TOGETHER = "Not told apart"

Group = tuple[str, ...]  # a value for each breakdown of the round, in its order


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGroup:
    """A group that is told apart, and how many are in it."""

    values: Group
    invited: int

    @property
    def is_rest(self) -> bool:
        """Whether it is those of whom no stratum is kept."""
        return all(value == TOGETHER for value in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGroups:
    """What is kept of the groups of a round.

    Attributes
    ----------
    dropped_first : tuple of str
        The breakdowns in the order in which small groups lose them.
    groups : tuple of KeptGroup
        Each with at least ``smallest`` people, unless so few are invited in all.
    coarsened : int
        How many people stand in a group that has lost a stratum.
    """

    smallest: int
    dropped_first: tuple[str, ...]
    groups: tuple[KeptGroup, ...]
    coarsened: int


def dropping_order(breakdowns: Iterable[str]) -> tuple[str, ...]:
    """The breakdowns, the one that small groups lose first standing first."""
    places = {name: place for place, name in enumerate(FINEST_FIRST)}
    return tuple(sorted(breakdowns, key=lambda name: places.get(name, -1)))


def keep_groups(
    sizes: Mapping[Group, int], breakdowns: Sequence[str], smallest: int, *, fixed: Collection[Group] | None = None
) -> dict[Group, Group]:
    """For each group of the list, what is kept of it.

    ``fixed`` are the groups that were kept as the round opened: no other is told apart later. Whoever is invited later
    joins one of them or stands with the rest, and a rest that is too small takes in the smallest group.
    """
    order = [breakdowns.index(name) for name in dropping_order(breakdowns)]
    kept: dict[Group, Group] = {}
    for dropped in range(len(order)):
        coarse = {group: _without(group, order[:dropped]) for group in sizes if group not in kept}
        together = _sizes(coarse, sizes)
        kept |= {
            group: to
            for group, to in coarse.items()
            if together[to] >= smallest and (fixed is None or to in fixed)
        }  # fmt: skip
    return _with_rest(kept, sizes, smallest, (TOGETHER,) * len(breakdowns))


def _without(group: Group, dropped: Collection[int]) -> Group:
    return tuple(TOGETHER if place in dropped else value for place, value in enumerate(group))


def _sizes(kept: Mapping[Group, Group], sizes: Mapping[Group, int]) -> Counter[Group]:
    found: Counter[Group] = Counter()
    for group, to in kept.items():
        found[to] += sizes[group]
    return found


def _with_rest(kept: dict[Group, Group], sizes: Mapping[Group, int], smallest: int, rest: Group) -> dict[Group, Group]:
    """Put whoever is left together, with as many more of the smallest groups as it takes."""
    kept = {group: kept.get(group, rest) for group in sizes}
    while 0 < (together := _sizes(kept, sizes))[rest] < smallest and len(together) > 1:
        joins = min((group for group in together if group != rest), key=lambda group: (together[group], group))
        kept = {group: rest if to == joins else to for group, to in kept.items()}
    return kept


def listed_groups(session: Session, round_: Round) -> Counter[Group]:
    """How many are invited of each group as the list has it."""
    rows = session.execute(
        select(Invitation.strata, Agency.name)
        .outerjoin(Agency, Agency.id == Invitation.agency_id)
        .where(Invitation.round_id == round_.id)
    )
    return Counter(group_of(round_, strata, agency) for strata, agency in rows)


def group_of(round_: Round, strata: Mapping[str, str], agency: str | None) -> Group:
    """The group of one invitation as the list has it."""
    values = {"agency": agency, **strata}
    return tuple(values.get(name) or NOT_RECORDED for name in round_.breakdowns)


def kept_of(round_: Round, sizes: Mapping[Group, int]) -> dict[Group, Group]:
    """What a round keeps of each group; everything, where it is not anonymous."""
    if not round_.anonymous:
        return {group: group for group in sizes}
    fixed = None if round_.kept_groups is None else {tuple(values) for values in round_.kept_groups}
    return keep_groups(sizes, round_.breakdowns, round_.smallest_group, fixed=fixed)


def fix_groups(session: Session, round_: Round) -> None:
    """Fix the groups of an anonymous round that opens."""
    if round_.anonymous and round_.breakdowns:
        kept = set(kept_of(round_, listed_groups(session, round_)).values())
        round_.kept_groups = sorted(list(group) for group in kept)


def groups_kept(session: Session, round_: Round) -> KeptGroups | None:
    """What an anonymous round keeps of its groups, for whoever opens it; None where it has none to keep."""
    sizes = listed_groups(session, round_) if round_.anonymous and round_.breakdowns else None
    if not sizes:
        return None
    kept = kept_of(round_, sizes)
    together: dict[Group, int] = defaultdict(int)
    for group, to in kept.items():
        together[to] += sizes[group]
    groups = [KeptGroup(values=values, invited=invited) for values, invited in together.items()]
    return KeptGroups(
        smallest=round_.smallest_group,
        dropped_first=dropping_order(round_.breakdowns),
        groups=tuple(sorted(groups, key=lambda one: (one.is_rest, one.values))),
        coarsened=sum(sizes[group] for group, to in kept.items() if group != to),
    )
