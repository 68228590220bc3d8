"""Agencies against standards or themes: when each was last looked at, what never was, and how far assurance reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from analysis.section11.evidence_ages import cutoff_day

MONTHS = 24
CellState = Literal["current", "under way", "old", "never", "not applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAt:
    """One agency looked at on one subject, on a day (None while it is under way), by a source such as "walkabout"."""

    agency: str
    subject: str
    on: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookCell:
    """One agency and subject: the newest look, its age in days, and which sources looked within the period."""

    agency: str
    subject: str
    state: CellState
    last: date | None
    age_days: int | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """One agency: its cells in the order of the subjects, the newest look of all, and that in words of state."""

    agency: str
    state: CellState
    last: date | None
    age_days: int | None
    cells: tuple[LookCell, ...]

    @property
    def n_cells(self) -> int:
        """Subjects that apply to the agency."""
        return sum(cell.state != "not applicable" for cell in self.cells)

    @property
    def n_never(self) -> int:
        """Of these, those on which nobody has looked at it."""
        return sum(cell.state == "never" for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """What was looked at in a period, and how far that reaches.

    Attributes
    ----------
    as_of, since : date
        The period, both days included.
    subjects : tuple of str
        The columns.
    rows : tuple of LookRow
        Each agency once: those never looked at first, then those under way for the first time, then the longest ago,
        then by name.
    n_agencies, n_reached : int
        Agencies, and those looked at within the period on at least one subject: the *reach* of assurance.
    n_cells, n_current, n_under_way, n_old, n_never : int
        Pairs of agency and subject that apply, and by state; ``n_current`` of ``n_cells`` is the *extent*.
    """

    as_of: date
    since: date
    subjects: tuple[str, ...]
    rows: tuple[LookRow, ...]
    n_agencies: int
    n_reached: int
    n_cells: int
    n_current: int
    n_under_way: int
    n_old: int
    n_never: int

    @property
    def reach(self) -> float | None:
        """Agencies looked at, as a share of all; None where there are none."""
        return self.n_reached / self.n_agencies if self.n_agencies else None

    @property
    def extent(self) -> float | None:
        """Pairs looked at, as a share of those that apply; None where there are none."""
        return self.n_current / self.n_cells if self.n_cells else None

    @property
    def never(self) -> tuple[tuple[str, str], ...]:
        """Agency and subject of every pair that nobody has looked at."""
        return tuple((cell.agency, cell.subject) for row in self.rows for cell in row.cells if cell.state == "never")


def assurance_coverage(
    looks: Iterable[LookAt],
    *,
    agencies: Sequence[str],
    subjects: Sequence[str],
    as_of: date,
    months: int = MONTHS,
    not_applicable: AbstractSet[tuple[str, str]] = frozenset(),
) -> Assurance:
    """Lay out who was looked at on what.

    Parameters
    ----------
    looks : iterable of LookAt
        Those dated after ``as_of``, of no agency of the list or of no subject of it are left out.
    agencies, subjects : sequence of str
        What should be looked at; an agency or subject that is named twice counts once.
    months : int, default 24
        The length of the period, which ends on ``as_of``.
    not_applicable : set of (str, str)
        Pairs that are not expected. A look makes one count all the same.

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

    >>> looks = [LookAt(agency="Police", subject="st1", on=date(2026, 3, 1), source="walkabout"),
    ...          LookAt(agency="Police", subject="st2", on=date(2023, 3, 1), source="walkabout")]
    >>> found = assurance_coverage(looks, agencies=["Police", "Hospital", "Police"], subjects=["st1", "st2"],
    ...                            as_of=date(2026, 9, 1))
    >>> [row.agency for row in found.rows], found.reach, found.extent, found.n_old, found.n_never
    (['Hospital', 'Police'], 0.5, 0.25, 1, 2)
    """
    if months < 1:
        raise ValueError(f"months: {months} is no length of a period")
    since = cast("date", cutoff_day(as_of, months).item())
    names, columns = tuple(dict.fromkeys(agencies)), tuple(dict.fromkeys(subjects))
    found: dict[tuple[str, str], list[LookAt]] = {}
    for look in looks:
        if look.on is None or look.on <= as_of:
            found.setdefault((look.agency, look.subject), []).append(look)
    rows = [
        _row(agency, [_cell(agency, one, found, since, as_of, not_applicable) for one in columns], since, as_of)
        for agency in names
    ]
    cells = [cell for row in rows for cell in row.cells if cell.state != "not applicable"]
    states = [cell.state for cell in cells]
    return Assurance(
        as_of=as_of, since=since, subjects=columns,
        rows=tuple(sorted(rows, key=lambda row: (row.last or date.min, row.state != "never", row.agency.casefold()))),
        n_agencies=len(rows), n_reached=sum(row.state == "current" for row in rows), n_cells=len(cells),
        n_current=states.count("current"), n_under_way=states.count("under way"), n_old=states.count("old"),
        n_never=states.count("never"),
    )  # fmt: skip


def _cell(
    agency: str, subject: str, found: dict[tuple[str, str], list[LookAt]], since: date, as_of: date,
    not_applicable: AbstractSet[tuple[str, str]],
) -> LookCell:  # fmt: skip
    looks = found.get((agency, subject), [])
    last = max((look.on for look in looks if look.on is not None), default=None)
    state: CellState = _state(last, any(look.on is None for look in looks), since)
    if state == "never" and (agency, subject) in not_applicable:
        state = "not applicable"
    sources = sorted({look.source for look in looks if look.on is None or look.on >= since})
    return LookCell(
        agency=agency, subject=subject, state=state, last=last,
        age_days=None if last is None else (as_of - last).days, sources=tuple(sources),
    )  # fmt: skip


def _row(agency: str, cells: list[LookCell], since: date, as_of: date) -> LookRow:
    last = max((cell.last for cell in cells if cell.last is not None), default=None)
    return LookRow(
        agency=agency, state=_state(last, any(cell.state == "under way" for cell in cells), since), last=last,
        age_days=None if last is None else (as_of - last).days, cells=tuple(cells),
    )  # fmt: skip


def _state(last: date | None, under_way: bool, since: date) -> CellState:
    if last is not None and last >= since:
        return "current"
    if under_way:
        return "under way"
    return "old" if last is not None else "never"
