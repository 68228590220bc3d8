"""Submitting a period: by the agency itself, once, and corrected with a reason; every revision stays."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from analysis.indicators import Counted
from analysis.indicators.periods import last_day, period_label, period_of
from survey_app.case_audits.locking import lock_row
from survey_app.errors import UserError
from survey_app.forums.replies.telling import telling_in
from survey_app.programme.indicators.checking import Checked, Typed, check_typed
from survey_app.programme.indicators.defining import version_in
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorOwner, IndicatorSubmission

LONGEST_REASON = 2_000


class SubmissionRefused(UserError):
    """A period cannot be submitted so; the message says why and what to do."""

    status = 422


def check_period(
    session: Session, adoption: IndicatorAdoption, agency_id: int, start: date, typed: Typed
) -> Checked:  # fmt: skip
    """What was typed for a period, held against the agency's own figures of the periods before."""
    version = version_in(adoption.definition, start)
    past = _past(session, adoption, agency_id, start, version.valid_from if version.number > 1 else date.min)
    return check_typed(adoption.definition.measure, version, typed, past)


def submit(
    session: Session,
    adoption: IndicatorAdoption,
    agency_id: int,
    start: date,
    typed: Typed,
    *,
    by_id: int | None,
    today: date,
    reason: str = "",
    seen: int = 0,
    came_by: str = "form",
) -> IndicatorSubmission | None:
    """Store a period of an agency.

    Parameters
    ----------
    reason : str
        Why a figure that is there is corrected.
    seen : int
        The revision that the person saw; 0 where they saw none.

    Returns
    -------
    IndicatorSubmission or None
        None where exactly this is there already: sent twice, it counts once.

    Raises
    ------
    SubmissionRefused
        Where the period is not over or not asked for, a number cannot be, a doubt has no comment, somebody else has
        submitted meanwhile, or a correction has no reason.
    """
    lock_row(session, adoption)
    # Whoever changes how it is counted waits until this is stored, or this is read in the new way.
    session.refresh(adoption.definition, with_for_update={"read": True, "key_share": True})
    session.expire(adoption.definition, ["versions"])
    label = period_label(start, adoption.definition.every)
    _check_asked(adoption, agency_id, start, today, label)
    checked = check_period(session, adoption, agency_id, start, typed)
    if checked.counted is None:
        raise SubmissionRefused(f"{label}: {checked.problems[0].text}")
    if checked.asks:
        raise SubmissionRefused(f"{label}: {checked.asks[0]} Check it, and say in a comment why it is so.")
    present = newest(session, adoption, agency_id, start)
    if present is not None and (present.value, present.base) == (checked.counted.value, checked.counted.base):
        return None
    _check_revision(session, adoption, present, seen, reason, label)
    _refuse_telling(session, adoption.partnership_id, checked.comment, reason)
    made = IndicatorSubmission(
        partnership_id=adoption.partnership_id, definition_id=adoption.definition_id, agency_id=agency_id,
        period_start=start, revision=1 if present is None else present.revision + 1, value=checked.counted.value,
        base=checked.counted.base, confirmed_why=checked.comment, reason="" if present is None else reason.strip(),
        came_by=came_by, submitted_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def newest(session: Session, adoption: IndicatorAdoption, agency_id: int, start: date) -> IndicatorSubmission | None:
    """What counts of an agency's period."""
    query = _of(adoption, agency_id).where(IndicatorSubmission.period_start == start)
    return session.scalar(query.order_by(IndicatorSubmission.revision.desc()).limit(1))


def revisions(session: Session, adoption: IndicatorAdoption, agency_id: int, start: date) -> list[IndicatorSubmission]:
    """All that was ever submitted of a period, the newest first."""
    query = _of(adoption, agency_id).where(IndicatorSubmission.period_start == start)
    return list(session.scalars(query.order_by(IndicatorSubmission.revision.desc())))


def _of(adoption: IndicatorAdoption, agency_id: int) -> Select[IndicatorSubmission]:
    return select(IndicatorSubmission).where(
        IndicatorSubmission.partnership_id == adoption.partnership_id,
        IndicatorSubmission.definition_id == adoption.definition_id,
        IndicatorSubmission.agency_id == agency_id,
    )


def _past(
    session: Session, adoption: IndicatorAdoption, agency_id: int, before: date, since: date
) -> list[Counted]:  # fmt: skip
    rows = session.scalars(
        _of(adoption, agency_id)
        .where(IndicatorSubmission.period_start < before, IndicatorSubmission.period_start >= since)
        .order_by(IndicatorSubmission.period_start, IndicatorSubmission.revision)
    )
    counts = {row.period_start: Counted(value=row.value, base=row.base) for row in rows}  # the last revision stays
    return list(counts.values())


def _check_asked(adoption: IndicatorAdoption, agency_id: int, start: date, today: date, label: str) -> None:
    if start != period_of(start, adoption.definition.every):
        raise SubmissionRefused("This is no first day of a period of this indicator. Open its page again.")
    if last_day(start, adoption.definition.every) >= today:
        raise SubmissionRefused(f"{label} is not over yet. Submit it from the day after its last.")
    if not any(_is_asked(adoption, one, start) for one in adoption.owners if one.agency_id == agency_id):
        raise SubmissionRefused(f"This agency is not asked for {label}. The QA group says who submits what.")


def _is_asked(adoption: IndicatorAdoption, owner: IndicatorOwner, start: date) -> bool:
    first = max(adoption.first_period, owner.first_period)
    ends = [one for one in (adoption.last_period, owner.last_period) if one is not None]
    return first <= start and all(start <= one for one in ends)


def _check_revision(
    session: Session, adoption: IndicatorAdoption, present: IndicatorSubmission | None, seen: int, reason: str,
    label: str,
) -> None:  # fmt: skip
    there = 0 if present is None else present.revision
    if there != seen:
        raise SubmissionRefused(
            f"{label}: somebody of your agency has submitted this meanwhile. Look at what is there; if yours is right, "
            "correct it with a reason."
        )
    if present is not None and not reason.strip():
        raise SubmissionRefused(f"{label}: say why the figure is corrected.")
    if len(reason) > LONGEST_REASON:
        raise SubmissionRefused(f"{label}: use at most {LONGEST_REASON:,} characters for the reason.")


def _refuse_telling(session: Session, partnership_id: int, comment: str, reason: str) -> None:
    found = telling_in(session, partnership_id, (("the comment", comment), ("the reason", reason)))
    if found:
        words = ", ".join(f"“{one.text}”" for one in found)
        raise SubmissionRefused(f"{words} could tell who somebody is. Write it without names, numbers and places.")
