"""Which agencies are asked about which case, which were not involved, and by whom each return is made.

An agency that was not involved is not missing. Another auditor begins anew, under another ``draft_id``: what the first
had begun stays closed to everybody.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit, CaseVoice
from survey_app.case_audits.planning.people import auditors_of
from survey_app.case_audits.planning.plans import AuditRefused, hold, lock_audit
from survey_app.case_audits.planning.standing import begun_ids, count_asked, due_day, is_made
from survey_app.database import new_uuid
from survey_app.partnership.models import Footprint

ASKING = ("planning", "fieldwork", "moderation")  # a late return stays possible, and is marked as not blind
LONGEST = 2000


def ask_agency(session: Session, case: AuditCase, agency_id: int, *, by: int | None = None) -> AgencyReturn:
    """Ask an agency of the partnership for a return on a case; one that was “not involved” is asked after all."""
    audit = _locked(session, case)
    asked = session.scalar(
        select(AgencyReturn).where(AgencyReturn.case_id == case.id, AgencyReturn.agency_id == agency_id)
    )
    if asked is None:
        _check_agency(session, audit, case, agency_id)
        asked = AgencyReturn(case_id=case.id, agency_id=agency_id)
        session.add(asked)
    elif asked.involvement == "not_involved":
        _check_agency(session, audit, case, agency_id)
        asked.involvement, asked.not_involved_why, asked.settled_by_id = "asked", "", by
    session.flush()
    keep_population(session, audit)
    return asked


def mark_not_involved(session: Session, asked: AgencyReturn, why: str, *, by: int | None) -> None:
    """Record that an agency was not involved with a case, and why: it is not missing then, and not reminded."""
    audit, why = lock_asked(session, asked), why.strip()
    if is_made(session, asked):
        raise AuditRefused("The agency has made its return on this case, so it was involved.")
    if not 1 <= len(why) <= LONGEST:
        raise AuditRefused(f"Say why the agency was not involved, in at most {LONGEST:,} characters.")
    asked.involvement, asked.not_involved_why, asked.settled_by_id = "not_involved", why, by
    session.flush()
    keep_population(session, audit)


def withdraw(session: Session, asked: AgencyReturn) -> None:
    """Ask an agency no longer, as if it had never been asked. Not possible once its return is begun."""
    audit = lock_asked(session, asked)
    if is_made(session, asked) or begun_ids(session, [asked.draft_id]):
        raise AuditRefused(
            f"{asked.agency.name} has begun its return on {asked.case.pseudonym}. Mark the agency as not involved "
            "instead, with the reason."
        )
    session.delete(asked)
    session.flush()
    keep_population(session, audit)


def assign_auditor(
    session: Session, asked: AgencyReturn, user_id: int | None, *, by: int | None, outside_why: str = ""
) -> None:
    """Say who makes a return; None takes the name away.

    The person may make returns for this agency. Somebody of another agency needs ``outside_why``, which only those
    who manage the audit may give.
    """
    lock_asked(session, asked)
    if asked.auditor_id == user_id:
        return
    if asked.involvement != "asked":
        raise AuditRefused(f"{asked.agency.name} was not involved with {asked.case.pseudonym}, so nobody is named.")
    if is_made(session, asked):
        raise AuditRefused(f"The return of {asked.agency.name} on {asked.case.pseudonym} is made, so its author stays.")
    why = outside_why.strip()[:LONGEST]
    outside = _outside(session, asked, user_id) if user_id is not None else False
    if outside and not why:
        raise AuditRefused(
            f"That person audits for another agency than {asked.agency.name}. Choose somebody of the agency, or "
            "record why somebody else makes its return."
        )
    if asked.auditor_id is not None:
        _take_voices_away(session, asked)
        _begin_anew(asked)
    asked.auditor_id, asked.outside_why = user_id, why if outside else ""
    session.flush()


def extend(session: Session, asked: AgencyReturn, to: date, why: str, *, today: date) -> None:
    """Give one return a later day, for a reason that its auditor reads."""
    audit, why = lock_asked(session, asked), why.strip()
    before = due_day(audit, asked)
    if to < today:
        raise AuditRefused("The new day must be today or later.")
    if before is not None and to <= before:
        raise AuditRefused(f"The return is due on {before:%-d %B %Y} already. Choose a later day.")
    if not 1 <= len(why) <= LONGEST:
        raise AuditRefused(f"Say why there is more time, in at most {LONGEST:,} characters.")
    if is_made(session, asked) or asked.involvement != "asked":
        raise AuditRefused("Nothing is due from this agency on this case.")
    asked.extended_to, asked.extended_why = to, why
    session.flush()


def lock_asked(session: Session, asked: AgencyReturn) -> CaseAudit:
    """Hold the audit, then the return; the audit."""
    audit = _locked(session, asked.case)
    if not hold(session, asked):
        raise AuditRefused("This agency is no longer asked about this case.")
    return audit


def keep_population(session: Session, audit: CaseAudit) -> None:
    """Let the population of the audit's round be the number of returns asked for, while the round is open."""
    if audit.round is not None and audit.round.state == "open":
        audit.round.population_size = count_asked(session, audit)
        session.flush()


def _locked(session: Session, case: AuditCase) -> CaseAudit:
    lock_audit(session, case.audit, *ASKING)
    return case.audit


def _check_agency(session: Session, audit: CaseAudit, case: AuditCase, agency_id: int) -> None:
    if case.state != "in_use":
        raise AuditRefused(f"{case.pseudonym} is not used in the audit, so nobody is asked about it.")
    if session.get(Footprint, (audit.partnership_id, agency_id)) is None:
        raise AuditRefused("Only agencies that work in the partnership’s area are asked. Add it to the area first.")
    if KINDS[audit.kind].many_agencies:
        return
    another = session.scalar(
        select(AgencyReturn).where(
            AgencyReturn.case_id == case.id, AgencyReturn.agency_id != agency_id, AgencyReturn.involvement == "asked"
        )
    )
    if another is not None:
        raise AuditRefused(
            f"{another.agency.name} is asked about {case.pseudonym} already. In an audit of this kind one agency "
            "grades each case."
        )


def _outside(session: Session, asked: AgencyReturn, user_id: int) -> bool:
    """Whether somebody audits for other agencies only; refuses whoever makes no returns in this partnership."""
    known = {one.user.id: one for one in auditors_of(session, asked.case.audit.partnership_id)}
    if user_id not in known:
        raise AuditRefused("That person has no role that makes returns in this partnership. Give them one first.")
    return asked.agency_id not in known[user_id].agency_ids


def _take_voices_away(session: Session, asked: AgencyReturn) -> None:
    """Whoever no longer makes a return writes no voice down beside it either; the QA group can name them for it."""
    session.execute(
        update(CaseVoice)
        .where(
            CaseVoice.case_id == asked.case_id, CaseVoice.agency_id == asked.agency_id,
            CaseVoice.recorder_id == asked.auditor_id,
        )
        .values(recorder_id=None)
    )  # fmt: skip


def _begin_anew(asked: AgencyReturn) -> None:
    """What the first auditor had begun, declared and been reminded of is theirs alone."""
    asked.draft_id, asked.reminders, asked.made_ready_at = new_uuid(), [], None
    asked.declared_at, asked.conflict, asked.conflict_handling, asked.handled_by_id = None, "", "", None
