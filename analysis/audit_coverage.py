"""What case audits have looked at within a period, what only before it, and what never.

A *look* is one case of one audit, seen from one side: the agency that returned on it, its locality, its age band, its
theme, or the kind of audit. What should be looked at is given beside, so that what nobody has looked at has a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from analysis.section11.evidence_ages import cutoff_day

CoverageState = Literal["looked at", "under way", "before", "never"]
MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One case of one audit, from one side.

    Attributes
    ----------
    value : str
        What was looked at: an agency, a locality, a theme.
    audit, case : str
        Which; a case that several agencies returned on is one case.
    on : date or None
        The day it counts for; None while the audit is under way.
    group : str
        The column of a matrix it stands in, such as the theme beside an agency; empty where none is wanted.
    """

    value: str
    audit: str
    case: str
    on: date | None
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCell:
    """What there is of one value, or of one value in one column.

    Attributes
    ----------
    state : {"looked at", "under way", "before", "never"}
        Within the period; not within it but in an audit under way; only before the period; not at all.
    n_audits, n_cases : int
        Different audits and cases within the period. Those under way and those before it are not among them.
    n_under_way : int
        Different cases of audits under way.
    last : date or None
        The day of the last look, also where that was before the period.
    age_days : int or None
        How long ago.
    """

    state: CoverageState
    n_audits: int
    n_cases: int
    n_under_way: int
    last: date | None
    age_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One value: all of it, and by column. ``is_expected`` is False for what was looked at without being expected."""

    value: str
    is_expected: bool
    overall: CoverageCell
    by_group: tuple[CoverageCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCoverage:
    """One side of what audits have looked at.

    Attributes
    ----------
    as_of, since : date
        The period: from the second to the first.
    groups : tuple of str
        The columns of the matrix.
    rows : tuple of CoverageRow
        Every value that is expected, in its own order, then others that were looked at, by name.
    n_expected, n_looked_at, n_under_way, n_before, n_never : int
        How many expected values there are, and of each state.
    """

    as_of: date
    since: date
    groups: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    n_expected: int
    n_looked_at: int
    n_under_way: int
    n_before: int
    n_never: int

    @property
    def never(self) -> tuple[str, ...]:
        """What nobody has looked at, though it is expected."""
        return tuple(row.value for row in self.rows if row.overall.state == "never")


def audit_coverage(
    looks: Iterable[Look],
    *,
    expected: Sequence[str],
    as_of: date,
    groups: Sequence[str] = (),
    months: int = MONTHS,
) -> AuditCoverage:
    """Lay out what was looked at, how often and how long ago.

    Parameters
    ----------
    looks : iterable of Look
        Those dated after ``as_of`` are left out. A value that is empty is not known, and is left out.
    expected : sequence of str
        What should be looked at, in its own order; named several times, it counts once.
    as_of : date
        The day of the ages, and the last of the period.
    groups : sequence of str
        The columns of the matrix, in their own order; none where no matrix is wanted. Looks of another group count in
        the row as a whole.
    months : int, default 24
        The length of the period; it ends on ``as_of``, and both ends belong to it.

    Returns
    -------
    AuditCoverage

    Raises
    ------
    ValueError
        Where the period has no month.

    References
    ----------
    Barnsley's scrutineer (2022): audit is to "extend its reach and the extent of assurance it can provide".

    Examples
    --------
    Constructed:

    >>> looks = [Look(value="Police", audit="1", case="1a", on=date(2026, 3, 1)),
    ...          Look(value="Police", audit="1", case="1b", on=date(2026, 3, 1)),
    ...          Look(value="Probation", audit="0", case="0a", on=date(2023, 3, 1))]
    >>> found = audit_coverage(looks, expected=["Hospital", "Police", "Probation"], as_of=date(2026, 9, 1))
    >>> [(row.value, row.overall.state, row.overall.n_cases) for row in found.rows]
    [('Hospital', 'never', 0), ('Police', 'looked at', 2), ('Probation', 'before', 0)]
    """
    if months < 1:
        raise ValueError(f"months: {months} is no length of a period")
    since = cast("date", cutoff_day(as_of, months).item())
    wanted = [value for value in dict.fromkeys(expected) if value]
    found: dict[str, list[Look]] = {value: [] for value in wanted}
    for look in looks:
        if look.value and (look.on is None or look.on <= as_of):
            found.setdefault(look.value, []).append(look)
    others = sorted((value for value in found if value not in set(wanted)), key=str.casefold)
    rows = tuple(
        CoverageRow(
            value=value,
            is_expected=value in set(wanted),
            overall=_cell(found[value], since, as_of),
            by_group=tuple(
                _cell([one for one in found[value] if one.group == group], since, as_of) for group in groups
            ),
        )
        for value in (*wanted, *others)
    )
    counts = _counts(rows)
    return AuditCoverage(
        as_of=as_of,
        since=since,
        groups=tuple(groups),
        rows=rows,
        n_expected=len(wanted),
        n_looked_at=counts["looked at"],
        n_under_way=counts["under way"],
        n_before=counts["before"],
        n_never=counts["never"],
    )


def _counts(rows: Iterable[CoverageRow]) -> Mapping[CoverageState, int]:
    counts: dict[CoverageState, int] = {"looked at": 0, "under way": 0, "before": 0, "never": 0}
    for row in rows:
        if row.is_expected:
            counts[row.overall.state] += 1
    return counts


def _cell(looks: Sequence[Look], since: date, as_of: date) -> CoverageCell:
    days = [one.on for one in looks if one.on is not None]
    within = [one for one in looks if one.on is not None and one.on >= since]
    under_way = {(one.audit, one.case) for one in looks if one.on is None}
    state: CoverageState = "never"
    if within:
        state = "looked at"
    elif under_way:
        state = "under way"
    elif days:
        state = "before"
    last = max(days, default=None)
    return CoverageCell(
        state=state,
        n_audits=len({one.audit for one in within}),
        n_cases=len({(one.audit, one.case) for one in within}),
        n_under_way=len(under_way),
        last=last,
        age_days=None if last is None else (as_of - last).days,
    )
