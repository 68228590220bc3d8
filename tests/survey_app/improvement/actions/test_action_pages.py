"""Pages of actions: who sees and does what, on every route."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.improvement.actions import planning
from survey_app.improvement.actions.evidence import NewEvidence, add_evidence, withdraw_evidence
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.actions.progress import note_progress
from survey_app.improvement.models import Action
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.improvement.actions.action_world import DUE, TODAY, World, claim, judged, make_action


def at(world: World, path: str) -> str:
    return f"/p/{world.partnership.slug}/{path}"


def actions_page(world: World, action: Action, rest: str = "") -> str:
    return at(world, f"improvement/actions/{action.number}{rest}")


def test_my_actions_lists_ones_own_and_notes_with_one_tap(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    make_action(session, world, owner_id=world.lead.id, what="Somebody else’s")
    sign_in(client, world.owner)
    page = client.get(at(world, "my-actions/"))
    assert "Send a reply to each referrer" in page.text
    assert "Somebody else" not in page.text
    assert client.post(at(world, f"my-actions/{action.number}/note"), data={"progress": "on_track"}).status_code == 302
    session.expire_all()
    assert [(one.progress, one.noted_by_id) for one in action.notes] == [("on_track", world.owner.id)]


def test_a_tap_that_needs_words_asks_for_them(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    sign_in(client, world.owner)
    answer = client.post(at(world, f"my-actions/{action.number}/note"), data={"progress": "stuck"})
    assert answer.location.endswith(f"/improvement/actions/{action.number}/progress?progress=stuck")
    session.expire_all()
    assert action.notes == []


def test_a_tap_on_somebody_elses_action_does_nothing(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world, owner_id=world.lead.id)
    sign_in(client, world.owner)
    assert client.post(at(world, f"my-actions/{action.number}/note"), data={"progress": "done"}).status_code == 404


@pytest.mark.parametrize("rest", ["", "/progress", "/evidence", "/claim"])
def test_an_owner_does_not_reach_another_owners_action(
    client: FlaskClient, session: Session, world: World, rest: str
) -> None:
    action = make_action(session, world, owner_id=world.lead.id)
    sign_in(client, world.owner)
    assert client.get(actions_page(world, action, rest)).status_code == 404


def test_a_lead_does_not_reach_another_agencys_action(client: FlaskClient, session: Session, world: World) -> None:
    other = make_agency(session, world.partnership)
    stranger = make_user(session, world.partnership, roles=("agency_lead",), agency=other)
    action = make_action(session, world)
    sign_in(client, stranger)
    for rest in ("", "/progress", "/time", "/drop"):
        assert client.get(actions_page(world, action, rest)).status_code == 404
    assert "Send a reply" not in client.get(at(world, "agency-actions/")).text


def test_another_partnership_does_not_reach_it(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    elsewhere = make_partnership(session)
    qa = make_user(session, elsewhere, roles=("qa_group",))
    sign_in(client, qa)
    assert client.get(actions_page(world, action)).status_code == 404
    assert client.get(f"/p/{elsewhere.slug}/improvement/actions/{action.number}").status_code == 404


def test_whoever_only_reads_changes_nothing(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    scrutineer = make_user(session, world.partnership, roles=("scrutineer",))
    sign_in(client, scrutineer)
    assert client.get(actions_page(world, action)).status_code == 200
    for rest in ("/progress", "/claim", "/time", "/judge"):
        assert client.get(actions_page(world, action, rest)).status_code == 403


def test_the_page_shows_the_ladder_and_what_comes_next(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    sign_in(client, world.qa)
    page = client.get(actions_page(world, action)).text
    assert "Executive’s agenda" in page
    assert "If it is still open on 15 July 2026" in page
    assert "suggestion of the product" in page


def test_an_action_is_planned_on_its_page(client: FlaskClient, session: Session, world: World) -> None:
    sign_in(client, world.lead)
    page = at(world, f"improvement/recommendations/{world.recommendation.number}/actions/new")
    assert client.get(page).status_code == 200
    data = {"what": "Send letters", "agency": str(world.agency.id), "owner_id": str(world.owner.id), "owner": "",
            "due_by": "2026-07-01", "success_measure": "Nine of ten"}  # fmt: skip
    assert client.post(page, data=data | {"success_measure": ""}).status_code == 422
    assert client.post(page, data=data).status_code == 302
    session.expire_all()
    assert [one.what for one in world.recommendation.actions] == ["Send letters"]


def test_a_lead_plans_nothing_for_another_agencys_recommendation(
    client: FlaskClient, session: Session, world: World
) -> None:
    other = make_agency(session, world.partnership)
    sign_in(client, make_user(session, world.partnership, roles=("agency_lead",), agency=other))
    page = at(world, f"improvement/recommendations/{world.recommendation.number}/actions/new")
    assert client.get(page).status_code == 404


def evidence(content: bytes, name: str) -> dict[str, object]:
    return {"shows": "The letter that is sent", "dated": "2026-06-01", "link": "", "upload": (BytesIO(content), name)}


def test_a_file_that_lies_about_its_kind_is_refused_and_nothing_is_lost(
    client: FlaskClient, session: Session, world: World
) -> None:
    action = make_action(session, world)
    sign_in(client, world.owner)
    answer = client.post(
        actions_page(world, action, "/evidence"), data=evidence(b"<html><script>alert(1)</script>", "letter.pdf")
    )
    assert answer.status_code == 422
    assert "The letter that is sent" in answer.text
    session.expire_all()
    assert action.evidence == []


def test_a_file_is_handed_out_to_save_and_each_reading_is_logged(
    client: FlaskClient, session: Session, world: World
) -> None:
    action = make_action(session, world)
    sign_in(client, world.owner)
    client.post(actions_page(world, action, "/evidence"), data=evidence(b"Constructed letter", "letter.txt"))
    answer = client.get(actions_page(world, action, "/evidence/1"))
    assert answer.data == b"Constructed letter"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    session.expire_all()
    assert session.query(AuditEvent).filter_by(action="action: evidence read").count() == 1
    assert client.get(actions_page(world, action, "/evidence/2")).status_code == 404


def test_evidence_that_was_taken_back_is_not_handed_out(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    sign_in(client, world.owner)
    client.post(actions_page(world, action, "/evidence"), data=evidence(b"Constructed letter", "letter.txt"))
    page = actions_page(world, action, "/evidence/1/withdraw")
    assert client.get(page).status_code == 200
    assert client.post(page, data={"why": "It names somebody"}).status_code == 302
    assert client.get(actions_page(world, action, "/evidence/1")).status_code == 404


def test_the_owner_is_refused_on_the_page_of_judging(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world, owner_id=world.qa.id)
    claim(session, action, world.lead)
    sign_in(client, world.qa)
    verdict = {"verdict": "changed_practice", "reason": "I say so", "claim": "1"}
    assert client.get(actions_page(world, action, "/judge")).status_code == 422
    assert client.post(actions_page(world, action, "/judge"), data=verdict).status_code == 403
    page = client.get(at(world, "improvement/judging"))
    assert "You own this action" in page.text
    assert f"/actions/{action.number}/judge" not in page.text
    session.expire_all()
    assert action.claims[0].verdict == ""


@pytest.mark.parametrize("sent", [{}, {"claim": "1", "verdict": "changed_practice", "reason": "I think so"}])
def test_an_action_without_a_claim_is_not_judged(
    client: FlaskClient, session: Session, world: World, sent: dict[str, str]
) -> None:
    action = make_action(session, world)
    sign_in(client, world.executive)
    answer = client.post(actions_page(world, action, "/judge"), data=sent)
    assert answer.status_code == 422
    assert "does not wait to be judged" in answer.text


def test_evidence_that_is_taken_back_is_said_beside_the_claim_that_rests_on_it(
    client: FlaskClient, session: Session, world: World
) -> None:
    action = make_action(session, world)
    link = NewEvidence(shows="Audit", dated=TODAY, link="https://example.org/a")
    item = add_evidence(session, action, link, world.owner.id, TODAY)
    claim_impact(session, action, "Better", "We looked", world.owner.id)
    seen = action.revision
    withdraw_evidence(session, item, "It names a child", world.owner.id)
    assert action.revision == seen + 1
    sign_in(client, world.executive)
    for rest in ("", "/judge"):
        assert "taken back since: 1" in client.get(actions_page(world, action, rest)).text


def test_a_lead_who_gives_it_away_and_takes_it_back_is_not_offered_to_decide(
    client: FlaskClient, session: Session, world: World
) -> None:
    action = make_action(session, world, owner_id=world.lead.id)
    planning.name_owner(session, action, world.owner.id, "", world.lead.id)
    sign_in(client, world.lead)
    page = client.get(actions_page(world, action)).text
    assert "/time" not in page
    data = {"seen": str(action.revision), "why": "I need it", "due_by": DUE.replace(day=20).isoformat()}
    assert client.post(actions_page(world, action, "/time"), data=data).status_code == 403


def test_a_judgement_of_a_claim_that_was_not_read_is_not_kept(
    client: FlaskClient, session: Session, world: World
) -> None:
    action = make_action(session, world)
    judged(session, world, action, "no_evidence")
    claim(session, action, world.owner)
    sign_in(client, world.executive)
    old = {"verdict": "better_for_children", "reason": "As the first claim said", "claim": "1"}
    assert client.post(actions_page(world, action, "/judge"), data=old).status_code == 422
    session.expire_all()
    assert [one.verdict for one in action.claims] == ["no_evidence", ""]


def test_somebody_else_judges_and_the_same_agency_is_shown(client: FlaskClient, session: Session, world: World) -> None:
    colleague = make_user(session, world.partnership, roles=("executive_member",), agency=world.agency)
    action = make_action(session, world)
    claim(session, action, world.owner)
    sign_in(client, colleague)
    assert "You hold a role for the agency that did this" in client.get(actions_page(world, action, "/judge")).text
    verdict = {"verdict": "changed_practice", "reason": "The audit shows it", "claim": "1"}
    assert client.post(actions_page(world, action, "/judge"), data=verdict).status_code == 302
    assert "of the same agency" in client.get(actions_page(world, action)).text


def test_activity_does_not_close_the_recommendation_on_its_page(
    client: FlaskClient, session: Session, world: World
) -> None:
    judged(session, world, make_action(session, world), "activity_only")
    sign_in(client, world.qa)
    answer = client.post(at(world, f"improvement/recommendations/{world.recommendation.number}/close"))
    assert answer.status_code == 422
    assert "Nobody has judged" in answer.text
    session.expire_all()
    assert world.recommendation.state == "open"


def test_an_impact_closes_it_and_it_is_opened_again_with_a_reason(
    client: FlaskClient, session: Session, world: World
) -> None:
    judged(session, world, make_action(session, world), "better_for_children")
    sign_in(client, world.qa)
    path = f"improvement/recommendations/{world.recommendation.number}"
    assert client.post(at(world, f"{path}/close")).status_code == 302
    session.expire_all()
    assert world.recommendation.state == "closed"
    assert client.get(at(world, f"{path}/open-again")).status_code == 200
    assert client.post(at(world, f"{path}/open-again"), data={"why": ""}).status_code == 422
    assert client.post(at(world, f"{path}/open-again"), data={"why": "It slipped back"}).status_code == 302
    session.expire_all()
    assert (world.recommendation.state, world.recommendation.reopened) == ("open", 1)


def test_an_agency_lead_neither_closes_nor_judges(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    claim(session, action, world.owner)
    sign_in(client, world.lead)
    assert client.get(actions_page(world, action, "/judge")).status_code == 403
    path = f"improvement/recommendations/{world.recommendation.number}/close"
    assert client.post(at(world, path)).status_code == 403


@pytest.mark.parametrize("act", ["time", "owner", "measure", "words", "drop"])
def test_what_was_agreed_is_changed_on_its_page(client: FlaskClient, session: Session, world: World, act: str) -> None:
    action = make_action(session, world)
    sign_in(client, world.lead)
    assert client.get(actions_page(world, action, f"/{act}")).status_code == 200
    data = {
        "seen": str(action.revision), "why": "So agreed", "due_by": "2026-09-01", "owner_id": "", "owner": "Head",
        "success_measure": "Eight of ten", "what": "Write to each",
    }  # fmt: skip
    assert client.post(actions_page(world, action, f"/{act}"), data=data | {"seen": "999"}).status_code == 422
    assert client.post(actions_page(world, action, f"/{act}"), data=data).status_code == 302


def test_two_leads_at_once_the_second_is_told(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    seen = str(action.revision)
    sign_in(client, world.qa)
    data = {"seen": seen, "why": "Clearer", "what": "First"}
    client.post(actions_page(world, action, "/words"), data=data)
    answer = client.post(actions_page(world, action, "/words"), data=data | {"what": "Second"})
    assert answer.status_code == 422
    assert "changed after you opened it" in answer.text
    session.expire_all()
    assert action.what == "First"


def test_the_owner_cannot_give_themselves_time_or_drop_it_by_page(
    client: FlaskClient, session: Session, world: World
) -> None:
    action = make_action(session, world, owner_id=world.lead.id)
    sign_in(client, world.lead)
    page = client.get(actions_page(world, action)).text
    assert "/time" not in page
    assert "/drop" not in page
    data = {"seen": str(action.revision), "why": "I need it", "due_by": "2026-09-01"}
    for act in ("time", "drop"):
        assert client.post(actions_page(world, action, f"/{act}"), data=data).status_code == 403


def test_the_agencys_page_shows_what_waits_and_what_is_late(
    client: FlaskClient, session: Session, world: World
) -> None:
    make_action(session, world)
    sign_in(client, world.lead)
    page = client.get(at(world, "agency-actions/")).text
    assert "Waits for your reply" in page
    assert "Send a reply to each referrer" in page


def test_the_days_of_escalation_are_the_partnerships(client: FlaskClient, session: Session, world: World) -> None:
    sign_in(client, world.qa)
    page = at(world, "improvement/escalation")
    assert "a suggestion of the product" in client.get(page).text
    assert client.post(page, data={"lead_after": "9", "executive_after": "9"}).status_code == 422
    assert client.post(page, data={"lead_after": "7", "executive_after": "21"}).status_code == 302
    assert "Your partnership has decided" in client.get(page).text


def test_a_claim_is_handed_in_on_its_page(client: FlaskClient, session: Session, world: World) -> None:
    action = make_action(session, world)
    sign_in(client, world.owner)
    page = actions_page(world, action, "/claim")
    assert client.get(page).status_code == 200
    data = {"seen": str(action.revision), "says": "Told next day", "how_known": "18 of 20", "no_evidence_why": ""}
    assert client.post(page, data=data).status_code == 422
    assert client.post(page, data=data | {"no_evidence_why": "It is in the audit"}).status_code == 302
    session.expire_all()
    assert action.state == "claimed"


def test_the_page_of_the_recommendation_shows_its_second_half(
    client: FlaskClient, session: Session, world: World
) -> None:
    judged(session, world, make_action(session, world), "changed_practice")
    sign_in(client, world.qa)
    page = client.get(at(world, f"improvement/recommendations/{world.recommendation.number}")).text
    assert "Referrers are told the next day." in page
    assert "Close it with impact" in page


def test_the_page_of_an_action_says_what_it_is_for_to_whoever_does_it(
    client: FlaskClient, session: Session, world: World
) -> None:
    action = make_action(session, world)
    sign_in(client, world.owner)
    page = client.get(actions_page(world, action)).text
    assert world.recommendation.text in page
    assert world.recommendation.why in page
    assert at(world, "improvement/recommendations/") not in page, "whoever only acts may not open it"


def test_the_way_back_from_an_action_leads_only_where_one_may_go(
    client: FlaskClient, session: Session, world: World
) -> None:
    other = make_agency(session, world.partnership)
    action = make_action(session, world, agency_id=other.id)
    sign_in(client, make_user(session, world.partnership, roles=("agency_lead",), agency=other))
    page = client.get(actions_page(world, action)).text
    back = re.findall(r'href="([^"]+)" class="govuk-back-link', page)
    assert back == [at(world, "agency-actions/")]
    assert client.get(back[0]).status_code == 200


def test_the_history_of_an_action_is_told_in_words_to_its_owner_and_to_no_other(
    client: FlaskClient, session: Session, world: World
) -> None:
    action = make_action(session, world)
    other = make_user(session, world.partnership, roles=("action_owner",), agency=world.agency)
    note_progress(session, action, "at_risk", "The sheet is late.", world.owner.id, TODAY)
    planning.name_owner(session, action, other.id, "", world.qa.id, "Somebody else does it now.")
    planning.give_more_time(session, action, DUE + timedelta(days=9), world.qa.id, "Two posts are vacant.", TODAY)
    made = claim(session, action, world.lead)
    judge_impact(session, made, "activity_only", "Nobody was asked.", world.qa.id, TODAY)
    sign_in(client, other)
    assert actions_page(world, action, "/history") in client.get(actions_page(world, action)).text
    told = html.unescape(client.get(actions_page(world, action, "/history")).text.split("<main")[1])
    for words in ("At risk", "Activity only", world.owner.name, other.name, "10 July 2026", "1 June 2026"):
        assert words in told, words
    for raw in ("at_risk", "activity_only", "2026-", "Closed with impact", f" {other.id}<"):
        assert raw not in told, raw
    sign_in(client, world.owner)
    assert client.get(actions_page(world, action, "/history")).status_code == 404
