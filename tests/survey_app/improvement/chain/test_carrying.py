"""What an assessment has agreed of an action comes into the chain with the recommendation: nobody types it twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.chain.carrying import Wanted, carried
from survey_app.improvement.chain.origins import Proposal
from survey_app.improvement.chain.taking_up import take_up, take_up_all, waiting
from survey_app.improvement.models import Action, Finding, Recommendation
from survey_app.local_time import today
from survey_app.walkabouts.models.outcomes import Section11Action
from survey_app.walkabouts.outcomes import finals
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.walkabouts.outcomes import visited
from tests.survey_app.walkabouts.outcomes.visited import PLAN, Visited, make_visited, to_stage

AHEAD, PASSED = timedelta(days=90), timedelta(days=-30)


@pytest.fixture
def found(session: Session, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Visited:
    """An assessment in a final copy with one action; its day is ahead, unless the test says otherwise."""
    monkeypatch.setattr(visited, "PLAN", replace(PLAN, due_on=today() + getattr(request, "param", AHEAD)))
    made = make_visited(session)
    to_stage(session, made, "replied")
    finals.finalise(session, made.assessment, by=made.qa.id, today=today())
    return made


def proposal(session: Session, found: Visited) -> Proposal:
    (one,) = waiting(session, found.partnership.id)
    return one


def as_agreed(**values: Any) -> Wanted:
    details = {"owner_id": None, "owner": PLAN.owner, "due_by": today() + AHEAD, "success_measure": "As agreed."}
    return Wanted(**{**details, **values})


def take(session: Session, found: Visited, wanted: Wanted | None) -> Recommendation:
    (origin_id,) = session.scalars(select(Section11Action.id))
    return take_up(
        session, found.partnership.id, "section11_action", origin_id, found.qa.id, checked=True, wanted=wanted
    )


def typed(found: Visited, one: Proposal, **values: object) -> dict[str, object]:
    """What the page sends for one proposal as it stands there, and what a person has changed."""
    before = {"wanted": "y", "owner_id": "", "owner": PLAN.owner, "due_by": "", "success_measure": ""}
    return {
        "take": f"{one.origin_type}:{one.origin_id}", "checked": "y",
        **{f"action-{one.origin_id}-{key}": value for key, value in {**before, **values}.items()},
    }  # fmt: skip


def test_a_proposal_says_who_by_when_and_how_one_will_know(session: Session, found: Visited) -> None:
    action = proposal(session, found).action
    assert action is not None
    assert (action.owner, action.due_on, action.success_measure) == (
        PLAN.owner, today() + AHEAD, PLAN.success_measure,
    )  # fmt: skip


def test_taken_up_twice_it_is_one_recommendation_with_one_action(session: Session, found: Visited) -> None:
    first, second = take(session, found, as_agreed()), take(session, found, as_agreed())
    assert first is second
    (action,) = session.scalars(select(Action))
    assert (action.recommendation, action.what, action.owner) == (first, PLAN.what, PLAN.owner)
    assert (action.due_by, action.agency_id) == (today() + AHEAD, first.owner_id)


def test_all_at_once_also_plans_the_actions(session: Session, found: Visited) -> None:
    one = proposal(session, found)
    made, refused = take_up_all(
        session, found.partnership.id, [(one.origin_type, one.origin_id)], None, checked=True,
        wanted={one.origin_id: as_agreed()},
    )  # fmt: skip
    assert refused == []
    assert [action.what for action in made[0].actions] == [PLAN.what]


@pytest.mark.parametrize("found", [PASSED], indirect=True)
def test_a_day_that_has_passed_is_said_and_not_changed(client: FlaskClient, session: Session, found: Visited) -> None:
    agreed = today() + PASSED
    with pytest.raises(ActionRefused, match="has passed"):
        take(session, found, as_agreed(due_by=agreed))
    session.rollback()


@pytest.mark.parametrize("found", [PASSED], indirect=True)
def test_the_page_asks_for_another_day_and_keeps_the_one_agreed_beside_it(
    client: FlaskClient, session: Session, found: Visited
) -> None:
    agreed, later = today() + PASSED, today() + AHEAD
    one, address = proposal(session, found), f"/p/{found.partnership.slug}/improvement/take-up"
    session.commit()
    sign_in(client, found.qa)
    page = client.get(address).text
    assert f"Agreed for {agreed:%-d %B %Y}. That day has passed" in page
    assert f'value="{agreed.isoformat()}"' in page
    assert PLAN.success_measure in page
    measure = PLAN.success_measure
    refused = client.post(address, data=typed(found, one, due_by=agreed.isoformat(), success_measure=measure))
    assert refused.status_code == 422
    assert "The day has passed" in refused.text
    assert session.scalars(select(Recommendation)).all() == session.scalars(select(Finding)).all() == []
    answer = client.post(address, data=typed(found, one, due_by=later.isoformat(), success_measure="Nine of ten know."))
    assert answer.status_code == 302
    (action,) = session.scalars(select(Action))
    assert (action.due_by, action.first_due_by, action.success_measure) == (later, agreed, "Nine of ten know.")
    again = client.post(address, data=typed(found, one, due_by=later.isoformat(), success_measure=measure))
    assert again.status_code < 500
    assert len(session.scalars(select(Action)).all()) == len(session.scalars(select(Recommendation)).all()) == 1


def test_without_the_tick_the_action_waits_ready_on_the_page_of_the_recommendation(
    client: FlaskClient, session: Session, found: Visited
) -> None:
    made = take(session, found, None)
    assert made.actions == []
    address = f"/p/{found.partnership.slug}/improvement/recommendations/{made.number}/actions/new"
    session.commit()
    sign_in(client, found.qa)
    page = client.get(address).text
    for said in (PLAN.what, PLAN.owner, PLAN.success_measure, (today() + AHEAD).isoformat(), "St5.1"):
        assert said in page
    data = {
        "carried": "1", "what": PLAN.what, "agency": made.owner_id, "owner_id": "", "owner": PLAN.owner,
        "due_by": (today() + 2 * AHEAD).isoformat(), "success_measure": PLAN.success_measure,
    }  # fmt: skip
    assert client.post(address, data=data).status_code == 302
    twice = client.post(address, data=data)
    assert twice.status_code == 422
    assert "A-001 was planned meanwhile" in twice.text
    (action,) = session.scalars(select(Action))
    assert action.first_due_by == today() + AHEAD
    assert PLAN.success_measure not in client.get(address).text  # it is planned, and not offered a second time


def test_words_become_an_account_only_where_it_is_certain_which(session: Session, found: Visited) -> None:
    one = proposal(session, found)
    agency, name = found.assessment.members[0].agency, PLAN.owner
    action = carried(session, found.partnership.id, one)
    assert action is not None
    assert (action.owner_id, action.role) == (None, name)
    elsewhere = make_user(session, found.partnership, roles=("action_owner",))
    elsewhere.name = name.upper()
    session.flush()
    assert carried(session, found.partnership.id, one) == action  # of no agency, or another one
    session.delete(elsewhere.memberships[0])
    session.flush()
    own = make_user(session, found.partnership, roles=("action_owner",), agency=agency)
    own.name = name.upper()
    session.flush()
    certain = carried(session, found.partnership.id, one)
    assert certain is not None
    assert (certain.owner_id, certain.role) == (own.id, "")
    twin = make_user(session, found.partnership, roles=("action_owner",), agency=agency)
    twin.name = name
    session.flush()
    assert carried(session, found.partnership.id, one) == action
    own.active = False
    session.flush()
    left = carried(session, found.partnership.id, one)
    assert left is not None
    assert left.owner_id == twin.id


def test_a_day_without_a_date_is_asked_for(session: Session, found: Visited) -> None:
    one = proposal(session, found)
    assert one.action is not None
    action = carried(session, found.partnership.id, replace(one, action=replace(one.action, due_on=None)))
    assert action is not None
    assert action.words(date(2026, 6, 1)) == "St5.1 names no day. Enter one."
