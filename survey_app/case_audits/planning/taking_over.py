"""A single-agency audit feeds one of many agencies: its cases are brought along, and authors take their returns up.

Nobody but its author reads an earlier return, and nobody else takes it up. What they take up is a draft of theirs,
which they read again and send; what was answered about a child's safety is asked anew.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.planning.asking import ask_agency, assign_auditor
from survey_app.case_audits.planning.matrix import cases_in_use
from survey_app.case_audits.planning.people import auditors_of
from survey_app.case_audits.planning.plans import AuditRefused, lock_audit
from survey_app.case_audits.returns.known import known_of_return, taken_by_form
from survey_app.case_audits.returns.services import begin_return
from survey_app.collect.entry_ids import with_entry_ids
from survey_app.collect.models import Draft, Submission
from survey_app.collect.safety import is_safety_item
from survey_app.collect.wording import Speaker
from survey_app.designer.services import compiled_version

BANDS = ("pseudonym", "selection", "stratum", "age_band", "sex", "ethnic_group", "disability", "plan_status",
         "locality_id")  # fmt: skip


def audits_to_bring(session: Session, audit: CaseAudit) -> list[CaseAudit]:
    """The single-agency audits of the partnership whose cases can be brought into an audit of the same form."""
    kind = KINDS[audit.kind]
    fitting = [one.key for one in KINDS.values() if one.form_id == kind.form_id and not one.many_agencies]
    if not kind.many_agencies or not fitting:
        return []
    rows = session.scalars(
        select(CaseAudit)
        .where(
            CaseAudit.partnership_id == audit.partnership_id, CaseAudit.kind.in_(fitting),
            CaseAudit.state.not_in(("planning", "cancelled")),
        )
        .order_by(CaseAudit.id.desc())
    )  # fmt: skip
    return list(rows)


def bring_cases(session: Session, audit: CaseAudit, source: CaseAudit, *, by: int | None) -> int:
    """Bring the cases of a single-agency audit along, under their pseudonyms, and ask its agency about them; how many.

    A case that is there already is left as it is. Its auditor is named again where they may still make returns.
    """
    lock_audit(session, audit, "planning", "fieldwork")
    if source.id not in {one.id for one in audits_to_bring(session, audit)}:
        raise AuditRefused("Choose a single-agency audit of this partnership.")
    there = set(session.scalars(select(AuditCase.pseudonym).where(AuditCase.audit_id == audit.id)))
    number = session.scalar(select(func.max(AuditCase.number)).where(AuditCase.audit_id == audit.id)) or 0
    people = {one.user.id: one.agency_ids for one in auditors_of(session, audit.partnership_id)}
    fresh = [case for case in cases_in_use(session, source) if case.pseudonym not in there]
    for position, case in enumerate(fresh, number + 1):
        made = AuditCase(audit_id=audit.id, number=position, **{name: getattr(case, name) for name in BANDS})
        session.add(made)
        session.flush()
        for asked in session.scalars(select(AgencyReturn).where(AgencyReturn.case_id == case.id)).all():
            if asked.involvement == "asked":
                again = ask_agency(session, made, asked.agency_id, by=by)
                if asked.agency_id in people.get(asked.auditor_id or 0, ()):
                    assign_auditor(session, again, asked.auditor_id, by=by)
    return len(fresh)


def earlier_return(session: Session, asked: AgencyReturn, user_id: int) -> Submission | None:
    """What this person returned on the same case, for the same agency, in a single-agency audit; the newest."""
    audit = asked.case.audit
    fitting = [one.id for one in audits_to_bring(session, audit) if one.id != audit.id]
    if asked.auditor_id != user_id or not fitting:
        return None
    return session.scalars(
        select(Submission)
        .join(AgencyReturn, AgencyReturn.draft_id == Submission.id)
        .join(AuditCase, AuditCase.id == AgencyReturn.case_id)
        .where(
            AuditCase.audit_id.in_(fitting), AuditCase.pseudonym == asked.case.pseudonym,
            AgencyReturn.agency_id == asked.agency_id, Submission.author_id == user_id,
            Submission.retention_state != "destroyed",
        )
        .order_by(AuditCase.audit_id.desc())
        .limit(1)
    ).first()  # fmt: skip


def take_over(session: Session, asked: AgencyReturn, user: User) -> Draft:
    """Begin a return with what its author returned before. They read it again, answer what is new, and send it.

    Refused for a return that is begun already: what is written there stays.
    """
    source = earlier_return(session, asked, user.id)
    if source is None or not source.revisions:
        raise AuditRefused("You have made no return on this case in a single-agency audit.")
    if session.get(Draft, asked.draft_id) is not None:
        raise AuditRefused("You have begun this return already. What you wrote there stays.")
    draft = begin_return(session, asked, user)
    draft.document = _document(session, asked, source, draft, user)
    session.flush()
    return draft


def _document(
    session: Session, asked: AgencyReturn, source: Submission, draft: Draft, user: User
) -> dict[str, Any]:  # fmt: skip
    compiled = compiled_version(draft.version)
    revision = source.revisions[-1]
    answers = dict(revision.document)
    if (revision.version_id or source.version_id) != draft.version.id:
        answers = taken_by_form(compiled, answers)
    asked_anew = {item.name for item in compiled.items if is_safety_item(item)}
    kept = {name: value for name, value in answers.items() if name not in asked_anew}
    known = taken_by_form(compiled, known_of_return(session, asked))
    before = dict(draft.document)
    speaker = Speaker(compiled, username=user.email)
    return with_entry_ids(speaker.recalculated(before | kept | known, previous=before))
