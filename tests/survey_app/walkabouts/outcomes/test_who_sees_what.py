"""Attacks on the pages: grades before their time, other agencies, other partnerships, drafts that are nobody's yet."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.audit_log import AuditEvent
from survey_app.database import now
from survey_app.walkabouts.models.outcomes import GoodPractice
from survey_app.walkabouts.outcomes import accuracy, good_practice
from survey_app.walkabouts.outcomes.finals import final_revisions
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.outcomes.visited import SECRET, Visited, make_visited, note, to_stage
from tests.survey_app.walkabouts.section11_factories import make_notes

WORKING = (
    "", "/reconcile", "/reconcile/st5", "/grades", "/compare", "/sign", "/accuracy", "/final", "/good-practice",
)  # fmt: skip
EARLY = ("fieldwork", "reconciled", "graded")


def at(found: Visited, path: str = "") -> str:
    return f"/p/{found.partnership.slug}/walkabouts/outcomes/{found.assessment.id}{path}"


def every_page(app: Flask, found: Visited, user: User) -> Iterator[tuple[str, str]]:
    """Every page of this feature that can be read, as this person gets it."""
    client = sign_in(app.test_client(), user)
    values = {
        "partnership": found.partnership.slug, "assessment_id": found.assessment.id, "standard_name": "st5",
        "number": 1, "visit_id": found.visit.id, "slug": found.assessment.cycle.slug, "correction_id": "0",
        "practice_id": "0",
    }  # fmt: skip
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("outcomes.")]
    for rule in rules:
        if "GET" in (rule.methods or ()):
            with app.test_request_context():
                address = app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            response = client.get(address)
            assert response.status_code in (200, 403, 404), address
            word = response.mimetype.endswith("wordprocessingml.document")
            yield address, text_of(response.data) if word else response.get_data(as_text=True)


@pytest.mark.parametrize("stage", EARLY)
def test_no_page_gives_the_team_an_own_grade_before_the_walkabout_s_are_recorded_and_shown(
    app: Flask, session: Session, stage: str
) -> None:
    worlds = []
    for own in ({"st1": "fully", "st5": "mostly"}, {"st1": "not_met", "st5": "not_met"}):
        found = make_visited(session, own=own)
        if stage != "fieldwork":
            to_stage(session, found, stage)
        pages = {}
        for user in (found.leader, found.auditor, found.qa):
            for address, text in every_page(app, found, user):
                assert SECRET not in text, address
                assert "The agency itself" not in text, address
                pages[user.email, address] = text
        worlds.append((found, pages))
    (first, before), (second, after) = worlds
    for (email, address), text in before.items():
        place = [first.leader.email, first.auditor.email, first.qa.email].index(email)
        other = (second.leader, second.auditor, second.qa)[place].email
        moved = address.replace(first.assessment.id, second.assessment.id).replace(first.visit.id, second.visit.id)
        moved = moved.replace(first.partnership.slug, second.partnership.slug)
        moved = moved.replace(first.assessment.cycle.slug, second.assessment.cycle.slug)
        assert _grades_in(text) == _grades_in(after[other, moved]), address


def _grades_in(text: str) -> list[int]:
    """How often each grade is said on a page."""
    return [text.count(label) for label in ("Fully met", "Mostly met", "Partly met", "Not met", "Not applicable")]


def test_after_the_reveal_the_team_sees_both(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "graded")
    client = sign_in(app.test_client(), found.leader)
    assert "Show the agency’s own grades" in client.get(at(found, "/compare")).get_data(as_text=True)
    assert client.post(at(found, "/compare/show")).status_code == 302
    text = client.get(at(found, "/compare")).get_data(as_text=True)
    assert "The agency itself" in text
    assert "1 step lower than the agency’s own" in text


def test_nobody_shows_the_own_grades_but_the_team_and_nobody_twice(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "graded")
    for user, status in ((found.qa, 403), (found.stranger, 404), (found.lead, 403)):
        assert sign_in(app.test_client(), user).post(at(found, "/compare/show")).status_code == status
    client = sign_in(app.test_client(), found.auditor)
    assert client.post(at(found, "/compare/show")).status_code == 302
    assert client.post(at(found, "/compare/show")).status_code == 409


@pytest.mark.parametrize("stage", [*EARLY, "compared", "signed"])
def test_the_agency_reads_nothing_of_the_walkabout_before_it_is_sent(app: Flask, session: Session, stage: str) -> None:
    found = make_visited(session)
    if stage != "fieldwork":
        to_stage(session, found, stage)
    for address, text in every_page(app, found, found.lead):
        for secret in ("What we found", "Strong in st1", "Leader on st5", "The walkabout</span>"):
            assert secret not in text, address


def test_another_agency_s_lead_finds_nothing_even_when_it_is_final(app: Flask, session: Session) -> None:
    found, other = to_stage(session, make_visited(session), "final"), make_visited(session)
    colleague = make_user(session, found.partnership, roles=("agency_lead",), agency=other.assessment.members[0].agency)
    unbound = make_user(session, found.partnership, roles=("agency_lead",))
    for user in (colleague, unbound):
        client = sign_in(app.test_client(), user)
        for path in ("/reply", "/reply/letter.docx"):
            assert client.get(at(found, path)).status_code == 404
        for path in ("/reply", "/reply/send", "/reply/remove", "/reply/good-practice"):
            assert client.post(at(found, path)).status_code == 404
        assert found.assessment.title not in client.get(
            f"/p/{found.partnership.slug}/walkabouts/outcomes/replies"
        ).get_data(as_text=True)  # fmt: skip


def test_who_was_not_there_sees_only_what_is_final(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    member = make_user(session, found.partnership, roles=("executive_member",))
    for user in (found.stranger, member):
        client = sign_in(app.test_client(), user)
        text = client.get(at(found)).get_data(as_text=True)
        assert "not final yet" in text
        for path in WORKING[1:]:
            assert client.get(at(found, path)).status_code == 404, path
    accuracy.reply(session, found.assessment, answer="accurate", by=found.lead.id, at=now())
    sign_in(app.test_client(), found.qa).post(at(found, "/final"))
    for user in (found.stranger, member):
        client = sign_in(app.test_client(), user)
        assert "What we found on st5." in client.get(at(found, "/final/1")).get_data(as_text=True)
        assert client.get(at(found, "/reconcile/st5")).status_code == 404


def test_a_team_member_with_notes_of_their_own_to_send_does_not_read_the_others(app: Flask, session: Session) -> None:
    found = make_visited(session, notes=False)
    make_notes(session, found.visit, found.leader, note("mostly", talks=5, who="Leader"), sent=True)
    late = sign_in(app.test_client(), found.auditor)
    text = late.get(at(found, "/reconcile/st5")).get_data(as_text=True)
    assert "Send your own notes first" in text
    assert "Leader on st5." not in text
    sent = sign_in(app.test_client(), found.leader)
    assert "Leader on st5." in sent.get(at(found, "/reconcile/st5")).get_data(as_text=True)


def test_whoever_works_for_the_agency_judges_nothing_of_it(app: Flask, session: Session) -> None:
    found = make_visited(session)
    agency = found.assessment.members[0].agency
    own = make_user(session, found.partnership, roles=("auditor",), agency=agency)
    found.visit.team[1].user_id = own.id
    session.flush()
    session.expire_all()
    client = sign_in(app.test_client(), own)
    assert client.get(at(found, "/reconcile")).status_code == 404
    assert client.post(at(found, "/reconcile/st5"), data={"grade": "fully"}).status_code == 404


def test_another_partnership_reads_the_final_copy_by_a_share_and_nothing_else(app: Flask, session: Session) -> None:
    from survey_app.walkabouts.cycles.sharing import grant

    found = to_stage(session, make_visited(session), "replying")
    reader = make_partnership(session)
    qa = make_user(session, reader, roles=("qa_group",))
    address = f"/p/{reader.slug}/walkabouts/outcomes/shared/{found.assessment.id}"
    client = sign_in(app.test_client(), qa)
    assert client.get(address).status_code == 404
    grant(session, found.assessment, reader, by=found.qa.id)
    assert client.get(address).status_code == 404, "a draft is shared with nobody"
    accuracy.reply(session, found.assessment, answer="accurate", by=found.lead.id, at=now())
    sign_in(app.test_client(), found.qa).post(at(found, "/final"))
    text = client.get(address).get_data(as_text=True)
    assert "What we found on st5." in text
    for secret in ("conversation noted", "7 conversations", "Leader on st5", "role_group"):
        assert secret not in text
    assert client.get(at(found)).status_code == 404
    readings = session.scalars(select(AuditEvent).where(AuditEvent.action == "shared assessment read")).all()
    assert {event.partnership_id for event in readings} == {reader.id, found.partnership.id}


def test_nothing_typed_is_lost_where_a_step_is_refused(app: Flask, session: Session) -> None:
    found = make_visited(session)
    client = sign_in(app.test_client(), found.leader)
    typed = {"grade": "not_applicable", "rationale": "Typed with care.", "strengths": "So strong."}
    response = client.post(at(found, "/reconcile/st5"), data=typed)
    assert response.status_code == 422
    text = response.get_data(as_text=True)
    assert "Say why the standard does not apply" in text
    assert "Typed with care." in text
    assert client.post(at(found, "/reconcile/st5"), data={**typed, "exempt_because": "No staff."}).status_code == 302
    assert client.post(at(found, "/reconcile"), data={"spoken_with": "many"}).status_code == 422


def test_what_is_sent_in_is_never_answered_with_an_error_of_ours(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "compared")
    client = sign_in(app.test_client(), found.leader)
    for path in (
        "/reconcile", "/reconcile/st5", "/reconcile/st99", "/reconcile/again", "/grades", "/grades/again",
        "/actions/st5", "/actions/st99", "/actions/st5/remove", "/compare", "/compare/show", "/revise/st5",
        "/revise/st99", "/sign", "/sign/back", "/accuracy/send", "/accuracy/no-reply", "/accuracy/0", "/final",
        "/good-practice", "/good-practice/0", "/reopen",
    ):  # fmt: skip
        for data in ({}, {"grade": "worst", "due_on": "31/31/31", "agency": "x", "accepted": "perhaps", "act": "x"}):
            assert client.post(at(found, path), data=data).status_code in (302, 403, 404, 409, 422), path


def text_of(body: bytes) -> str:
    document = Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _letter(client: FlaskClient, found: Visited) -> str:
    response = client.get(at(found, "/final/1/letter.docx"))
    assert response.status_code == 200
    return text_of(response.data)


def test_the_letter_says_both_grades_what_they_mean_and_what_is_to_be_done(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    text = _letter(sign_in(app.test_client(), found.qa), found)
    for said in (
        found.assessment.title, "Partly met", "Mostly met", "Name the escalation route in induction.",
        "Staff name the route when asked.", "Staff told us otherwise.", "st5 partly, version 1.",
        "st5 mostly, version 1.", "Strong in st1.", found.leader.name,
    ):  # fmt: skip
        assert said in text, said
    own = sign_in(app.test_client(), found.lead).get(at(found, "/reply/letter.docx"))
    assert text_of(own.data) == text


def test_a_narrative_only_assessment_says_no_grade_of_the_walkabout_anywhere(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session, talks=(2, 2), own={}), "final")
    texts = [_letter(sign_in(app.test_client(), found.qa), found)]
    for user in (found.qa, found.stranger, found.lead):
        texts += [text for address, text in every_page(app, found, user) if "/reconcile" not in address]
    shown = [text for text in texts if "Narrative only" in text]
    assert len(shown) > 5
    for text in texts:
        for label in ("Fully met", "Mostly met", "Partly met", "Not met"):
            assert f">{label}<" not in text.replace("</label>", ""), text[:200]
        assert "%" not in text.split("<main")[-1].split("</main>")[0]
    assert "Mostly met" not in texts[0]


def test_a_card_for_staff_says_no_grade_no_number_and_nobody(app: Flask, session: Session) -> None:
    found = make_visited(session)
    client = sign_in(app.test_client(), found.auditor)
    address = f"/p/{found.partnership.slug}/walkabouts/outcomes/visits/{found.visit.id}/card"
    assert client.get(f"{address}/print").status_code == 404
    for heard in (
        "Escalation is partly met.", "We would grade you highly.", "3 of you were unsure.", "Two nurses told us so.",
        "40 per cent knew.", "Call Mrs Example on 01632 960001.",
    ):  # fmt: skip
        response = client.post(address, data={"heard": heard, "next_steps": "", "contact": ""})
        assert response.status_code == 422, heard
        assert "Take " in response.get_data(as_text=True)
    heard = "One thing that we heard often: you would like to know what came of a referral."
    assert client.post(address, data={"heard": heard, "next_steps": "", "contact": ""}).status_code == 302
    text = client.get(f"{address}/print").get_data(as_text=True)
    assert "what came of a referral" in text
    assert found.partnership.urgent_phone in text
    assert sign_in(app.test_client(), found.stranger).get(address).status_code == 404


def test_good_practice_is_published_only_in_words_that_the_agency_agreed_to(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    qa, lead = sign_in(app.test_client(), found.qa), sign_in(app.test_client(), found.lead)
    typed = {
        "title": "A lead whom staff meet",
        "text": "First words.",
        "tags": "Front line, front line",
        "standard": "st1",
    }
    assert qa.post(at(found, "/good-practice"), data=typed).status_code == 302
    practice = session.scalars(select(GoodPractice)).one()
    act = at(found, f"/good-practice/{practice.id}")
    assert qa.post(act, data={"act": "publish"}).status_code == 409
    assert qa.post(act, data={"act": "ask"}).status_code == 302
    answered = {"practice": practice.id, "agrees": "yes"}
    assert qa.post(at(found, "/reply/good-practice"), data=answered).status_code == 403
    assert lead.post(at(found, "/reply/good-practice"), data=answered).status_code == 302
    edit = f"{at(found, '/good-practice')}?edit={practice.id}"
    assert qa.post(edit, data={**typed, "text": "Other words."}).status_code == 302
    assert qa.post(act, data={"act": "publish"}).status_code == 409, "the agency has not agreed to these words"
    assert qa.post(act, data={"act": "ask"}).status_code == 302
    assert lead.post(at(found, "/reply/good-practice"), data=answered).status_code == 302
    assert qa.post(act, data={"act": "publish"}).status_code == 302
    everybody = make_user(session, found.partnership, roles=("councillor",))
    page = sign_in(app.test_client(), everybody).get(f"/p/{found.partnership.slug}/walkabouts/outcomes/good-practice")
    assert "Other words." in page.get_data(as_text=True)
    assert good_practice.published_practice(session, make_partnership(session).id) == []
    session.expire_all()
    assert session.scalars(select(GoodPractice)).one().tags == ["front line"]


def test_the_agency_replies_on_its_page_with_the_clock_in_sight(app: Flask, session: Session) -> None:
    found = to_stage(session, make_visited(session), "replying")
    client = sign_in(app.test_client(), found.lead)
    text = client.get(at(found, "/reply")).get_data(as_text=True)
    assert "10 working days left" in text or "9 working days left" in text
    typed = {"standard": "st5", "wrong": "Nobody names the route.", "right": "Three do.", "shown_by": ""}
    assert client.post(at(found, "/reply"), data={**typed, "right": ""}).status_code == 422
    assert client.post(at(found, "/reply"), data=typed).status_code == 302
    assert client.post(at(found, "/reply/send"), data={"answer": "accurate"}).status_code == 422
    assert client.post(at(found, "/reply/send"), data={"answer": "corrections"}).status_code == 302
    leader = sign_in(app.test_client(), found.leader)
    assert "Three do." in leader.get(at(found, "/accuracy")).get_data(as_text=True)
    session.expire_all()
    state = accuracy.reply_state(session, found.assessment)
    assert state is not None
    answer = at(found, f"/accuracy/{state.corrections[0].id}")
    assert "Three do." in leader.get(answer).get_data(as_text=True)
    corrected = {"accepted": "yes", "reason": "Shown.", "grade": "mostly", "rationale": "Three name it."}
    assert leader.post(answer, data=corrected).status_code == 302
    assert sign_in(app.test_client(), found.qa).post(at(found, "/final")).status_code == 302
    session.expire_all()
    assert final_revisions(session, found.assessment)[0].content["standards"][2]["grade_label"] == "Mostly met"
