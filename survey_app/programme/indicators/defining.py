"""Defining indicators: made, changed from a period on, shared with other partnerships, taken up, and ended."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.indicators import Indicator
from analysis.indicators.definitions import CountedUnit, Direction
from analysis.indicators.periods import last_ended, next_period, period_label, period_of
from survey_app.case_audits.locking import lock_row
from survey_app.database import now
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_in_area
from survey_app.programme.incidents.holidays import calendar_of
from survey_app.programme.indicators.models import (
    IndicatorAdoption,
    IndicatorDefinition,
    IndicatorOwner,
    IndicatorSubmission,
    IndicatorVersion,
)

LONGEST = 2_000
MOST_DEADLINE_DAYS = 60
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


class IndicatorRefused(UserError):
    """Something about an indicator cannot be so; the message says what to do."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorText:
    """How an indicator is counted, as somebody enters it."""

    title: str
    why: str
    numerator: str
    source: str
    direction: str
    deadline_days: int
    denominator: str = ""
    measured_in: str = ""
    subject: str = ""
    target: float | None = None
    unit: str = "people"


def define(
    session: Session,
    partnership_id: int,
    *,
    name: str,
    measure: str,
    period: str,
    text: IndicatorText,
    first_period: date,
    owners: Collection[int],
    by_id: int | None,
    on_front_door: bool = False,
) -> IndicatorAdoption:
    """Make an indicator, and let the partnership collect it from a period on."""
    if not _NAME.fullmatch(name):
        raise IndicatorRefused(
            "The short name has 2 to 40 small letters, digits and underscores, and begins with a letter: “re_referral”."
        )
    _one_at_a_time(session, partnership_id)  # else two people could choose one name at once
    mine = select(IndicatorDefinition).where(IndicatorDefinition.publisher_id == partnership_id)
    if session.scalar(mine.where(IndicatorDefinition.name == name)) is not None:
        raise IndicatorRefused(f"An indicator of this partnership is called “{name}” already. Choose another name.")
    _check(measure, text)
    _check_agencies(session, partnership_id, owners)
    made = IndicatorDefinition(
        publisher_id=partnership_id, name=name, measure=measure, period=period, on_front_door=on_front_door,
        made_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _add_version(session, made, text, period_of(first_period, made.every), number=1, why="", by_id=by_id)
    return _take_up(session, partnership_id, made, first_period, owners, by_id)


def change_definition(
    session: Session, definition: IndicatorDefinition, text: IndicatorText, *, valid_from: date, why: str, by_id: int
) -> IndicatorVersion:
    """Count an indicator otherwise from a period on. What was submitted before stays as it was counted."""
    lock_row(session, definition)
    session.expire(definition, ["versions"])
    _check_first_period(session, valid_from)
    last, start = definition.versions[-1], period_of(valid_from, definition.every)
    if text == text_of(last):
        raise IndicatorRefused("Nothing is changed.")
    if not why.strip():
        raise IndicatorRefused("Say why it is counted otherwise: readers of the chart find it at the break.")
    if start <= last.valid_from:
        label = period_label(last.valid_from, definition.every)
        raise IndicatorRefused(f"It has been counted as it is now since {label}. Choose a later period.")
    submitted = select(func.max(IndicatorSubmission.period_start)).where(
        IndicatorSubmission.definition_id == definition.id
    )
    newest = session.scalar(submitted)
    if text.unit != last.unit and (newest is not None or definition.shared_at is not None):
        raise IndicatorRefused(
            "What it counts stays: figures have been submitted, or others take it up, as it is. Organisations instead "
            "of people are another indicator, of another name."
        )
    if newest is not None and newest >= start:
        label = period_label(newest, definition.every)
        raise IndicatorRefused(
            f"{label} has been submitted as it was counted before. Choose a period after that, so that no figure is "
            "read in two ways."
        )
    _check(definition.measure, text)
    return _add_version(session, definition, text, start, number=last.number + 1, why=why.strip(), by_id=by_id)


def share(session: Session, definition: IndicatorDefinition, partnership_id: int) -> None:
    """Let every partnership of the installation take an indicator up; whoever has done so keeps it."""
    if definition.publisher_id != partnership_id:
        raise IndicatorRefused("Only the partnership that made an indicator can share it.")
    if definition.shared_at is None:
        definition.shared_at = now()
        session.flush()


def shared_with(session: Session, partnership_id: int) -> list[IndicatorDefinition]:
    """The indicators that others share and that this partnership has not taken up."""
    taken = select(IndicatorAdoption.definition_id).where(IndicatorAdoption.partnership_id == partnership_id)
    query = select(IndicatorDefinition).where(
        IndicatorDefinition.shared_at.is_not(None), IndicatorDefinition.publisher_id != partnership_id,
        IndicatorDefinition.id.not_in(taken),
    )  # fmt: skip
    return list(session.scalars(query.order_by(IndicatorDefinition.name, IndicatorDefinition.id)))


def adopt(
    session: Session,
    partnership_id: int,
    definition: IndicatorDefinition,
    *,
    first_period: date,
    owners: Collection[int],
    by_id: int | None,
) -> IndicatorAdoption:
    """Take up an indicator that another partnership shares, with its definition as it is there."""
    if definition.shared_at is None or definition.publisher_id == partnership_id:
        raise IndicatorRefused("This indicator is not shared with other partnerships.")
    return _take_up(session, partnership_id, definition, first_period, owners, by_id)


def ask_agencies(
    session: Session, adoption: IndicatorAdoption, agency_ids: Collection[int], *, from_period: date
) -> None:  # fmt: skip
    """Ask these agencies from a period on.

    One that is left out is asked for no period after, and for none after the last that it has submitted: what it gave
    stays, counts and can be corrected. One that is asked again owes nothing of the time between.
    """
    lock_row(session, adoption)
    _check_agencies(session, adoption.partnership_id, agency_ids)
    _check_first_period(session, from_period)
    period = adoption.definition.every
    start = max(period_of(from_period, period), adoption.first_period)
    given = _given(session, adoption)
    open_ = {owner.agency_id: owner for owner in adoption.owners if owner.last_period is None}
    added = sorted(set(agency_ids) - open_.keys())
    if added:
        _refuse_reopening(adoption, given, start)
    for agency_id in open_.keys() - set(agency_ids):
        _ask_no_more(adoption, open_[agency_id], given, last_ended(start, period))
    for agency_id in added:
        spans = [one for one in adoption.owners if one.agency_id == agency_id]
        last = max(spans, key=lambda one: one.first_period, default=None)
        if last is not None and last.last_period is not None and start <= next_period(last.last_period, period):
            last.last_period = None
        else:
            adoption.owners.append(IndicatorOwner(agency_id=agency_id, first_period=start))
    session.flush()


def _given(session: Session, adoption: IndicatorAdoption) -> set[tuple[int, date]]:
    """The agencies and periods of which something was submitted."""
    query = select(IndicatorSubmission.agency_id, IndicatorSubmission.period_start).where(
        IndicatorSubmission.partnership_id == adoption.partnership_id,
        IndicatorSubmission.definition_id == adoption.definition_id,
    )
    return {(agency_id, start) for agency_id, start in session.execute(query.distinct())}


def _ask_no_more(adoption: IndicatorAdoption, owner: IndicatorOwner, given: set[tuple[int, date]], last: date) -> None:
    submitted = [start for agency_id, start in given if agency_id == owner.agency_id and start >= owner.first_period]
    if (ends := max([last, *submitted])) < owner.first_period:
        adoption.owners.remove(owner)
    else:
        owner.last_period = ends


def _refuse_reopening(adoption: IndicatorAdoption, given: set[tuple[int, date]], start: date) -> None:
    """Whoever joined a period that is shown would change what is hidden of it, and so tell it."""
    for there in sorted({one for _, one in given if one >= start}, reverse=True):
        asked = {
            owner.agency_id
            for owner in adoption.owners
            if owner.first_period <= there and (owner.last_period is None or there <= owner.last_period)
        }
        if all((agency_id, there) in given for agency_id in asked):
            label = period_label(there, adoption.definition.every)
            raise IndicatorRefused(
                f"{label} is complete and shown already. Choose a later period for agencies that are asked anew."
            )


def end_collecting(session: Session, adoption: IndicatorAdoption, *, today: date) -> None:
    """Collect an indicator for no period after the last that is over; what was submitted stays on its page."""
    lock_row(session, adoption)
    last = last_ended(today, adoption.definition.every)
    if last < adoption.first_period:
        raise IndicatorRefused("No period of it is over yet. It can be ended once the first one is.")
    if adoption.last_period is None:
        adoption.last_period = last
        session.flush()


def collect_again(session: Session, adoption: IndicatorAdoption) -> None:
    """Collect an indicator again; the periods since it was ended are asked for as well."""
    lock_row(session, adoption)
    adoption.last_period = None
    session.flush()


def text_of(version: IndicatorVersion) -> IndicatorText:
    """A version as somebody would enter it."""
    return IndicatorText(
        **{name: getattr(version, name) for name in IndicatorText.__dataclass_fields__}
    )  # fmt: skip


def as_indicators(definition: IndicatorDefinition, owner: str) -> list[Indicator]:
    """The versions of an indicator as the analysis takes them, the oldest first."""
    return [
        Indicator(
            key=definition.name, title=one.title, why=one.why, numerator=one.numerator, denominator=one.denominator,
            source=one.source, owner=owner, direction=cast("Direction", one.direction), target=one.target,
            period=definition.every, measure=definition.kind, measured_in=one.measured_in,
            unit=cast("CountedUnit", one.unit),
            valid_from=one.valid_from, changed_why=one.changed_why,
        )
        for one in definition.versions
    ]  # fmt: skip


def version_in(definition: IndicatorDefinition, start: date) -> IndicatorVersion:
    """How it is counted in a period."""
    found = [one for one in definition.versions if one.valid_from <= start]
    return found[-1] if found else definition.versions[0]


def _add_version(
    session: Session, definition: IndicatorDefinition, text: IndicatorText, start: date, *, number: int, why: str,
    by_id: int | None,
) -> IndicatorVersion:  # fmt: skip
    values = {name: getattr(text, name) for name in IndicatorText.__dataclass_fields__}
    made = IndicatorVersion(
        definition_id=definition.id, number=number, valid_from=start, changed_why=why, made_by_id=by_id, **values
    )
    session.add(made)
    session.flush()
    session.expire(definition, ["versions"])
    return made


def _take_up(
    session: Session, partnership_id: int, definition: IndicatorDefinition, first_period: date,
    owners: Collection[int], by_id: int | None,
) -> IndicatorAdoption:  # fmt: skip
    _check_agencies(session, partnership_id, owners)
    _check_first_period(session, first_period)
    _one_at_a_time(session, partnership_id)  # positions are given one by one
    mine = select(IndicatorAdoption).where(IndicatorAdoption.partnership_id == partnership_id)
    if session.scalar(mine.where(IndicatorAdoption.definition_id == definition.id)) is not None:
        raise IndicatorRefused("This partnership collects this indicator already.")
    named = mine.join(IndicatorDefinition).where(IndicatorDefinition.name == definition.name)
    if session.scalar(named) is not None:  # addresses and files tell indicators apart by their names
        raise IndicatorRefused(f"This partnership collects an indicator called “{definition.name}” already.")
    last = select(func.max(IndicatorAdoption.position)).where(IndicatorAdoption.partnership_id == partnership_id)
    start = period_of(first_period, definition.every)
    made = IndicatorAdoption(
        partnership_id=partnership_id, definition_id=definition.id, position=(session.scalar(last) or 0) + 1,
        first_period=start, adopted_by_id=by_id,
        owners=[IndicatorOwner(agency_id=agency_id, first_period=start) for agency_id in sorted(owners)],
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _one_at_a_time(session: Session, partnership_id: int) -> None:
    session.get_one(Partnership, partnership_id, with_for_update={"key_share": True})


def _check_agencies(session: Session, partnership_id: int, agency_ids: Collection[int]) -> None:
    ours = {agency.id for agency in session.scalars(agencies_in_area(partnership_id))}
    if not agency_ids:
        raise IndicatorRefused("Choose at least one agency that submits it.")
    if not set(agency_ids) <= ours:
        raise IndicatorRefused("Choose agencies that work in this partnership’s area.")


def _check_first_period(session: Session, day: date) -> None:
    calendar, latest = calendar_of(session), now().year + 1
    if not calendar.first_year <= day.year <= latest:
        raise IndicatorRefused(f"Choose a first period from {calendar.first_year} to {latest}. Check the year.")


def _check(measure: str, text: IndicatorText) -> None:
    for words, what in (
        (text.title, "what it is called"), (text.why, "why it is measured"), (text.numerator, "what is counted"),
        (text.source, "where the figures come from"),
    ):  # fmt: skip
        if not words.strip():
            raise IndicatorRefused(f"Say {what}.")
        if len(words) > LONGEST:
            raise IndicatorRefused(f"Use at most {LONGEST:,} characters to say {what}.")
    if measure == "share" and not text.denominator.strip():
        raise IndicatorRefused("A share needs a denominator: say of what it is counted.")
    if measure == "count" and text.denominator.strip():
        raise IndicatorRefused("A count has no denominator. Leave it blank, or choose a share.")
    if measure == "value" and not text.measured_in.strip():
        raise IndicatorRefused("Say in what the value is measured, such as “days”.")
    if text.target is not None and not 0 <= text.target <= (1 if measure == "share" else 1e9):
        raise IndicatorRefused("The target of a share is 0% to 100%; any other is 0 or more.")
    if not 1 <= text.deadline_days <= MOST_DEADLINE_DAYS:
        raise IndicatorRefused(f"The deadline is 1 to {MOST_DEADLINE_DAYS} working days after the period.")
