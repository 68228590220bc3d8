"""Pages of re-tests: set, called off and judged by whoever may, of one's own partnership."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.database import now
from tests.survey_app.factories import make_partnership, make_user, publish, sign_in
from tests.survey_app.improvement.actions.action_world import World, make_action
from tests.survey_app.improvement.retests.retest_world import set_on


def at(world: World, rest: str = "") -> str:
    return f"/p/{world.partnership.slug}/improvement/recommendations/{world.recommendation.number}{rest}"


def test_a_re_test_is_set_on_its_page_with_a_subject_that_is_offered(
    client: FlaskClient, session: Session, world: World
) -> None:
    publish(session, world.partnership, "case-audit")
    sign_in(client, world.qa)
    assert "The next case audit" in client.get(at(world, "/retests/new")).text
    data = {"subject": "case_audit|case-audit|b5", "asks": "Were they told?", "agency": "", "not_before": "2026-06-01"}
    made_up = data | {"subject": "case_audit|case-audit|made_up"}
    assert client.post(at(world, "/retests/new"), data=made_up).status_code == 422
    assert client.post(at(world, "/retests/new"), data=data).status_code == 302
    assert client.post(at(world, "/retests/new"), data=data).status_code == 422  # one is under way
    session.expire_all()
    (made,) = world.recommendation.retests
    assert (made.subject, made.not_before, made.set_by_id) == ("b5", date(2026, 6, 1), world.qa.id)


@pytest.mark.parametrize("who", ["lead", "executive"])
def test_only_the_qa_group_sets_and_calls_off(client: FlaskClient, session: Session, world: World, who: str) -> None:
    set_on(session, world.recommendation, world.qa.id)
    sign_in(client, getattr(world, who))
    assert client.get(at(world, "/retests/new")).status_code == 403
    assert client.post(at(world, "/retests/1/cancel"), data={"why": "We do not want it"}).status_code == 403


def test_another_partnership_reaches_nothing(client: FlaskClient, session: Session, world: World) -> None:
    set_on(session, world.recommendation, world.qa.id)
    elsewhere = make_partnership(session)
    sign_in(client, make_user(session, elsewhere, roles=("qa_group",)))
    assert client.get(at(world, "/retests/1/cancel")).status_code == 404
    other = f"/p/{elsewhere.slug}/improvement/recommendations/{world.recommendation.number}/retests/1/cancel"
    assert client.get(other).status_code == 404


def test_it_is_called_off_with_a_reason(client: FlaskClient, session: Session, world: World) -> None:
    retest = set_on(session, world.recommendation, world.qa.id)
    sign_in(client, world.qa)
    assert client.post(at(world, "/retests/1/cancel"), data={"why": ""}).status_code == 422
    assert client.post(at(world, "/retests/1/cancel"), data={"why": "The standard is gone"}).status_code == 302
    session.expire_all()
    assert retest.cancelled_why == "The standard is gone"
    assert client.post(at(world, "/retests/1/cancel"), data={"why": "Again"}).status_code == 422


def test_whoever_owns_an_action_does_not_judge_its_re_test(client: FlaskClient, session: Session, world: World) -> None:
    make_action(session, world, owner_id=world.qa.id)
    retest = set_on(session, world.recommendation, world.qa.id)
    retest.found, retest.found_at = {"grade_label": "Fully", "of": "A visit"}, now()
    sign_in(client, world.qa)
    said = {"result": "confirmed", "reason": "I know it"}
    assert client.get(at(world, "/retests/1/judge")).status_code == 422
    assert client.post(at(world, "/retests/1/judge"), data=said).status_code == 403
    sign_in(client, world.executive)
    assert "Fully" in client.get(at(world, "/retests/1/judge")).text
    assert client.post(at(world, "/retests/1/judge"), data=said).status_code == 302
    session.expire_all()
    assert (retest.result, retest.judged_by_id) == ("confirmed", world.executive.id)
