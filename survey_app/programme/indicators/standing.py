"""Who is to submit what by when, and who is late."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.indicators.definitions import Period
from analysis.indicators.periods import due_on, last_ended, period_label, periods_between
from analysis.working_days import WorkingCalendar, count_working_days
from survey_app.collect.display import LOCAL_TIME
from survey_app.partnership.models import Agency
from survey_app.programme.incidents.holidays import calendar_of
from survey_app.programme.indicators.defining import version_in
from survey_app.programme.indicators.models import (
    IndicatorAdoption,
    IndicatorDefinition,
    IndicatorOwner,
    IndicatorSubmission,
    IndicatorVersion,
)

UNKNOWN_DUE = "cannot be counted yet: the bank holidays of that year are not known"
UNKNOWN_LATE = "how many working days cannot be counted yet"
Slot = tuple[str, int, date]  # definition, agency, first day of the period


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One period of one indicator from one agency, and what came of it.

    ``due_on`` is None where the bank holidays until then are not known yet. ``days_late`` counts working days after the
    deadline, until it came or until today; 0 where it is not late, None where it is past and cannot be counted yet.
    """

    adoption: IndicatorAdoption
    version: IndicatorVersion
    agency: Agency
    start: date
    due_on: date | None
    submission: IndicatorSubmission | None
    days_late: int | None

    @property
    def label(self) -> str:
        return period_label(self.start, self.adoption.definition.every)

    @property
    def is_open(self) -> bool:
        return self.submission is None

    @property
    def is_late(self) -> bool:
        """Whether it is past its deadline and not there."""
        return self.is_open and self.was_late

    @property
    def was_late(self) -> bool:
        """Whether it was past its deadline when it came, or is now."""
        return self.days_late is None or self.days_late > 0

    @property
    def late_words(self) -> str:
        """By how much it is late: "3 working days"."""
        if self.days_late is None:
            return UNKNOWN_LATE
        return f"{self.days_late} working {'day' if self.days_late == 1 else 'days'}"

    @property
    def slot(self) -> Slot:
        return self.adoption.definition_id, self.agency.id, self.start


def adoptions_of(session: Session, partnership_id: int) -> list[IndicatorAdoption]:
    """The indicators that a partnership collects, in their order."""
    query = (
        select(IndicatorAdoption)
        .where(IndicatorAdoption.partnership_id == partnership_id)
        .options(
            selectinload(IndicatorAdoption.definition).selectinload(IndicatorDefinition.versions),
            selectinload(IndicatorAdoption.owners).selectinload(IndicatorOwner.agency),
        )
        .order_by(IndicatorAdoption.position)
    )
    return list(session.scalars(query))


def find_adoption(session: Session, partnership_id: int, name: str) -> IndicatorAdoption | None:
    """An indicator of the partnership by its short name; its own before another's of the same name."""
    found = [one for one in adoptions_of(session, partnership_id) if one.definition.name == name]
    return min(found, key=lambda one: one.definition.publisher_id != partnership_id, default=None)


def newest_submissions(
    session: Session, partnership_id: int, definition_ids: Collection[str] | None = None
) -> dict[Slot, IndicatorSubmission]:
    """What counts of each agency and period: its last revision."""
    query = select(IndicatorSubmission).where(IndicatorSubmission.partnership_id == partnership_id)
    if definition_ids is not None:
        query = query.where(IndicatorSubmission.definition_id.in_(definition_ids))
    rows = session.scalars(query.order_by(IndicatorSubmission.revision, IndicatorSubmission.id))
    return {(row.definition_id, row.agency_id, row.period_start): row for row in rows}


def _first_days(session: Session, partnership_id: int) -> dict[Slot, date]:
    """The day in England on which the first figure of each agency and period came, however often it was corrected."""
    first = select(IndicatorSubmission).where(
        IndicatorSubmission.partnership_id == partnership_id, IndicatorSubmission.revision == 1
    )
    return {
        (row.definition_id, row.agency_id, row.period_start): row.submitted_at.astimezone(LOCAL_TIME).date()
        for row in session.scalars(first.order_by(IndicatorSubmission.id))
    }


def expected_of(
    session: Session, partnership_id: int, today: date, agency_ids: Collection[int] | None = None
) -> list[Expected]:
    """All that agencies were to submit of periods that are over, the newest first; of these agencies, or of all."""
    reading = _Reading(
        submissions=newest_submissions(session, partnership_id), came=_first_days(session, partnership_id), today=today,
        calendar=calendar_of(session),
    )  # fmt: skip
    found = [
        one
        for adoption in adoptions_of(session, partnership_id)
        for owner in adoption.owners
        if agency_ids is None or owner.agency_id in agency_ids
        for one in reading.of_owner(adoption, owner)
    ]
    return sorted(found, key=lambda one: (-one.start.toordinal(), one.adoption.position, one.agency.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was submitted of everything, and when, as of a day."""

    submissions: Mapping[Slot, IndicatorSubmission]
    came: Mapping[Slot, date]
    today: date
    calendar: WorkingCalendar

    def of_owner(self, adoption: IndicatorAdoption, owner: IndicatorOwner) -> list[Expected]:
        """All periods that are over of one agency."""
        period = adoption.definition.every
        ends = [one for one in (adoption.last_period, owner.last_period) if one is not None]
        last = min([last_ended(self.today, period), *ends])
        first = max(adoption.first_period, owner.first_period)
        return [self._expected(adoption, owner.agency, start) for start in periods_between(first, last, period)]

    def _expected(self, adoption: IndicatorAdoption, agency: Agency, start: date) -> Expected:
        slot = (adoption.definition_id, agency.id, start)
        version = version_in(adoption.definition, start)
        due = known_due(start, adoption.definition.every, version.deadline_days, self.calendar)
        return Expected(
            adoption=adoption, version=version, agency=agency, start=start, due_on=due,
            submission=self.submissions.get(slot), days_late=self._days_late(due, self.came.get(slot, self.today)),
        )  # fmt: skip

    def _days_late(self, due: date | None, came: date) -> int | None:
        if due is None or came <= due:
            return 0
        try:
            return count_working_days(due, came, calendar=self.calendar)
        except ValueError:  # the bank holidays of the year in which it came are not known
            return None


def known_due(start: date, every: Period, days: int, calendar: WorkingCalendar) -> date | None:
    """The day by which a period is due; None where the bank holidays until then are not known yet."""
    try:
        return due_on(start, every, days, calendar=calendar)
    except ValueError:
        return None
