"""Reminders go out once each, only to whoever has something to return; and no message says anything of a return."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning import mailing, reminders
from survey_app.case_audits.planning.asking import assign_auditor, extend, mark_not_involved
from survey_app.case_audits.planning.audits import begin_fieldwork, cancel_audit, open_moderation
from survey_app.case_audits.planning.conflicts import declare, handle_conflict
from survey_app.database import now
from survey_app.jobs import PERIODIC
from survey_app.mail import OutboxMessage, compose
from tests.survey_app.case_audits.audit_factories import make_returned
from tests.survey_app.case_audits.planning.planned import SECRET, Planned, make_planned
from tests.survey_app.factories import make_user


def _remind(session: Session, found: Planned, days: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let it be so many days before the returns are due; how many people are reminded."""
    assert found.audit.returns_due_on is not None
    day = found.audit.returns_due_on - timedelta(days=days)
    monkeypatch.setattr(mailing, "_today", lambda: day)
    return reminders.remind(session, found.audit, day)


def test_each_reminder_goes_out_once_and_a_late_one_too(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    found = make_planned(session, state="fieldwork")
    counts = [_remind(session, found, days, monkeypatch) for days in (20, 14, 13, 7, 7, 1, 0, -1, -1, -9)]
    assert counts == [0, 2, 0, 2, 0, 2, 0, 2, 0, 0]


def test_of_reminders_that_were_missed_one_is_sent(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    found = make_planned(session, state="fieldwork")
    assert [_remind(session, found, days, monkeypatch) for days in (1, 1, 0)] == [2, 0, 0]


def test_nobody_is_reminded_of_what_is_returned_or_was_not_theirs(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = make_planned(session, state="fieldwork")
    make_returned(session, found.asked[0])
    mark_not_involved(session, found.asked[2], "Never known to us.", by=found.qa.id)
    assert _remind(session, found, 7, monkeypatch) == 1
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == mailing.REMINDER)).one()
    assert message.to_address == found.officer.email


def test_with_more_time_the_reminders_follow_the_new_day(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    found = make_planned(session, state="fieldwork")
    assert found.audit.returns_due_on is not None
    for asked in (found.asked[0], found.asked[2]):
        extend(session, asked, found.audit.returns_due_on + timedelta(days=30), "Leave.", today=today())
    assert _remind(session, found, 7, monkeypatch) == 1  # the officer
    assert _remind(session, found, -23, monkeypatch) == 2  # the nurse seven days before, the officer late


def test_a_message_is_written_as_it_is_sent_and_called_off_when_nothing_is_left(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    messages = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == mailing.ASKED)).all()
    mine = next(one for one in messages if one.to_address == found.nurse.email)
    text = compose(session, mine)
    assert isinstance(text, str)
    assert all(case.pseudonym in text for case in found.cases)
    assert f"http://localhost/p/{found.partnership.slug}/my-returns/" in text
    make_returned(session, found.asked[0])
    text = compose(session, mine)
    assert isinstance(text, str)
    assert found.cases[0].pseudonym not in text
    make_returned(session, found.asked[2])
    assert compose(session, mine) is None


def test_no_message_says_anything_of_a_return_or_of_a_declaration(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = make_planned(session, state="fieldwork")
    make_returned(session, found.asked[0], {"overall": "inadequate", "why": SECRET})
    declare(session, found.asked[2], "I know the mother.", by=found.nurse.id, at=now())
    midwife = make_user(session, found.partnership, roles=("auditor",), agency=found.health)
    _remind(session, found, 7, monkeypatch)
    monkeypatch.undo()
    open_moderation(session, found.audit, by=found.qa.id)
    assign_auditor(session, found.asked[2], midwife.id, by=found.qa.id)
    assert mailing.tell_auditors(session, found.audit) == 1
    extend(session, found.asked[2], today() + timedelta(days=60), "Taken over.", today=today())
    mailing.tell_extended(session, found.audit, found.asked[2])
    composed = [compose(session, one) for one in session.scalars(select(OutboxMessage))]
    cancel_audit(session, found.audit, "Looked at elsewhere.", by=found.qa.id, today=today())
    sent = session.scalars(select(OutboxMessage)).all()
    assert {one.kind for one in sent} >= {
        mailing.ASKED, mailing.REMINDER, mailing.EXTENDED, mailing.CALLED_OFF
    }  # fmt: skip
    words = " ".join([*(one.subject + one.body for one in sent), *(str(text) for text in composed)])
    for secret in ("inadequate", "Inadequate", SECRET, "I know the mother", "from_5_to_9", "child_protection"):
        assert secret not in words


def test_whoever_is_named_later_is_told_once(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    assert mailing.tell_auditors(session, found.audit) == 0
    midwife = make_user(session, found.partnership, roles=("auditor",), agency=found.health)
    assign_auditor(session, found.asked[0], midwife.id, by=found.qa.id)
    assert [mailing.tell_auditors(session, found.audit) for _ in range(2)] == [1, 0]


def test_leads_are_asked_once_to_name_whoever_is_missing(session: Session) -> None:
    found = make_planned(session)
    leads = [make_user(session, found.partnership, roles=("agency_lead",), agency=found.health) for _ in range(2)]
    make_user(session, found.partnership, roles=("agency_lead",), agency=found.police)
    for number in (0, 2):
        assign_auditor(session, found.asked[number], None, by=found.qa.id)
    begin_fieldwork(session, found.audit, by=found.qa.id, today=today())
    assert mailing.tell_leads(session, found.audit) == 0
    messages = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == mailing.UNNAMED)).all()
    assert sorted(one.to_address for one in messages) == sorted(lead.email for lead in leads)
    text = compose(session, messages[0])
    assert isinstance(text, str)
    assert "2 returns" in text
    assert found.police.name not in text
    for number in (0, 2):
        assign_auditor(session, found.asked[number], found.nurse.id, by=leads[0].id)
    assert compose(session, messages[0]) is None


def test_nobody_is_told_or_reminded_before_fieldwork_or_after_the_end(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = make_planned(session)
    assert mailing.tell_auditors(session, found.audit) == 0
    assert _remind(session, found, 7, monkeypatch) == 0
    monkeypatch.undo()
    cancel_audit(session, found.audit, "Not needed.", by=found.qa.id, today=today())
    assert _remind(session, found, 1, monkeypatch) == 0


def test_the_worker_reminds_every_day(app: Flask, session: Session) -> None:
    found = make_planned(session, state="fieldwork", returns_due_on=today() + timedelta(days=7), panel_on=None)
    session.commit()
    work = next(work for name, _, work in PERIODIC if name == "remind_case_auditors")
    work(session)
    work(session)
    kinds = list(session.scalars(select(OutboxMessage.to_address).where(OutboxMessage.kind == mailing.REMINDER)))
    assert sorted(kinds) == sorted([found.nurse.email, found.officer.email])


def test_an_agency_without_a_lead_is_asked_once_it_has_one(session: Session) -> None:
    found = make_planned(session)
    assign_auditor(session, found.asked[0], None, by=found.qa.id)
    begin_fieldwork(session, found.audit, by=found.qa.id, today=today())
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.kind == mailing.UNNAMED)).all() == []
    lead = make_user(session, found.partnership, roles=("agency_lead",), agency=found.health)
    session.commit()
    for _ in range(2):
        reminders.remind_auditors(session)
    messages = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == mailing.UNNAMED)).all()
    assert [one.to_address for one in messages] == [lead.email]


def test_whoever_waits_for_a_decision_or_lost_their_role_is_not_reminded(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = make_planned(session, state="fieldwork")
    for number in (0, 2):
        declare(session, found.asked[number], "I know the mother.", by=found.nurse.id, at=now())
    session.execute(delete(Membership).where(Membership.user_id == found.officer.id))
    assert _remind(session, found, 7, monkeypatch) == 0
    asked = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == mailing.ASKED)).all()
    assert [compose(session, one) for one in asked] == [None, None]
    handle_conflict(session, found.asked[0], "Years ago.", seen="I know the mother.", by=found.qa.id)
    assert _remind(session, found, 7, monkeypatch) == 1


def test_an_audit_in_trouble_holds_up_no_other(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    audits = [make_planned(session, state="fieldwork").audit.id for _ in range(2)]
    session.commit()
    reached = []

    def remind(own: Session, audit: CaseAudit, day: date) -> int:
        reached.append(audit.id)
        if audit.id == audits[0]:
            audit.state = "no such state"
            own.flush()
        audit.purpose = "Reached."
        return 0

    monkeypatch.setattr(reminders, "remind", remind)
    reminders.remind_auditors(session)
    session.expire_all()
    assert reached == audits
    assert [session.get_one(CaseAudit, id_).purpose for id_ in audits] == ["", "Reached."]
