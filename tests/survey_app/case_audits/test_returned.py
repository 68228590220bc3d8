"""Returns are read through one door, which stays shut until moderation opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.case_audits.blindness import StillBlind
from survey_app.case_audits.returned import returned_answers
from survey_app.collect.models import SubmissionRevision
from survey_app.database import now
from tests.survey_app.case_audits.audit_factories import case_document, make_asked, make_audit, make_case, make_returned


def test_nobody_reads_a_return_before_moderation_opens(session: Session) -> None:
    audit = make_audit(session)
    make_returned(session, make_asked(session, make_case(session, audit)))
    with pytest.raises(StillBlind):
        returned_answers(session, audit)


def test_what_came_after_the_opening_is_not_blind_and_a_change_leaves_the_blind_answers(session: Session) -> None:
    audit = make_audit(session, state="moderation", opened_at=now() - timedelta(days=1))
    case = make_case(session, audit)
    before = now() - timedelta(days=2)
    early = make_returned(session, make_asked(session, case), case_document(case, b1="good"), at=before)
    early.revisions.append(
        SubmissionRevision(number=2, document=case_document(case, b1="inadequate"), content_hash="1" * 64)
    )
    make_returned(session, make_asked(session, case))
    session.flush()
    found = {one.document["b1"]: one for one in returned_answers(session, audit)}
    changed = found["inadequate"]
    assert changed.blind is not None
    assert changed.blind["b1"] == "good"
    assert changed.changed_since
    assert not changed.not_blind
    assert [one.not_blind for one in found.values()].count(True) == 1
