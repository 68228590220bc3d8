"""Indicators over several partnerships: released once a period through the disclosure gate, and never renewed.

A sum that were renewed when one more partnership, or a correction, came in would tell that partnership's figure by the
difference. So what comes after the release is left out of it for good.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from analysis.indicators import SharedRow, shared_figure
from analysis.indicators.periods import last_ended, period_label, periods_between
from analysis.indicators.shared import LEAST_PARTNERSHIPS
from analysis.working_days import add_working_days
from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now
from survey_app.errors import place_of
from survey_app.partnership.models import Partnership
from survey_app.programme.incidents.holidays import calendar_of
from survey_app.programme.indicators.defining import version_in
from survey_app.programme.indicators.models import (
    IndicatorAdoption,
    IndicatorAggregate,
    IndicatorDefinition,
    IndicatorOwner,
    IndicatorSubmission,
)
from survey_app.programme.indicators.reading import policy_for_indicators
from survey_app.programme.indicators.standing import Slot, known_due, newest_submissions

logger = logging.getLogger(__name__)
DAYS_AFTER_DEADLINE = 10
LOOKED_BACK = 8  # periods; one that was not complete for so long is left


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPeriod:
    """A period over several partnerships as each of them sees it."""

    label: str
    aggregate: IndicatorAggregate

    @property
    def share(self) -> float | None:
        one = self.aggregate
        return one.value / one.base if one.value is not None and one.base else None


def release_aggregates(session: Session, *, today: date | None = None) -> int:
    """Release what is due of every shared indicator; how many periods. The job of each night."""
    day = today or now().astimezone(LOCAL_TIME).date()
    shared = select(IndicatorDefinition.id).where(IndicatorDefinition.shared_at.is_not(None))
    released = 0
    for definition_id in session.scalars(shared.order_by(IndicatorDefinition.id)).all():
        try:
            released += release_due(session, session.get_one(IndicatorDefinition, definition_id), day)
            session.commit()
        except Exception as error:  # what goes wrong with one definition costs no other its sum
            session.rollback()
            logger.error(
                "The indicator %s could not be added up: %s at %s", definition_id, type(error).__name__, place_of(error)
            )
    return released


def shared_periods(session: Session, definition: IndicatorDefinition) -> list[SharedPeriod]:
    """What was released of an indicator, the newest first."""
    query = select(IndicatorAggregate).where(IndicatorAggregate.definition_id == definition.id)
    rows = session.scalars(query.order_by(IndicatorAggregate.period_start.desc()))
    return [SharedPeriod(label=period_label(one.period_start, definition.every), aggregate=one) for one in rows]


def release_due(session: Session, definition: IndicatorDefinition, today: date) -> int:
    """Release what is due of one shared indicator; how many periods. The caller commits."""
    if definition.measure == "value":  # no sum makes sense of it
        return 0
    adoptions = _adoptions(session, definition)
    if len(adoptions) < LEAST_PARTNERSHIPS:
        return 0
    # One after the other: two workers release no period twice.
    session.refresh(definition, with_for_update=True)
    there = set(
        session.scalars(
            select(IndicatorAggregate.period_start).where(IndicatorAggregate.definition_id == definition.id)
        )
    )
    first = min(one.first_period for one in adoptions)
    last = last_ended(today, definition.every)
    released = 0
    newest = {one.partnership_id: newest_submissions(session, one.partnership_id, [definition.id]) for one in adoptions}
    for start in periods_between(first, last, definition.every)[-LOOKED_BACK:]:
        if start not in there and _is_due(session, definition, start, today):
            released += _release(session, definition, start, adoptions, newest)
    session.flush()
    return released


def _is_due(session: Session, definition: IndicatorDefinition, start: date, today: date) -> bool:
    calendar = calendar_of(session)
    due = known_due(start, definition.every, version_in(definition, start).deadline_days, calendar)
    try:
        return due is not None and today >= add_working_days(due, DAYS_AFTER_DEADLINE, calendar=calendar)
    except ValueError:  # the bank holidays of the next year are not known yet: it is added up once they are
        return False


def _release(
    session: Session,
    definition: IndicatorDefinition,
    start: date,
    adoptions: Collection[IndicatorAdoption],
    newest: Mapping[int, Mapping[Slot, IndicatorSubmission]],
) -> int:
    rows: list[SharedRow] = []
    partnerships: set[int] = set()
    for adoption in adoptions:
        own = _rows_of(adoption, start, newest[adoption.partnership_id])
        if own:
            rows += own
            partnerships.add(adoption.partnership_id)
    if len(partnerships) < LEAST_PARTNERSHIPS:
        return 0
    policies = [policy_for_indicators(session, one) for one in sorted(partnerships)]
    counts_people = version_in(definition, start).unit == "people"
    threshold = max(policy.threshold for policy in policies) if counts_people else 0
    rounding = max(policy.rounding for policy in policies) if counts_people else 1
    found = shared_figure(rows, threshold=threshold, rounding=rounding)
    session.add(
        IndicatorAggregate(
            partnership_id=definition.publisher_id, definition_id=definition.id, period_start=start,
            partnerships=found.partnerships, value=found.count, base=found.base, why_hidden=found.why_not or "",
            policy=_policy_words(threshold, rounding),
        )
    )  # fmt: skip
    return 1


def _rows_of(
    adoption: IndicatorAdoption, start: date, submissions: Mapping[Slot, IndicatorSubmission]
) -> list[SharedRow]:
    """All rows of a partnership for a period; none unless every agency that was asked is there."""
    asked = [owner for owner in adoption.owners if _is_asked(adoption, owner, start)]
    found = [submissions.get((adoption.definition_id, owner.agency_id, start)) for owner in asked]
    return [
        SharedRow(
            partnership=str(adoption.partnership_id), agency=str(one.agency_id), count=int(one.value), base=one.base
        )
        for one in found
        if one is not None
    ] if found and all(found) else []  # fmt: skip


def _is_asked(adoption: IndicatorAdoption, owner: IndicatorOwner, start: date) -> bool:
    ends = [one for one in (adoption.last_period, owner.last_period) if one is not None]
    return max(adoption.first_period, owner.first_period) <= start and all(start <= one for one in ends)


def _adoptions(session: Session, definition: IndicatorDefinition) -> list[IndicatorAdoption]:
    query = (
        select(IndicatorAdoption)
        .join(Partnership)
        # A demonstration's figures are constructed: they are in no sum with those of real partnerships.
        .where(IndicatorAdoption.definition_id == definition.id, Partnership.is_demo == definition.publisher.is_demo)
        .options(selectinload(IndicatorAdoption.owners), selectinload(IndicatorAdoption.definition))
        .order_by(IndicatorAdoption.partnership_id)
    )
    return list(session.scalars(query))


def _policy_words(threshold: int, rounding: int) -> str:
    if not threshold:
        return "Organisations are counted: nothing is hidden."
    words = f"The strictest policy of the partnerships: 1 to {threshold} of people or cases are not shown"
    return f"{words}, all else is rounded to the nearest {rounding}." if rounding > 1 else f"{words}."
