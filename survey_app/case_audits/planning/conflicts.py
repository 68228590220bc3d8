"""Conflicts of interest: nobody audits their own work, everybody says so for each case, and somebody else decides.

The exception is an audit in which people audit their own work by design (``Kind.own_work``).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from survey_app.case_audits.models import AgencyReturn
from survey_app.case_audits.planning.asking import LONGEST, lock_asked
from survey_app.case_audits.planning.plans import AuditRefused
from survey_app.case_audits.planning.standing import is_made, needs_declaration
from survey_app.errors import Conflict


def declare(session: Session, asked: AgencyReturn, conflict: str, *, by: int, at: datetime) -> None:
    """Record what the auditor of a return declares about its case; an empty text means that they do not know it.

    Another conflict than before is decided on anew, by somebody who reads the former one as well. Nobody takes their
    own conflict back: that it was none is for whoever decides to say, or another auditor is named.
    """
    lock_asked(session, asked)
    conflict = conflict.strip()
    if by != asked.auditor_id:
        raise AuditRefused("Only the auditor of this return says whether they know the case.", title="Not your return")
    if is_made(session, asked):
        raise AuditRefused("The return is made, so what was declared before it stays as it is.")
    if asked.conflict and not conflict:
        raise AuditRefused(
            "You have declared a conflict of interest, so somebody else decides about it. If it was a mistake, say so "
            "in the description: whoever decides reads it."
        )
    if asked.conflict not in conflict:
        conflict = f"{asked.conflict}\n\nAdded: {conflict}"
    if len(conflict) > LONGEST:
        raise AuditRefused(f"Describe the conflict in at most {LONGEST:,} characters.")
    if conflict != asked.conflict:
        asked.conflict_handling, asked.handled_by_id = "", None
    asked.conflict, asked.declared_at = conflict, at
    session.flush()


def handle_conflict(session: Session, asked: AgencyReturn, handling: str, *, seen: str, by: int) -> None:
    """Record why a declared conflict stands; ``seen`` is the conflict as whoever decides has read it.

    The other way is :func:`survey_app.case_audits.planning.asking.assign_auditor`: somebody else makes the return.
    """
    lock_asked(session, asked)
    handling = handling.strip()
    if by == asked.auditor_id:
        raise AuditRefused("Somebody else decides about a conflict of interest of your own.")
    if not asked.conflict:
        raise AuditRefused("There is no conflict to decide on: the declaration has been changed meanwhile.")
    if " ".join(seen.split()) != " ".join(asked.conflict.split()):
        raise Conflict("The declaration was changed meanwhile. Read it again before you decide.")
    if not 1 <= len(handling) <= LONGEST:
        raise AuditRefused(f"Say why this person can make the return all the same, in at most {LONGEST:,} characters.")
    asked.conflict_handling, asked.handled_by_id = handling, by
    session.flush()


def conflict_refusal(asked: AgencyReturn) -> str:
    """Why the auditor cannot begin or go on with a return, for a conflict of interest; empty where they can."""
    if not needs_declaration(asked):
        return ""
    if asked.declared_at is None:
        return "Say first whether you know the child, the family or the work of this case."
    if asked.conflict and not asked.conflict_handling:
        return (
            "You have declared a conflict of interest. The QA group or your agency’s lead decides who makes this "
            "return; until then it stays as it is."
        )
    return ""
