"""A challenge is raised out of what is refused or late: it says so by itself, and both pages lead to each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.models import Action, Recommendation
from survey_app.local_time import today
from survey_app.programme.scrutiny.models import AssuranceItem, AssuranceRequest, PartnerChallenge
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.improvement.actions.action_world import make_recommendation
from tests.survey_app.programme.scrutiny.scrutiny_world import World, belong_to, entry_of

AGO = timedelta(days=40)
Found = tuple[int, str, str]  # number, what the form says, why


def refused(session: Session, world: World) -> Found:
    made = make_recommendation(
        session, world.partnership, world.health, state="not_accepted", reply="not_accepted",
        because="We have no typist.", made_on=today() - AGO,
    )  # fmt: skip
    return made.number, made.text, "We have no typist."


def late_action(session: Session, world: World, *, days: int = 12) -> Found:
    recommendation = make_recommendation(session, world.partnership, world.health, made_on=today() - AGO)
    due = today() - timedelta(days=days)
    made = Action(
        partnership_id=world.partnership.id, number=1, recommendation=recommendation, what="Hire a typist",
        agency_id=world.health.id, owner="Office manager", opened_on=today() - AGO, due_by=due, first_due_by=due,
        success_measure="Reports come in time.",
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.number, "Hire a typist", f"A-001 was due on {due:%-d %B %Y} and is 12 days late."


def unanswered_request(session: Session, world: World) -> Found:
    by = today() - timedelta(days=3)
    made = AssuranceRequest(
        partnership_id=world.partnership.id, number=1, title="Reports reach conferences", why="They came late.",
        asked_as="executive", agency_id=world.health.id, asked_on=today() - AGO, answer_by=by,
        made_by_id=world.executive.id,
    )  # fmt: skip
    made.items = [AssuranceItem(position=1, text="A count of June."), AssuranceItem(position=2, text="A plan.")]
    session.add(made)
    session.flush()
    return 1, made.title, f"AR-001 was to be shown by {by:%-d %B %Y}. For 2 of 2 items nothing was given."


def overdue_answer(session: Session, world: World) -> Found:
    made = entry_of(session, world, today=today() - 2 * AGO, agency_id=world.health.id)
    assert made.answer_by is not None
    return made.number, made.text, f"The answer to S-001 was due on {made.answer_by:%-d %B %Y}"


MAKERS: dict[str, Callable[[Session, World], Found]] = {
    "recommendation": refused, "action": late_action, "assurance": unanswered_request, "entry": overdue_answer,
}  # fmt: skip
PAGES = {
    "recommendation": "improvement/recommendations/", "action": "improvement/actions/", "assurance": "assurance/",
    "entry": "scrutiny/entries/",
}  # fmt: skip


def challenger(world: World, kind: str) -> User:
    return world.scrutineer if kind == "entry" else world.executive


@pytest.mark.parametrize("kind", MAKERS)
def test_a_challenge_says_out_of_what_it_is_raised_and_the_record_says_that_it_is(
    client: FlaskClient, session: Session, world: World, kind: str
) -> None:
    number, what, why = MAKERS[kind](session, world)
    session.commit()
    base = f"/p/{world.partnership.slug}"
    sign_in(client, challenger(world, kind))
    new = f"{base}/challenges/new?{kind}={number}"
    assert new in client.get(f"{base}/{PAGES[kind]}{number}").text
    page = client.get(new).text
    for said in (what, why, f'value="{world.health.id}" selected'):
        assert said in page
    by = "scrutineer" if kind == "entry" else "executive"
    data = {
        "by": by, "to": world.health.id, "what": what, "why": why, "raised_on": today().isoformat(), "checked": "y",
    }  # fmt: skip
    answer = client.post(new, data=data)
    assert answer.status_code == 302, answer.text
    (made,) = session.scalars(select(PartnerChallenge))
    assert (made.entry_id is not None) == (kind == "entry")
    assert made.about_type == ("" if kind == "entry" else kind)
    assert f"{base}/{PAGES[kind]}{number}" in client.get(answer.location).text
    assert answer.location in client.get(f"{base}/{PAGES[kind]}{number}").text


@pytest.mark.parametrize("kind", MAKERS)
def test_what_one_may_not_see_gives_nothing(client: FlaskClient, session: Session, world: World, kind: str) -> None:
    """Another agency's lead, and the Executive of another partnership, ask for a record by its number."""
    number, what, why = MAKERS[kind](session, world)
    elsewhere = make_partnership(session)
    stranger = make_user(session, elsewhere, roles=("executive_member",))
    session.commit()
    for who, slug in ((world.police_lead, world.partnership.slug), (stranger, elsewhere.slug)):
        sign_in(client, who)
        for asked in (number, 999, "x", "-1", "9" * 40, ""):
            answer = client.get(f"/p/{slug}/challenges/new?{kind}={asked}")
            assert answer.status_code == 200
            assert what not in answer.text
            assert why not in answer.text
    address = f"/p/{world.partnership.slug}/challenges/new?{kind}={number}"
    sign_in(client, world.police_lead)
    data = {
        "by": world.police.id, "to": world.health.id, "what": "Reports come late.", "why": "They do.",
        "raised_on": today().isoformat(),
    }  # fmt: skip
    assert client.post(address, data=data).status_code == 302
    (made,) = session.scalars(select(PartnerChallenge))
    assert (made.about_type, made.about_id, made.entry_id) == ("", None, None)


def test_whoever_sees_a_challenge_but_not_its_record_reads_nothing_of_the_record(
    client: FlaskClient, session: Session, world: World
) -> None:
    _, what, _ = refused(session, world)
    recommendation = session.scalars(select(Recommendation)).one()
    session.add(
        PartnerChallenge(
            partnership_id=world.partnership.id, number=1, raised_on=today(), raised_as="executive",
            to_agency_id=world.police.id, about_type="recommendation", about_id=recommendation.id, what="Say why.",
            why="Nobody did.", respond_by=today(), made_by_id=world.executive.id,
        )
    )  # fmt: skip
    session.commit()
    sign_in(client, world.police_lead)
    page = client.get(f"/p/{world.partnership.slug}/challenges/1")
    assert page.status_code == 200
    assert what not in page.text
    assert "Raised out of" not in page.text
    session.delete(recommendation)  # its retention ended
    session.commit()
    sign_in(client, world.executive)
    page = client.get(f"/p/{world.partnership.slug}/challenges/1")
    assert page.status_code == 200
    assert "Raised out of" not in page.text


def test_what_is_neither_refused_nor_late_offers_no_challenge(
    client: FlaskClient, session: Session, world: World
) -> None:
    number, _, _ = late_action(session, world, days=0)
    session.commit()
    sign_in(client, world.executive)
    base = f"/p/{world.partnership.slug}"
    for page in (f"improvement/actions/{number}", "improvement/recommendations/1"):
        assert "Raise a challenge about this" not in client.get(f"{base}/{page}").text


def test_whoever_belongs_to_the_agency_is_not_offered_to_challenge_it(
    client: FlaskClient, session: Session, world: World
) -> None:
    number, _, _ = refused(session, world)
    belong_to(session, world.executive, world.health)
    session.commit()
    for who in (world.health_lead, world.executive):
        sign_in(client, who)
        page = client.get(f"/p/{world.partnership.slug}/improvement/recommendations/{number}")
        assert page.status_code == 200
        assert "Raise a challenge about this" not in page.text
