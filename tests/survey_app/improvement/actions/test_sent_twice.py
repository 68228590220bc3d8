"""What is sent twice, by a double click or by loading a page again, is one finding, recommendation, action or note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.collect.uploads import Upload
from survey_app.database import now
from survey_app.improvement.actions.evidence import NewEvidence, add_evidence, withdraw_evidence
from survey_app.improvement.actions.planning import drop_action
from survey_app.improvement.actions.progress import note_progress
from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.chain.findings import add_finding, withdraw_finding
from survey_app.improvement.chain.recommending import add_recommendation, withdraw_recommendation
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.models import Action
from survey_app.local_time import today as today_in_england
from tests.survey_app.factories import sign_in
from tests.survey_app.improvement.actions.action_world import TODAY, World, make_action
from tests.survey_app.improvement.chain.chain_world import finding_text, recommendation_text


def test_a_finding_is_entered_once_until_it_is_withdrawn(session: Session, world: World) -> None:
    where, words, by = world.partnership.id, finding_text(), world.qa.id
    first = add_finding(session, where, words, by)
    with pytest.raises(ChainRefused, match=f"You have entered this already: it is {first.reference}"):
        add_finding(session, where, words, by)
    assert add_finding(session, where, words, world.executive.id).number == first.number + 1
    add_finding(session, where, finding_text(theme="Another"), by)
    withdraw_finding(session, first, "It was of another audit.", by_id=by, seen=None)
    add_finding(session, where, words, by)


def test_a_recommendation_is_entered_once_while_it_is_open(session: Session, world: World) -> None:
    where, words, by = world.partnership.id, recommendation_text(world.agency), world.qa.id
    first = add_recommendation(session, where, words, (), by)
    with pytest.raises(ChainRefused, match=f"You have entered this already: it is {first.reference}"):
        add_recommendation(session, where, words, (), by)
    add_recommendation(session, where, recommendation_text(world.agency, priority="low"), (), by)
    withdraw_recommendation(session, first, "It was of another audit.", by_id=by, seen=None)
    add_recommendation(session, where, words, (), by)


def test_an_action_is_planned_once_until_it_is_dropped(session: Session, client: FlaskClient, world: World) -> None:
    recommendation, today = world.recommendation, today_in_england()
    sign_in(client, world.qa)
    where = f"/p/{world.partnership.slug}/improvement/recommendations/{recommendation.number}/actions/new"
    sent = {
        "what": "Send a reply to each referrer.", "agency": world.agency.id, "owner_id": world.owner.id, "owner": "",
        "due_by": (today + timedelta(days=30)).isoformat(), "success_measure": "Nine of ten are told.",
    }  # fmt: skip
    assert client.post(where, data=sent).status_code == 302
    again = client.post(where, data=sent)
    assert again.status_code == 422
    assert "You have planned this today already: it is A-001." in again.text
    assert client.post(where, data={**sent, "what": "Ring each referrer."}).status_code == 302
    session.expire_all()
    drop_action(session, recommendation.actions[0], world.qa.id, "Another one does it.", today)
    assert client.post(where, data=sent).status_code == 302


def test_a_note_is_kept_once_a_day(session: Session, world: World) -> None:
    action, by, today = make_action(session, world), world.owner.id, today_in_england()

    def noted(progress: str, text: str, who: int = by) -> int:
        note_progress(session, action, progress, text, who, today)
        return len(action.notes)

    assert (noted("on_track", ""), noted("on_track", "")) == (1, 1)
    assert (noted("on_track", "Half are trained."), noted("on_track", "Half are trained.")) == (2, 2)
    assert noted("on_track", "Half are trained.", world.qa.id) == 3
    assert noted("on_track", "Half are trained.") == 4
    action.notes[-1].noted_at = now() - timedelta(days=1)
    assert noted("on_track", "Half are trained.") == 5


def given(action: Action, **values: object) -> NewEvidence:
    details = {"shows": "The audit’s report", "dated": action.opened_on, "link": "https://example.org/report"}
    return NewEvidence(**{**details, **values})  # type: ignore[arg-type]


def test_a_piece_of_evidence_is_added_once_until_it_is_taken_back(session: Session, world: World) -> None:
    action, by = make_action(session, world), world.owner.id
    first = add_evidence(session, action, given(action), by, TODAY)
    minutes, other = (Upload(name="m.txt", media_type="text/plain", content=content) for content in (b"a", b"b"))
    add_evidence(session, action, given(action, link="", upload=minutes), by, TODAY)
    for again in (given(action), given(action, link="", upload=minutes)):
        with pytest.raises(ActionRefused, match="You have added this already"):
            add_evidence(session, action, again, by, TODAY)
    add_evidence(session, action, given(action, link="", upload=other), by, TODAY)
    withdraw_evidence(session, first, "It was another report.", by)
    add_evidence(session, action, given(action), by, TODAY)
