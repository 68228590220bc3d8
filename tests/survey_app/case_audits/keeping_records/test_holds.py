"""A hold on an audit keeps all of it, its key and the answers of its rounds; it is set and lifted for a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.case_audits.keeping_records.holds import HoldRefused, holds_of, is_held, lift_hold, set_hold
from survey_app.case_audits.models import CaseAudit, CaseVoice, DestructionCertificate
from survey_app.collect.models import Draft, SafetyAlert, Submission
from survey_app.partnership.models import RetentionRule
from survey_app.retention import GRACE_DAYS, add_default_rules, apply_retention
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case, make_returned
from tests.survey_app.factories import make_partnership, make_round, make_user

CLOSED = date(2012, 3, 1)
DUE = date(2025, 6, 1)


def old_audit(session: Session, **values: object) -> CaseAudit:
    """An audit of long ago with a return, and the suggested rules in force."""
    partnership = make_partnership(session)
    add_default_rules(session, partnership)
    audit = make_audit(
        session, partnership, state="finished", window_starts_on=date(2011, 1, 1), window_ends_on=date(2011, 12, 31),
        **values,
    )  # fmt: skip
    assert audit.round is not None
    audit.round.state, audit.round.closes_on = "closed", CLOSED
    make_returned(session, make_asked(session, make_case(session, audit)))
    session.flush()
    return audit


def run(session: Session) -> None:
    session.flush()
    for day in (DUE, DUE + timedelta(days=GRACE_DAYS)):
        session.expire_all()
        apply_retention(session, today=day)


def live_returns(session: Session, round_id: int | None) -> int:
    return session.query(Submission).filter(
        Submission.round_id == round_id, Submission.retention_state != "destroyed"
    ).count()  # fmt: skip


def test_a_held_audit_is_kept_with_its_answers_drafts_and_alerts_until_the_hold_is_lifted(session: Session) -> None:
    audit = old_audit(session)
    by, audit_id, round_id = make_user(session).id, audit.id, audit.round_id
    author = make_user(session)
    draft = Draft(round_id=round_id, author_id=author.id, updated_at=datetime(2012, 2, 1, tzinfo=UTC))
    alert = SafetyAlert(partnership_id=audit.partnership_id, round_id=round_id, draft_id="0" * 36, question="d1")
    session.add_all([draft, alert])
    set_hold(session, audit, reason="An inquiry asks for it.", by=by)
    draft_id, alert_id = draft.id, alert.id
    run(session)
    assert session.get(CaseAudit, audit_id) is not None
    assert live_returns(session, round_id) == 1
    assert session.get(Draft, draft_id) is not None
    assert session.get(SafetyAlert, alert_id) is not None
    lift_hold(session, session.get_one(CaseAudit, audit_id), why="The inquiry is closed.", by=by)
    run(session)
    assert live_returns(session, round_id) == 0
    assert session.query(CaseAudit).filter_by(id=audit_id).count() == 0


def test_a_hold_on_a_round_holds_the_audit_whose_returns_or_voices_it_holds(session: Session) -> None:
    audit = old_audit(session)
    voices = make_round(session, audit.partnership, state="closed", closes_on=CLOSED)
    session.add(CaseVoice(case_id=make_case(session, audit).id, whose="child", round_id=voices.id))
    session.flush()
    assert not is_held(session, audit)
    for round_ in (audit.round, voices):
        assert round_ is not None
        round_.legal_hold = True
        assert is_held(session, audit)
        run(session)
        assert session.get(CaseAudit, audit.id) is not None
        round_.legal_hold = False


def test_an_audit_waits_for_its_returns_whatever_its_own_rule(session: Session) -> None:
    audit = old_audit(session)
    audit_id, partnership_id = audit.id, audit.partnership_id
    rule = session.query(RetentionRule).filter_by(partnership_id=partnership_id, record_type="submission").one()
    rule.months = 600
    run(session)
    assert session.get(CaseAudit, audit_id) is not None
    rule.months = 36
    run(session)
    assert session.get(CaseAudit, audit_id) is None
    certificate = session.query(DestructionCertificate).filter_by(partnership_id=partnership_id).one()
    assert "84 months after their window ended" in certificate.rule
    assert certificate.confirmed_by is None


def test_an_audit_that_never_had_a_round_goes_by_its_rule_too(session: Session) -> None:
    partnership = make_partnership(session)
    add_default_rules(session, partnership)
    audit = make_audit(session, partnership, state="planning", window_starts_on=CLOSED, window_ends_on=CLOSED)
    audit_id = audit.id
    run(session)
    assert session.get(CaseAudit, audit_id) is None


def test_a_hold_and_its_lifting_say_why_by_whom_and_when(session: Session) -> None:
    audit = make_audit(session)
    by, other = make_user(session), make_user(session)
    for call in (
        lambda: set_hold(session, audit, reason=" ", by=by.id),
        lambda: lift_hold(session, audit, why="x", by=1),
    ):
        with pytest.raises(HoldRefused):
            call()
    set_hold(session, audit, reason="A court asks.", by=by.id)
    with pytest.raises(HoldRefused):
        set_hold(session, audit, reason="Again.", by=by.id)
    with pytest.raises(HoldRefused):
        lift_hold(session, audit, why="", by=other.id)
    lift_hold(session, audit, why="The court has them.", by=other.id)
    (kept,) = holds_of(session, audit)
    assert (kept.reason, kept.set_by, kept.lifted_why, kept.lifted_by) == (
        "A court asks.", by, "The court has them.", other,
    )  # fmt: skip
