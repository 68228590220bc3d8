"""Who came to the forums of a cycle: figures by forum, agency and sector, worked out from bookings and check-ins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from survey_app.database import now
from survey_app.forums.models import HELD_STATES, Attendance, Booking, Forum, HubCycle
from survey_app.forums.officers.listing import agency_of
from survey_app.forums.words import SECTORS

NO_AGENCY, NO_SECTOR = "Agency not given", "Not given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many people. ``booked`` had a place or were offered one before the door; ``came`` are those of them who came.

    ``walk_ins`` came without a place of this forum: unannounced, off the waiting list, or from another forum.
    ``elsewhere`` had a place here, and came to another forum of the cycle afterwards.
    """

    booked: int = 0
    came: int = 0
    walk_ins: int = 0
    elsewhere: int = 0

    @property
    def here(self) -> int:
        """Everybody who was there."""
        return self.came + self.walk_ins

    @property
    def missing(self) -> int:
        """Who had a place and came to no forum."""
        return self.booked - self.came - self.elsewhere

    @property
    def share(self) -> float | None:
        """Came ÷ booked, from 0 to 1; None where nobody was booked."""
        return self.came / self.booked if self.booked else None

    def plus(self, other: Figures) -> Figures:
        """Both together."""
        return Figures(
            booked=self.booked + other.booked, came=self.came + other.came, walk_ins=self.walk_ins + other.walk_ins,
            elsewhere=self.elsewhere + other.elsewhere,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumAttendance:
    """The figures of one forum. ``counted`` says whether anybody was checked in: without that, nobody is "missing"."""

    forum: Forum
    figures: Figures
    is_over: bool

    @property
    def counted(self) -> bool:
        """Whether the door was kept."""
        return self.figures.here > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleAttendance:
    """The figures of a cycle: its forums that were not cancelled, in the order of their days.

    ``total`` counts forums that are over and at which somebody was checked in, and no others: a forum to come has no
    attendance, and neither has one at whose door nobody kept a list.
    """

    forums: tuple[ForumAttendance, ...]
    total: Figures

    @property
    def held(self) -> int:
        """How many forums are over."""
        return sum(one.is_over for one in self.forums)

    @property
    def not_counted(self) -> tuple[Forum, ...]:
        """Forums that are over and at which nobody was checked in."""
        return tuple(one.forum for one in self.forums if one.is_over and not one.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attender:
    """One person as the door knows them: ``outcome`` is "came", "walk_in", "missing" or "elsewhere"."""

    booking: Booking
    outcome: str
    note: str = ""

    @property
    def here(self) -> bool:
        """Whether they were at this forum."""
        return self.outcome in ("came", "walk_in")


def attendance_of(session: Session, cycle: HubCycle, *, at: datetime | None = None) -> CycleAttendance:
    """The attendance of every forum of a cycle that was not cancelled."""
    moment = at or now()
    found = tuple(
        ForumAttendance(forum=forum, figures=figures_of(attenders_of(session, forum)), is_over=forum.ends_at <= moment)
        for forum in cycle.forums
        if forum.cancelled_at is None
    )
    total = Figures()
    for one in found:
        if one.is_over and one.counted:
            total = total.plus(one.figures)
    return CycleAttendance(forums=found, total=total)


def attenders_of(session: Session, forum: Forum) -> list[Attender]:
    """Everybody who had a place at a forum or was checked in there, in the order of their names."""
    rows = session.execute(
        select(Booking, Attendance)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .where(Booking.forum_id == forum.id, Booking.state.in_(HELD_STATES))
        .options(joinedload(Booking.agency))
    ).all()
    found = [Attender(booking=booking, outcome=_outcome(booking, kept), note=_note(kept)) for booking, kept in rows]
    found += [
        Attender(booking=booking, outcome="elsewhere", note=f"Came to “{booking.forum.title}” instead")
        for booking in _who_left(session, forum)
    ]
    return sorted(found, key=lambda one: (one.booking.name.casefold(), one.booking.id))


def figures_of(attenders: Sequence[Attender]) -> Figures:
    """Count them."""
    outcomes = [one.outcome for one in attenders]
    walk_ins = outcomes.count("walk_in")
    return Figures(
        booked=len(outcomes) - walk_ins, came=outcomes.count("came"), walk_ins=walk_ins,
        elsewhere=outcomes.count("elsewhere"),
    )  # fmt: skip


def by_agency(attenders: Sequence[Attender]) -> dict[str, Figures]:
    """Agency → its figures, in the order of names."""
    return _by(attenders, lambda one: agency_of(one.booking) or NO_AGENCY)


def by_sector(attenders: Sequence[Attender]) -> dict[str, Figures]:
    """Sector → its figures, in the order of the form."""
    found = _by(attenders, lambda one: SECTORS.get(one.booking.sector, NO_SECTOR))
    return {name: found[name] for name in (*SECTORS.values(), NO_SECTOR) if name in found}


def _by(attenders: Sequence[Attender], key: Callable[[Attender], str]) -> dict[str, Figures]:
    groups: dict[str, list[Attender]] = defaultdict(list)
    for one in attenders:
        groups[key(one)].append(one)
    return {name: figures_of(groups[name]) for name in sorted(groups, key=str.casefold)}


def _outcome(booking: Booking, kept: Attendance | None) -> str:
    if booking.checked_in_at is None:
        return "missing"
    had_a_place = kept is None or (kept.state_before in HELD_STATES and kept.from_forum_id is None)
    return "came" if had_a_place else "walk_in"


def _note(kept: Attendance | None) -> str:
    """How somebody came to be here without a place of this forum."""
    if kept is None:
        return ""
    if kept.from_forum is not None:
        return f"Had a place at “{kept.from_forum.title}”"
    return {"waiting": "From the waiting list", "": "Came without a place"}.get(
        kept.state_before, "" if kept.state_before in HELD_STATES else "Had given the place back"
    )


def _who_left(session: Session, forum: Forum) -> list[Booking]:
    """Who had a place at this forum, did not come, and was let in at a later one."""
    return list(
        session.scalars(
            select(Booking)
            .join(Attendance, Attendance.booking_id == Booking.id)
            .join(Forum, Forum.id == Booking.forum_id)
            .where(
                Attendance.from_forum_id == forum.id,
                Attendance.state_before.in_(HELD_STATES),
                Booking.checked_in_at.is_not(None),
                Forum.starts_at >= forum.ends_at,
            )
        )
    )
