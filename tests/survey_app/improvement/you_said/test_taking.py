"""A reply in the improvement chain: taken once, whole, and from then on the public page follows its actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.errors import UserError
from survey_app.forums.models import Forum, HubTheme
from survey_app.forums.pages import today
from survey_app.forums.replies import answering, publishing, themes
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.actions.planning import ActionPlan, add_action, drop_action
from survey_app.improvement.chain.recommending import is_borne_out, withdraw_recommendation
from survey_app.improvement.models import Action, Recommendation
from survey_app.improvement.you_said.taking import Taking, take_reply, takeable
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle
from tests.survey_app.forums.replies.reply_factories import published, replied, sent

PAGE = "/hub/north/gangs/you-said-we-did"
OWN = "/p/north/learning-hub/cycles/gangs/replies"
MEASURE = "Nine of ten referrers hear within a week, as the next audit counts."
LOOKED_AT = "whether it helped is being looked at"


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def agency(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


@pytest.fixture
def qa(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("qa_group",))


@pytest.fixture
def second(session: Session, partnership: Partnership) -> User:
    return make_user(session, partnership, roles=("qa_group",))


@pytest.fixture
def forum(session: Session, partnership: Partnership) -> Forum:
    return make_forum(session, make_hub_cycle(session, partnership, slug="gangs"))


@pytest.fixture
def theme(session: Session, forum: Forum) -> HubTheme:
    return themes.add_theme(session, forum.cycle, "Thresholds differ", "Teams read the levels of need in two ways.")


def taken(session: Session, theme: HubTheme, qa: User, **values: Any) -> Recommendation:
    return take_reply(session, theme, Taking(**{"success_measure": MEASURE, **values}), by_id=qa.id, today=today())


def shown(session: Session, theme: HubTheme, client: FlaskClient) -> str:
    session.commit()
    return client.get(PAGE).text


def ended(session: Session, action: Action, verdict: str, qa: User, second: User) -> None:
    claim = claim_impact(session, action, "It is so.", "The audit counted.", qa.id, no_evidence_why="In the audit.")
    judge_impact(session, claim, verdict, "As counted.", second.id, today())


def test_one_press_makes_finding_recommendation_and_first_action(
    session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    sent(session, theme.cycle, qa)
    reply = replied(session, theme, qa, second, agency_id=agency.id)
    made = taken(session, theme, qa)
    [action] = made.actions
    assert (made.source_kind, made.source, made.origin_type) == ("learning_hub", theme.cycle.theme, "hub_reply")
    assert (made.text, made.why, made.owner_id) == (reply.action, reply.you_said, agency.id)
    assert made.reply == ""  # the agency has not said yet whether it accepts
    assert is_borne_out(made)
    assert [line.record_type for line in made.findings[0].evidence] == ["hub_cycle"]
    assert (action.what, action.owner, action.due_by) == (reply.action, reply.owner, reply.due_on)
    assert action.success_measure == MEASURE


def test_a_reply_is_in_the_chain_once_however_often_it_is_taken_or_worded_anew(
    session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    replied(session, theme, qa, second, agency_id=agency.id)
    first = taken(session, theme, qa)
    replied(session, theme, qa, second, agency_id=agency.id, action="Publish two guides")
    assert taken(session, theme, second).id == first.id
    assert takeable(session, theme) is None
    assert session.scalar(select(func.count()).select_from(Recommendation)) == 1
    assert session.scalar(select(func.count()).select_from(Action)) == 1


@pytest.mark.parametrize("kind", ["waits", "not accepted", "taken down"])
def test_only_an_approved_and_accepted_reply_goes_into_the_chain(
    session: Session, theme: HubTheme, agency: Agency, qa: User, second: User, kind: str
) -> None:
    if kind == "waits":
        replied(session, theme, qa, agency_id=agency.id)
    elif kind == "not accepted":
        replied(session, theme, qa, second, decision="not_accepted", because="there is no money")
    else:
        replied(session, theme, qa, second, agency_id=agency.id)
        answering.take_down(session, theme, by=second.id, at=answering.now(), remark="Wrong")
    with pytest.raises(RepliesRefused, match="approved reply that was accepted"):
        taken(session, theme, qa, agency_id=agency.id)
    assert session.scalar(select(func.count()).select_from(Recommendation)) == 0


def test_a_measure_of_success_and_whatever_the_reply_lacks_are_asked_for(
    session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    day = today()
    replied(session, theme, qa, second, decided_on=day - timedelta(days=20), due_on=day - timedelta(days=1))
    for lacking in (
        {"due_by": day}, {"agency_id": agency.id}, {"agency_id": agency.id, "due_by": day, "success_measure": " "},
    ):  # fmt: skip
        with pytest.raises(UserError), session.begin_nested():
            taken(session, theme, qa, **lacking)
    elsewhere = make_agency(session, make_partnership(session))
    with pytest.raises(UserError), session.begin_nested():
        taken(session, theme, qa, agency_id=elsewhere.id, due_by=day)
    assert taken(session, theme, qa, agency_id=agency.id, due_by=day).owner_id == agency.id


def test_the_page_says_done_only_as_the_actions_are_judged(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    published(session, theme, qa, second, agency_id=agency.id)
    made = taken(session, theme, qa)
    again = ActionPlan(
        what="Words that nobody approved for the public", agency_id=agency.id, owner_id=qa.id, owner="",
        due_by=today() + timedelta(days=60), success_measure=MEASURE,
    )  # fmt: skip
    other = add_action(session, made, again, qa.id, today())
    session.expire(made, ["actions"])
    ended(session, made.actions[0], "activity_only", qa, second)
    page = shown(session, theme, client)
    assert "We will" in page
    assert "1 of 2 actions are done" in page
    assert f"By {other.due_by:%-d %B %Y}" in page
    drop_action(session, other, second.id, "Not needed", today())
    page = shown(session, theme, client)
    assert "We did" in page
    assert LOOKED_AT in page
    assert not any(words in page for words in ("nobody approved", qa.name, second.name, made.reference))


def test_a_judged_impact_is_done_without_a_but(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    published(session, theme, qa, second, agency_id=agency.id)
    made = taken(session, theme, qa)
    ended(session, made.actions[0], "changed_practice", qa, second)
    page = shown(session, theme, client)
    assert f"Done on {today():%-d %B %Y}" in page
    assert LOOKED_AT not in page
    made.reopened += 1  # as when a re-test does not confirm it
    assert LOOKED_AT in shown(session, theme, client)


def test_a_claim_that_nobody_has_judged_is_not_done(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    published(session, theme, qa, second, agency_id=agency.id)
    made = taken(session, theme, qa)
    claim_impact(session, made.actions[0], "It is so.", "We know.", qa.id, no_evidence_why="None yet.")
    page = shown(session, theme, client)
    assert "We will" in page
    assert "Done on" not in page


def test_one_late_action_makes_it_late(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    published(session, theme, qa, second, agency_id=agency.id)
    [action] = taken(session, theme, qa).actions
    action.opened_on = action.due_by = today() - timedelta(days=3)
    assert f"Was due by {action.due_by:%-d %B %Y}, and is not done yet" in shown(session, theme, client)


def test_what_was_given_up_is_not_promised_any_more(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    published(session, theme, qa, second, agency_id=agency.id)
    made = taken(session, theme, qa)
    drop_action(session, made.actions[0], second.id, "No money", today())
    withdraw_recommendation(session, made, "No money", by_id=qa.id, seen=None)
    page = shown(session, theme, client)
    assert "What was planned is not being done" in page
    assert "We will" not in page.replace("We will publish", "")


def test_a_decision_that_was_turned_round_is_what_the_page_says(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    published(session, theme, qa, second, agency_id=agency.id)
    taken(session, theme, qa)
    replied(session, theme, qa, second, decision="not_accepted", because="the money is gone")
    assert "We could not" in shown(session, theme, client)


def test_progress_of_a_reply_in_the_chain_is_noted_there(
    session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    replied(session, theme, qa, second, agency_id=agency.id)
    made = taken(session, theme, qa)
    with pytest.raises(RepliesRefused, match=f"{made.reference}.*{made.actions[0].reference}"):
        answering.note_progress(session, theme, state="done", on_day=today(), note="", by=qa.id, today=today())
    [said] = publishing.you_said(session, theme.cycle, answering.now()).answered
    assert said.done_on is None


def test_the_page_asks_only_for_what_is_missing_and_leads_to_the_chain(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    page = sign_in(client, qa)
    replied(session, theme, qa, second)
    session.commit()
    asks = f"{OWN}/{theme.id}/into-chain"
    form = page.get(asks).text
    assert 'name="agency_id"' in form
    assert 'name="owner"' not in form
    assert 'name="due_by"' not in form
    refused = page.post(asks, data={"agency_id": str(agency.id)})
    assert refused.status_code == 422
    assert "Say how it will be known that this helped." in refused.text
    answer = page.post(asks, data={"agency_id": str(agency.id), "success_measure": MEASURE})
    assert answer.status_code == 302
    assert answer.location.endswith("/recommendations/1")
    assert page.get(asks).location == answer.location
    own = page.get(f"{OWN}/{theme.id}").text
    assert "A-001" in own
    assert 'name="on_day"' not in own


def test_somebody_who_may_not_manage_the_chain_takes_nothing(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    replied(session, theme, qa, second, agency_id=agency.id)
    facilitator = make_user(session, theme.cycle.partnership, roles=("facilitator",))
    session.commit()
    page = sign_in(client, facilitator)
    assert "into-chain" not in page.get(f"{OWN}/{theme.id}").text
    assert page.post(f"{OWN}/{theme.id}/into-chain", data={"success_measure": MEASURE}).status_code == 403


def test_a_theme_is_followed_to_the_public_page_and_back(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    hub, signed = "/p/north/learning-hub/cycles/gangs", sign_in(client, qa)
    sent(session, theme.cycle, qa)
    published(session, theme, qa, second, agency_id=agency.id)
    made = taken(session, theme, qa)
    session.commit()
    number, recommendation = theme.id, f"/p/north/improvement/recommendations/{made.number}"
    reply = f"{hub}/replies/{number}"
    for address in (f"{hub}/themes/{number}", reply):  # forward
        page = signed.get(address).text
        for link in (f"{hub}/report/1#theme-{number}", recommendation, f"{PAGE}#theme-{number}"):
            assert f'href="{link}"' in page
    assert f'href="{reply}"' in signed.get(f"{hub}/themes/{number}").text
    assert f'id="theme-{number}"' in signed.get(f"{hub}/report/1").text
    for address in (PAGE, f"{hub}/you-said-we-did", f"{hub}/report/1", recommendation):  # back
        assert f'href="{reply}' in signed.get(address).text
    assert f'href="{hub}/themes/{number}"' in signed.get(reply).text


def test_outside_nobody_sees_where_it_comes_from_and_who_may_not_open_a_page_gets_no_link(
    client: FlaskClient, session: Session, theme: HubTheme, agency: Agency, qa: User, second: User
) -> None:
    sent(session, theme.cycle, qa)
    published(session, theme, qa, second, agency_id=agency.id)
    made = taken(session, theme, qa)
    session.commit()
    assert "Where this comes from" not in client.get(PAGE).text
    assert made.reference not in client.get(PAGE).text
    signed = sign_in(client, make_user(session, theme.cycle.partnership, roles=("facilitator",)))
    page = signed.get(f"{OWN}/{theme.id}").text
    assert made.reference in page
    assert "/improvement/recommendations/" not in page
    assert f"/themes/{theme.id}" not in page
