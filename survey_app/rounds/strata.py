"""Which groups of those invited an anonymous round tells apart: fixed as it opens, none smaller than its minimum.

A group of one would say of somebody whether they answered, and with a question of the form more. So of each breakdown
(agency, forum, role …) only the values with enough people are kept, and the others stand together: if these are too
few, they take in the smallest that is kept. No answer carries a stratum at all, and no rate is by two breakdowns at
once, so what has to be large enough is each group of each breakdown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency
from survey_app.rounds.models import Invitation, Round

SMALLEST_GROUP = 5
NOT_RECORDED = "Not recorded"
TOGETHER = "Not told apart"

Group = tuple[str, ...]  # a value for each breakdown of the round, in its order


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBreakdown:
    """What is kept of one breakdown.

    Attributes
    ----------
    groups : tuple of (str, int)
        The values that are told apart and how many are invited of each, with the rest last.
    coarsened : int
        How many people stand with the rest.
    """

    name: str
    groups: tuple[tuple[str, int], ...]
    coarsened: int


def keep_values(sizes: Mapping[str, int], smallest: int, *, fixed: Collection[str] | None = None) -> dict[str, str]:
    """For each value of a breakdown, what is kept of it: itself, or that it stands with the rest.

    ``fixed`` are the values that were kept as the round opened: no other is told apart later. Nothing is told apart
    where fewer than ``smallest`` are invited in all.
    """
    kept = {value for value, size in sizes.items() if size >= smallest and (fixed is None or value in fixed)}
    while kept and 0 < sum(size for value, size in sizes.items() if value not in kept) < smallest:
        kept.remove(min(kept, key=lambda value: (sizes[value], value)))
    return {value: value if value in kept else TOGETHER for value in sizes}


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
    kept = [_kept_values(round_, name, sizes) for name in round_.breakdowns]
    return {group: tuple(values[value] for values, value in zip(kept, group, strict=True)) for group in sizes}


def _kept_values(round_: Round, name: str, sizes: Mapping[Group, int]) -> dict[str, str]:
    fixed = None if round_.kept_groups is None else round_.kept_groups.get(name, [])
    return keep_values(_of_one(round_, name, sizes), round_.smallest_group, fixed=fixed)


def _of_one(round_: Round, name: str, sizes: Mapping[Group, int]) -> Counter[str]:
    """How many are invited of each value of one breakdown."""
    place, found = round_.breakdowns.index(name), Counter[str]()
    for group, size in sizes.items():
        found[group[place]] += size
    return found


def fix_groups(session: Session, round_: Round) -> None:
    """Fix the groups of an anonymous round that opens."""
    if round_.anonymous and round_.breakdowns:
        sizes = listed_groups(session, round_)
        round_.kept_groups = {
            name: sorted(set(_kept_values(round_, name, sizes).values()) - {TOGETHER}) for name in round_.breakdowns
        }


def groups_kept(session: Session, round_: Round) -> tuple[KeptBreakdown, ...]:
    """What an anonymous round keeps of its groups, for whoever opens it; nothing where it has none to keep."""
    sizes = listed_groups(session, round_) if round_.anonymous and round_.breakdowns else None
    return tuple(_kept_breakdown(round_, name, sizes) for name in round_.breakdowns) if sizes else ()


def _kept_breakdown(round_: Round, name: str, sizes: Mapping[Group, int]) -> KeptBreakdown:
    listed, together = _of_one(round_, name, sizes), Counter[str]()
    for value, to in _kept_values(round_, name, sizes).items():
        together[to] += listed[value]
    groups = sorted(together.items(), key=lambda group: (group[0] == TOGETHER, group[0]))
    return KeptBreakdown(name=name, groups=tuple(groups), coarsened=together[TOGETHER])
