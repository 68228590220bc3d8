"""The audit log only grows, stands or falls with the act, and shows a partnership its own entries."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.audit_log import PAGE_SIZE, AuditEvent, AuditLogChanged, newest_events, record
from tests.survey_app.factories import make_partnership, make_user, sign_in


def test_an_entry_goes_when_its_act_is_rolled_back(session: Session) -> None:
    before = session.scalar(select(func.count()).select_from(AuditEvent))
    record(session, "opened a round", actor_id=None, subject="round 1")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_an_entry_cannot_be_changed(session: Session) -> None:
    entry = record(session, "opened a round", actor_id=None, subject="round 1")
    entry.subject = "round 2"
    with pytest.raises(AuditLogChanged):
        session.flush()


def test_an_entry_cannot_be_deleted(session: Session) -> None:
    entry = record(session, "opened a round", actor_id=None, subject="round 1")
    session.delete(entry)
    with pytest.raises(AuditLogChanged):
        session.flush()


def test_a_partnership_sees_its_own_entries_the_newest_first(session: Session) -> None:
    here, there = make_partnership(session), make_partnership(session)
    for number in (1, 2, 3):
        record(session, "read", actor_id=None, subject=f"round {number}", partnership_id=here.id)
    record(session, "read", actor_id=None, subject="not ours", partnership_id=there.id)
    found = newest_events(session, partnership_id=here.id)
    assert [entry.subject for entry in found] == ["round 3", "round 2", "round 1"]
    assert [entry.subject for entry in newest_events(session, partnership_id=here.id, before_id=found[1].id)] == [
        "round 1"
    ]


def test_the_page_shows_who_did_what_and_pages_on(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session, slug="north")
    reader = make_user(session, partnership, roles=("scrutineer",))
    for number in range(PAGE_SIZE + 1):
        subject = f"round {number:03}"
        record(session, "read a report", actor_id=reader.id, subject=subject, partnership_id=partnership.id)
    sign_in(client, reader)
    first = client.get("/p/north/settings/audit-log")
    assert reader.name in first.text
    assert "round 100" in first.text
    assert "round 000" not in first.text
    assert "Older entries" in first.text
    oldest_shown = newest_events(session, partnership_id=partnership.id)[-1]
    assert "round 000" in client.get(f"/p/north/settings/audit-log?before={oldest_shown.id}").text
