"""One assessment read by another partnership: by a share, only that one, and only while it lasts."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.collect.models import Submission
from survey_app.database import new_uuid
from survey_app.results.shares import ShareRefused, end_share, find_shared, grant_share, shared_with
from tests.survey_app.factories import make_assessment, make_partnership, make_user, sign_in


def test_a_share_lets_one_partnership_read_one_assessment_and_no_other(session: Session) -> None:
    owner, reader, third = (make_partnership(session) for _ in range(3))
    shared = make_assessment(session, owner)
    other = Submission(
        id=new_uuid(), round_id=shared.round_id, version_id=shared.version_id, reference=f"WA-{new_uuid()[:8]}"
    )
    session.add(other)
    grant_share(session, shared, reader, granted_by_id=None)
    assert [item.submission.id for item in shared_with(session, reader.id)] == [shared.id]
    assert find_shared(session, reader.id, other.reference) is None
    assert shared_with(session, third.id) == []


def test_granting_twice_is_granting_once_and_an_ended_share_can_begin_again(session: Session) -> None:
    owner, reader = make_partnership(session), make_partnership(session)
    submission = make_assessment(session, owner)
    first = grant_share(session, submission, reader, granted_by_id=None)
    assert grant_share(session, submission, reader, granted_by_id=None).id == first.id
    end_share(session, submission, reader.id)
    assert shared_with(session, reader.id) == []
    with pytest.raises(ShareRefused, match="nothing to stop"):
        end_share(session, submission, reader.id)
    assert grant_share(session, submission, reader, granted_by_id=None).id == first.id
    assert len(shared_with(session, reader.id)) == 1


def test_only_assessments_of_organisations_are_shared_and_only_with_others(session: Session) -> None:
    owner, reader = make_partnership(session), make_partnership(session)
    with pytest.raises(ShareRefused, match="assessment of an agency"):
        grant_share(session, make_assessment(session, owner, instrument="case-audit"), reader, granted_by_id=None)
    with pytest.raises(ShareRefused, match="reads it already"):
        grant_share(session, make_assessment(session, owner), owner, granted_by_id=None)


def test_the_page_shows_the_assessment_without_what_staff_said_and_logs_the_reading_for_both(
    session: Session, client: FlaskClient
) -> None:
    owner, reader = make_partnership(session), make_partnership(session)
    submission = make_assessment(session, owner)
    grant_share(session, submission, reader, granted_by_id=None)
    sign_in(client, make_user(session, reader, roles=("scrutineer",)))
    page = client.get(f"/p/{reader.slug}/shared/{submission.reference}").get_data(as_text=True)
    document = submission.revisions[0].document
    assert document["b1_rationale"].split("'")[0][:40] in page
    assert all(talk["c12"][:30] not in page for talk in document["conversation"] if talk.get("c12"))
    logged = session.query(AuditEvent).filter_by(action="shared assessment read").all()
    assert {event.partnership_id for event in logged} == {owner.id, reader.id}


def test_without_a_share_the_assessment_is_not_found(session: Session, client: FlaskClient) -> None:
    owner, stranger = make_partnership(session), make_partnership(session)
    submission = make_assessment(session, owner)
    sign_in(client, make_user(session, stranger, roles=("scrutineer",)))
    assert client.get(f"/p/{stranger.slug}/shared/{submission.reference}").status_code == 404
    assert client.get(f"/p/{owner.slug}/shared/{submission.reference}").status_code == 404


def test_the_owner_grants_and_ends_a_share_on_the_page_of_the_round(session: Session, client: FlaskClient) -> None:
    owner, reader = make_partnership(session), make_partnership(session)
    submission = make_assessment(session, owner)
    address = f"/p/{owner.slug}/rounds/{submission.round.slug}/shares"
    sign_in(client, make_user(session, owner, roles=("qa_group",)))
    chosen = {"reference": submission.reference, "reader": str(reader.id)}
    granted = client.post(address, data={**chosen, "action": "grant"}, follow_redirects=True)
    assert f"{reader.name} can now read" in granted.get_data(as_text=True)
    assert len(shared_with(session, reader.id)) == 1
    ended = client.post(address, data={**chosen, "action": "end"}, follow_redirects=True)
    assert f"{reader.name} can no longer read" in ended.get_data(as_text=True)
    assert client.post(address, data={"reference": "nonsense", "reader": "-1"}).status_code == 422
