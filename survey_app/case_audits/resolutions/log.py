"""Disagreements: raised, moved to the next stage, advised on and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from analysis.coding.identifiers import find_identifiers
from analysis.working_days import add_working_days
from survey_app.case_audits.models import (
    DISPUTES,
    RESOLVED_AS,
    AuditCase,
    CaseAudit,
    CaseResolution,
    ResolutionAdvice,
    ResolutionStep,
)
from survey_app.case_audits.resolutions.stages import Stage, stages_of
from survey_app.errors import UserError
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_in_area

LONGEST = 4_000
LONGEST_AGO = 10  # years


class ResolutionRefused(UserError):
    """Something cannot be entered so; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What is entered when a disagreement is raised."""

    raised_on: date
    raised_by_id: int
    raised_with_id: int
    about: str
    summary: str
    audit_case_id: str | None = None


def raise_disagreement(
    session: Session, partnership_id: int, given: Disagreement, *, by: int, today: date
) -> CaseResolution:
    """Enter a disagreement at the first stage of the protocol."""
    _check(session, partnership_id, given, today)
    session.get_one(Partnership, partnership_id, with_for_update={"key_share": True})  # numbers are given one by one
    last = select(func.max(CaseResolution.number)).where(CaseResolution.partnership_id == partnership_id)
    summary = without_identifiers(given.summary, "What the disagreement is about")
    same = select(CaseResolution).where(
        CaseResolution.partnership_id == partnership_id, CaseResolution.raised_on == given.raised_on,
        CaseResolution.raised_by_id == given.raised_by_id, CaseResolution.raised_with_id == given.raised_with_id,
        CaseResolution.about == given.about, CaseResolution.summary == summary, CaseResolution.made_by_id == by,
        CaseResolution.audit_case_id == given.audit_case_id, CaseResolution.closed_on.is_(None),
    )  # fmt: skip
    if session.scalars(same.limit(1)).first() is not None:
        raise ResolutionRefused("You have raised this already. It stands in the log of disagreements.")
    made = CaseResolution(
        partnership_id=partnership_id, number=(session.scalar(last) or 0) + 1, raised_on=given.raised_on,
        raised_by_id=given.raised_by_id, raised_with_id=given.raised_with_id, about=given.about, summary=summary,
        audit_case_id=given.audit_case_id, made_by_id=by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _begin_stage(session, made, stages_of(session, partnership_id)[0], given.raised_on, "", by)
    return made


def move_on(
    session: Session, resolution: CaseResolution, *, on: date, note: str, by: int, today: date, seen: int | None = None
) -> Stage:
    """Take a disagreement to the next stage, and say why it could not be resolved at the one before.

    ``seen`` is the stage at which whoever takes it on has read it.
    """
    _lock_open(session, resolution, seen)
    present = resolution.steps[-1]
    after = next_stage(session, resolution)
    if after is None:
        raise ResolutionRefused("This is the last stage of the protocol. Close the disagreement with what came of it.")
    _check_day(on, present.began_on, today)
    words = without_identifiers(note, "Why it moves on")
    if not words:
        raise ResolutionRefused("Say why it could not be resolved at this stage.")
    _begin_stage(session, resolution, after, on, words, by)
    return after


def close(
    session: Session, resolution: CaseResolution, *, on: date, outcome: str, words: str, learning: str, today: date,
    seen: int | None = None,
) -> None:  # fmt: skip
    """Close a disagreement with its outcome and what is learnt; ``seen`` as for :func:`move_on`."""
    _lock_open(session, resolution, seen)
    if outcome not in RESOLVED_AS:
        raise ResolutionRefused("Choose how it ended.")
    _check_day(on, resolution.steps[-1].began_on, today)
    said = without_identifiers(words, "What was agreed")
    if not said:
        raise ResolutionRefused("Say what was agreed, or why there was no agreement.")
    resolution.closed_on, resolution.outcome, resolution.outcome_words = on, outcome, said
    resolution.learning = without_identifiers(learning, "What is to be learnt")
    session.flush()


def advise(session: Session, resolution: CaseResolution, text: str, *, by: int) -> ResolutionAdvice:
    """Note what the scrutineer advises."""
    _lock_open(session, resolution)
    said = without_identifiers(text, "Your advice")
    if not said:
        raise ResolutionRefused("Write your advice.")
    session.expire(resolution, ["advices"])
    if any((one.text, one.made_by_id) == (said, by) for one in resolution.advices):
        raise ResolutionRefused("You gave this advice already.")
    advice = ResolutionAdvice(resolution_id=resolution.id, text=said, made_by_id=by)
    session.add(advice)
    session.flush()
    session.expire(resolution, ["advices"])
    return advice


def next_stage(session: Session, resolution: CaseResolution) -> Stage | None:
    """The stage after the present one, as the protocol has it now."""
    number = resolution.steps[-1].number
    return next((one for one in stages_of(session, resolution.partnership_id) if one.number > number), None)


def resolutions_of(
    session: Session, partnership_id: int, agency_ids: frozenset[int] | None = None
) -> list[CaseResolution]:
    """The disagreements of a partnership, or those that concern these agencies; open ones first, the newest first."""
    query = (
        select(CaseResolution)
        .where(CaseResolution.partnership_id == partnership_id)
        .options(
            selectinload(CaseResolution.raised_by), selectinload(CaseResolution.raised_with),
            selectinload(CaseResolution.steps),
        )
        .order_by(CaseResolution.closed_on.is_not(None), CaseResolution.number.desc())
    )  # fmt: skip
    if agency_ids is not None:
        query = query.where(_concerns(agency_ids))
    return list(session.scalars(query))


def find_resolution(
    session: Session, partnership_id: int, resolution_id: str, agency_ids: frozenset[int] | None = None
) -> CaseResolution | None:
    """One of these by its id."""
    query = select(CaseResolution).where(
        CaseResolution.id == resolution_id, CaseResolution.partnership_id == partnership_id
    )
    if agency_ids is not None:
        query = query.where(_concerns(agency_ids))
    return session.scalar(query)


def without_identifiers(text: str, what: str) -> str:
    """The text without blank ends; ResolutionRefused where it is too long or could tell who somebody is."""
    said = text.strip()
    if len(said) > LONGEST:
        raise ResolutionRefused(f"{what}: use at most {LONGEST:,} characters.")
    found = [one for one in find_identifiers(said) if one.kind != "date"]
    if found:
        shown = ", ".join(dict.fromkeys(f"“{one.text}”" for one in found))
        raise ResolutionRefused(
            f"{what}: {shown} could tell who somebody is. Write it without names, dates of birth, numbers and places."
        )
    return said


def _concerns(agency_ids: frozenset[int]) -> ColumnElement[bool]:
    return or_(CaseResolution.raised_by_id.in_(agency_ids), CaseResolution.raised_with_id.in_(agency_ids))


def _check(session: Session, partnership_id: int, given: Disagreement, today: date) -> None:
    ours = {agency.id for agency in session.scalars(agencies_in_area(partnership_id))}
    if not {given.raised_by_id, given.raised_with_id} <= ours:
        raise ResolutionRefused("Choose two agencies that work in this partnership’s area.")
    if given.raised_by_id == given.raised_with_id:
        raise ResolutionRefused("Choose two different agencies: a disagreement inside one is not for this log.")
    if given.about not in DISPUTES:
        raise ResolutionRefused("Choose what the disagreement is about.")
    if not given.summary.strip():
        raise ResolutionRefused("Say in a few words what the disagreement is about.")
    if given.raised_on.year < today.year - LONGEST_AGO:
        raise ResolutionRefused(f"It was raised more than {LONGEST_AGO} years ago by this day. Check the year.")
    if given.raised_on > today:
        raise ResolutionRefused("The day on which it was raised is still to come. Check it.")
    if given.audit_case_id is not None and not _is_ours(session, partnership_id, given.audit_case_id):
        raise ResolutionRefused("Choose a case of an audit of this partnership, or none.")


def _is_ours(session: Session, partnership_id: int, case_id: str) -> bool:
    query = select(AuditCase.id).join(CaseAudit).where(CaseAudit.partnership_id == partnership_id)
    return session.scalar(query.where(AuditCase.id == case_id)) is not None


def _check_day(on: date, since: date, today: date) -> None:
    if on > today:
        raise ResolutionRefused("This day is still to come. Check it.")
    if on < since:
        raise ResolutionRefused(f"This day is before the present stage began, on {since:%d %B %Y}. Check it.")


def _lock_open(session: Session, resolution: CaseResolution, seen: int | None = None) -> None:
    session.refresh(resolution, with_for_update={"of": CaseResolution})
    session.expire(resolution, ["steps"])
    if not resolution.is_open:
        raise ResolutionRefused("This disagreement is closed. Raise a new one if it has come up again.")
    present = resolution.steps[-1]
    if seen is not None and seen != present.number:
        raise ResolutionRefused(
            f"Somebody has taken this disagreement to the stage “{present.name}” meanwhile. Look at it, then send this "
            "again."
        )


def _limit(on: date, days: int | None) -> date | None:
    """The last working day of a stage; None without a limit, and past the bank holidays that are known."""
    try:
        return add_working_days(on, days) if days is not None else None
    except ValueError:
        return None


def _begin_stage(session: Session, resolution: CaseResolution, stage: Stage, on: date, note: str, by: int) -> None:
    ends_by = _limit(on, stage.limit_days)
    step = ResolutionStep(
        resolution_id=resolution.id, number=stage.number, name=stage.name, began_on=on, limit_days=stage.limit_days,
        ends_by=ends_by, note=note, made_by_id=by,
    )  # fmt: skip
    session.add(step)
    session.flush()
    session.expire(resolution, ["steps"])
