"""A rubric is proposed to an agency, talked about, agreed and locked; only then fieldwork can begin."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import record
from survey_app.database import now
from survey_app.errors import UserError
from survey_app.partnership.models import Agency
from survey_app.walkabouts.cycles.people import MANAGE, leads_of, people_with, tell
from survey_app.walkabouts.cycles.rubrics import RubricRefused
from survey_app.walkabouts.models import Rubric, RubricRemark, Section11Assessment

LONGEST_REMARK = 5000
PROPOSED = """\
The rubric of the Section 11 assessment of {title} has been proposed to you: version {number} of “{cycle}”.

Sign in to Walkabout, open “Your agency”, read what good looks like for each standard, and agree or comment.
Fieldwork begins only after it has been agreed.
"""
REMARKED = """\
{agency} has {did} the rubric of its Section 11 assessment (version {number} of “{cycle}”).

Sign in to Walkabout and open the assessment of {title} under Walkabouts.
"""


def propose_rubric(session: Session, assessment: Section11Assessment, rubric: Rubric, *, by: int | None) -> None:
    """Put a version to the agency, in place of any proposed before; its leads are told."""
    _lock_open(session, assessment)
    if rubric.cycle_id != assessment.cycle_id:
        raise RubricRefused("That rubric belongs to another cycle.")
    if assessment.rubric_id == rubric.id:
        raise RubricRefused(f"Version {rubric.number} is proposed already, and waits for the agency.")
    assessment.rubric = rubric
    session.flush()
    _log(session, assessment, "rubric proposed", by)
    for member in assessment.members:
        people = leads_of(session, assessment.partnership_id, member.agency_id)
        if people:
            tell(
                session, assessment.partnership, people, subject=f"Rubric to agree: {assessment.title}",
                body=PROPOSED.format(
                    title=assessment.title, number=rubric.number, cycle=assessment.cycle.title
                ), about=assessment.id,
            )  # fmt: skip


def remark_on_rubric(
    session: Session, assessment: Section11Assessment, text: str, *, agency: Agency | None, by: int | None
) -> RubricRemark:
    """Keep a comment on the proposed version; the QA group is told what an agency says, the agency reads the reply."""
    _lock_open(session, assessment)
    rubric = _proposed(assessment)
    text = text.strip()
    if not text:
        raise UserError("Write what you would change, or agree to the rubric.")
    if len(text) > LONGEST_REMARK:
        raise UserError(f"The comment is longer than {LONGEST_REMARK:,} characters. Shorten it.")
    remark = _add(session, assessment, rubric, agency, by, kind="comment", text=text)
    if agency is not None:
        _tell_managers(session, assessment, rubric, agency, "commented on")
    return remark


def agree_rubric(session: Session, assessment: Section11Assessment, agency: Agency, number: int, *, by: int) -> bool:
    """An agency agrees to a version, in the app. It is locked when every member has; True when it is.

    Parameters
    ----------
    number : int
        The version that the person has read: if another was proposed meanwhile, nothing is agreed.
    """
    _lock_open(session, assessment)
    rubric = _proposed(assessment)
    if rubric.number != number:
        raise RubricRefused(f"Version {rubric.number} has been proposed meanwhile. Read it, then agree.")
    if agency.id not in {member.agency_id for member in assessment.members}:
        raise RubricRefused(f"{agency.name} is not assessed here.")
    agreed = agencies_agreed(session, assessment)
    if agency.id not in agreed:
        _add(session, assessment, rubric, agency, by, kind="agreed")
        _tell_managers(session, assessment, rubric, agency, "agreed to")
        agreed = {*agreed, agency.id}
    if {member.agency_id for member in assessment.members} <= set(agreed):
        _lock_rubric(session, assessment, agreed_by=_agreed_names(assessment), on=now().date(), by=by)
    return assessment.rubric_locked_at is not None


def record_agreement(
    session: Session, assessment: Section11Assessment, *, agreed_by: str, on: date, today: date, by: int | None
) -> None:
    """The QA group records who agreed outside the app, by role, and when; the rubric is locked with it."""
    _lock_open(session, assessment)
    _proposed(assessment)
    if not agreed_by.strip():
        raise UserError("Say who agreed for the agency, by role.")
    if on > today:
        raise UserError("The day of the agreement cannot be in the future.")
    _lock_rubric(session, assessment, agreed_by=agreed_by.strip()[:200], on=on, by=by)


def remarks_on(session: Session, assessment: Section11Assessment) -> list[RubricRemark]:
    """What was said and agreed, in order."""
    return list(
        session.scalars(
            select(RubricRemark)
            .where(RubricRemark.assessment_id == assessment.id)
            .order_by(RubricRemark.at, RubricRemark.kind.desc(), RubricRemark.id)
        )
    )


def agencies_agreed(session: Session, assessment: Section11Assessment) -> Collection[int]:
    """The members that have agreed to the version proposed now."""
    agreed = session.scalars(
        select(RubricRemark.agency_id).where(
            RubricRemark.assessment_id == assessment.id,
            RubricRemark.rubric_id == assessment.rubric_id,
            RubricRemark.kind == "agreed",
        )
    )
    return {agency_id for agency_id in agreed if agency_id is not None}


def _lock_open(session: Session, assessment: Section11Assessment) -> None:
    """Two who act on one rubric do it one after the other; what is locked is never touched again."""
    session.flush()
    session.refresh(assessment, with_for_update={"key_share": True})
    if assessment.rubric_locked_at is not None:
        number = assessment.rubric.number if assessment.rubric is not None else 0
        raise RubricRefused(f"Version {number} has been agreed and locked for {assessment.title}. It stays as it is.")
    if assessment.stage != "planned":
        raise RubricRefused(f"The assessment of {assessment.title} is past its planning, so its rubric stays.")


def _proposed(assessment: Section11Assessment) -> Rubric:
    if assessment.rubric is None:
        raise RubricRefused("No version has been proposed to the agency yet.")
    return assessment.rubric


def _add(
    session: Session, assessment: Section11Assessment, rubric: Rubric, agency: Agency | None, by: int | None, *,
    kind: str, text: str = "",
) -> RubricRemark:  # fmt: skip
    remark = RubricRemark(
        assessment_id=assessment.id, rubric_id=rubric.id, agency_id=agency.id if agency else None, user_id=by,
        kind=kind, text=text,
    )  # fmt: skip
    session.add(remark)
    session.flush()
    _log(session, assessment, "rubric agreed" if kind == "agreed" else "rubric commented on", by)
    return remark


def _lock_rubric(
    session: Session, assessment: Section11Assessment, *, agreed_by: str, on: date, by: int | None
) -> None:
    assessment.rubric_agreed_by, assessment.rubric_agreed_on = agreed_by, on
    assessment.rubric_locked_at = now()
    session.flush()
    _log(session, assessment, "rubric locked", by)


def _agreed_names(assessment: Section11Assessment) -> str:
    """Who agreed, as the page says it: the agency's safeguarding lead, or those of all members."""
    if len(assessment.members) == 1:
        return "The agency’s lead"
    return f"The leads of all {len(assessment.members)} members"


def _tell_managers(session: Session, assessment: Section11Assessment, rubric: Rubric, agency: Agency, did: str) -> None:
    tell(
        session, assessment.partnership, people_with(session, assessment.partnership_id, MANAGE),
        subject=f"Rubric {did}: {assessment.title}",
        body=REMARKED.format(
            agency=agency.name, did=did, number=rubric.number, cycle=assessment.cycle.title, title=assessment.title
        ), about=assessment.id,
    )  # fmt: skip


def _log(session: Session, assessment: Section11Assessment, action: str, by: int | None) -> None:
    version = assessment.rubric.number if assessment.rubric is not None else None
    record(
        session, action, actor_id=by, partnership_id=assessment.partnership_id,
        subject=f"section 11 assessment {assessment.id}", details={"version": version},
    )  # fmt: skip
