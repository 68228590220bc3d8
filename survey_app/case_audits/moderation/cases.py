"""Taking a case up: the lock under which a panel writes, and who may not write any more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import refuse_blind_audit
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import AuditCase, CaseModeration, ModerationPanel
from survey_app.case_audits.moderation.refusals import ModerationRefused


def locked(session: Session, case: AuditCase) -> CaseModeration:
    """The moderation of a case, begun where it was not: nobody else writes it until the transaction ends.

    Raises
    ------
    StillBlind
        Before moderation opens.
    ModerationRefused
        Where the kind of audit has no panel, the case could not be used, or the audit has ended.
    """
    session.flush()
    session.expire_all()  # others may have written between the reading and the lock
    session.refresh(case, with_for_update={"key_share": True})
    refuse_closed(case)
    found = session.get(CaseModeration, case.id)
    if case.audit.state == "finished" and (found is None or found.signed_at is None):
        raise ModerationRefused("The audit is finished. Only a case that was signed off can still be revised.")
    if found is None:
        found = CaseModeration(case_id=case.id, seconds_spent=0, revision=0)
        session.add(found)
        session.flush()
    return found


def refuse_closed(case: AuditCase) -> None:
    """Refuse to moderate what is blind, has no panel, was called off or could not be used."""
    audit = case.audit
    if not KINDS[audit.kind].moderated:
        raise ModerationRefused(f"A {KINDS[audit.kind].name.lower()} has no panel: its returns stand as they are.")
    if audit.state == "cancelled":
        raise ModerationRefused("The audit was called off, so nothing more is moderated in it.")
    refuse_blind_audit(audit)
    if case.state != "in_use":
        raise ModerationRefused("This case could not be used, so it is not moderated.")


def begin(session: Session, case: AuditCase, panel: ModerationPanel, *, by: int | None) -> CaseModeration:
    """Take a case up at a meeting, or go on with it at a later one."""
    del by  # the view notes who did it
    if panel.audit_id != case.audit_id:
        raise ModerationRefused("That meeting is of another audit. Choose a meeting of this one.")
    moderation = locked(session, case)
    if moderation.signed_at is not None:
        raise ModerationRefused("The case is signed off. Who was there is changed at the meeting, with a reason.")
    moderation.panel_id = panel.id
    moderation.revision += 1
    session.flush()
    session.refresh(moderation, ["panel"])
    return moderation
