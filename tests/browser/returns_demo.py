"""Returns and voices that the browser tests look at: one to declare, one begun, one sent, and what the panel reads."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.returns.services import begin_return
from survey_app.case_audits.returns.voices import VOICE_FORMS, ask_voice, begin_voice
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.database import new_uuid, now
from survey_app.designer.services import find_instrument
from survey_app.partnership.models import Partnership
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case, make_returned
from tests.survey_app.factories import make_agency, make_round, publish

SAID = {
    "gathered": "yes", "asked_by": "known_worker", "asked_how": ["talking"], "parent_agreed": "yes",
    "child_agreed": "yes", "would_wish": "That somebody tells me what happens (constructed).", "told_next": "yes",
}  # fmt: skip


def prepare_returns(session: Session, partnership: Partnership, auditor: User) -> dict[str, Any]:
    """An audit in fieldwork that asks the auditor for three returns, and one in moderation with a voice."""
    if find_instrument(session, partnership.id, VOICE_FORMS["child"]) is None:
        publish(session, partnership, VOICE_FORMS["child"])
    instrument = find_instrument(session, partnership.id, "case-audit")
    assert instrument is not None
    round_ = make_round(session, partnership, instrument.versions[-1], title="Exploitation: returns (constructed)")
    audit = make_audit(
        session, partnership, title="Exploitation (constructed)", round=round_, returns_due_on=date(2099, 3, 1)
    )
    agency = make_agency(session, partnership)
    agency.name = "Example Hospital Trust (constructed)"
    cases = [make_case(session, audit) for _ in range(3)]
    asked = [make_asked(session, case, agency=agency, auditor=auditor, declared_at=now()) for case in cases]
    asked[1].declared_at = None
    draft = begin_return(session, asked[0], auditor)
    make_returned(session, asked[2])
    voice = ask_voice(session, cases[0], "child", recorder_id=auditor.id, agency_id=agency.id)
    written = begin_voice(session, voice, auditor)
    return {
        "own_return": asked[0].id, "own_return_draft": draft.id, "own_returns": round_.slug,
        "undeclared_return": asked[1].id, "handed_in_return": asked[2].id, "blind_audit": audit.slug,
        "voice_round": written.round.slug, "voice_draft": written.id,
        "voiced_audit": _with_a_voice(session, partnership, auditor).slug,
    }  # fmt: skip


def _with_a_voice(session: Session, partnership: Partnership, auditor: User) -> CaseAudit:
    instrument = find_instrument(session, partnership.id, "case-audit")
    assert instrument is not None
    round_ = make_round(session, partnership, instrument.versions[-1], title="Early help: returns (constructed)")
    audit = make_audit(session, partnership, title="Early help (constructed)", round=round_)
    case = make_case(session, audit)
    said = ask_voice(session, case, "child", recorder_id=auditor.id)
    draft = begin_voice(session, said, auditor)
    submission = Submission(
        id=draft.id, round_id=draft.round_id, version_id=draft.round.version_id, author_id=auditor.id, reference="CV-1"
    )
    digest = new_uuid().replace("-", "") * 2
    submission.revisions = [SubmissionRevision(number=1, document=draft.document | SAID, content_hash=digest)]
    session.add(submission)
    session.delete(draft)
    ask_voice(session, case, "parent", recorder_id=auditor.id)
    audit.state, audit.opened_at = "moderation", now()
    session.flush()
    return audit
