"""The return on the form's own pages: who may write it, what it answers by itself, and two people at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from instruments.grades import STANDARD_ROWS
from survey_app.collect.models import Draft, Submission
from survey_app.database import new_uuid
from survey_app.walkabouts.self_assessment.deadlines import today_here
from survey_app.walkabouts.self_assessment.models import SelfAssessment
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    AgencyCase,
    add,
    begin,
    draft_of,
    make_case,
    make_lead,
)  # fmt: skip

SHOWN = ["st1", *(f"st1_{row.part}" for row in STANDARD_ROWS)]


@pytest.fixture
def case(session: Session) -> AgencyCase:
    return make_case(session)


@pytest.fixture
def kept(session: Session, case: AgencyCase) -> SelfAssessment:
    return begin(session, case)


def form_address(case: AgencyCase, kept: SelfAssessment, rest: str = "") -> str:
    return f"/p/{case.partnership.slug}/rounds/{kept.round.slug}/answer/{kept.draft_id}{rest}"


def open_standard(client: FlaskClient, address: str) -> dict[str, str]:
    """The hidden values of a page, as a browser would post them."""
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    text = page.get_data(as_text=True)
    return {name: re.search(f'name="{name}" value="([^"]*)"', text)[1] for name in ("revision", "seen", "at")}  # type: ignore[index]


def post(client: FlaskClient, address: str, hidden: dict[str, str], answers: dict[str, str]) -> tuple[int, str]:
    """Post a page on which every question was seen, as the browser's script shows them."""
    found = re.search(r'name="([^"]*)st1"', client.get(address).get_data(as_text=True))
    assert found is not None
    values = {f"{found[1]}{name}": value for name, value in answers.items()}
    answer = client.post(address, data={**hidden, **values, "shown": SHOWN, "go": "continue"})
    return answer.status_code, answer.get_data(as_text=True)


def test_every_lead_of_the_agency_writes_the_same_draft_and_nobody_else_finds_it(
    app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    elsewhere = make_partnership(session)
    own = [case.lead, make_lead(session, case.partnership, case.agency)]
    strangers = [
        make_lead(session, case.partnership, make_agency(session, case.partnership)),
        make_lead(session, elsewhere, case.agency),
        make_user(session, case.partnership, roles=("agency_lead",)),  # of no agency
        make_user(session, case.partnership, roles=("auditor",), agency=case.agency),
        make_user(session, case.partnership, roles=("facilitator",)),
    ]
    address = form_address(case, kept, "/page/the_agency")
    assert [sign_in(app.test_client(), user).get(address).status_code for user in own] == [200, 200]
    assert [sign_in(app.test_client(), user).get(address).status_code for user in strangers] == [404] * len(strangers)
    pages = ("", "/evidence", "/evidence/st1", "/answers", "/declare", "/last-time")
    here = f"/p/{case.partnership.slug}/walkabouts/self-assessment/{case.assessment.id}"
    for stranger in strangers:
        client = sign_in(app.test_client(), stranger)
        assert {client.get(here + page).status_code for page in pages} <= {403, 404}
        assert client.post(f"{here}/begin").status_code in (403, 404)
        assert client.post(f"{here}/declare/take-back").status_code in (403, 404)


def test_a_grade_above_the_evidence_is_refused_where_it_is_given_and_kept_all_the_same(
    app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    add(session, case, "st1", "policy")
    client, address = sign_in(app.test_client(), case.lead), form_address(case, kept, "/page/st1")
    answers = {"st1": "mostly", "st1_rationale": "Because."}
    fill_scope(session, kept)
    status, text = post(client, address, open_standard(client, address), answers)
    assert status == 422
    assert "Mostly met is not possible with the evidence in your store. There are only policies" in text
    assert draft_of(session, kept).document["st1"] == "mostly", "nothing typed is lost"
    add(session, case, "st1", "audit")
    status, _ = post(client, address, open_standard(client, address), answers)
    assert status == 302


def fill_scope(session: Session, kept: SelfAssessment) -> None:
    draft = draft_of(session, kept)
    draft.document = {**draft.document, "assessed_elsewhere": "no"}
    session.flush()


def test_what_the_record_answers_is_not_asked_and_a_forged_answer_does_not_count(
    app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    fill_scope(session, kept)
    client, address = sign_in(app.test_client(), case.lead), form_address(case, kept, "/page/st1")
    page = client.get(address).get_data(as_text=True)
    assert "st1_practice_evidence" not in page
    assert "st1_evidence_date" not in page
    forged = {
        "st1": "fully", "st1_rationale": "Because.", "st1_practice_evidence": "yes", "st1_impact": "Yes.",
        "st1_evidence_date": today_here().isoformat(),
    }  # fmt: skip
    status, text = post(client, address, open_standard(client, address), forged)
    assert (status, "not possible" in text) == (422, True)
    document = draft_of(session, kept).document
    assert (document["st1_practice_evidence"], document["agency"]) == (None, case.agency.name)


def test_the_evidence_stands_beside_the_standard_with_what_it_counts_for(
    app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    fill_scope(session, kept)
    add(session, case, "st1", "audit", title="An old <b>audit</b>", dated_on=today_here() - timedelta(days=900))
    text = sign_in(app.test_client(), case.lead).get(form_address(case, kept, "/page/st1")).get_data(as_text=True)
    assert "An old &lt;b&gt;audit&lt;/b&gt;" in text
    assert "Counts for Mostly met at most: it is more than 12 months old." in text


def test_two_leads_on_one_page_overwrite_nothing(
    app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    fill_scope(session, kept)
    second = make_lead(session, case.partnership, case.agency)
    clients = [sign_in(app.test_client(), user) for user in (case.lead, second)]
    address = form_address(case, kept, "/page/st1")
    hidden = [open_standard(client, address) for client in clients]
    answers = [{"st1": "partly", "st1_rationale": text, "st1_action_what": "Act."} for text in ("First.", "Second.")]
    assert post(clients[0], address, hidden[0], answers[0])[0] == 302
    status, text = post(clients[1], address, hidden[1], answers[1])
    assert status == 409
    assert "First." in text
    assert "Second." in text
    assert draft_of(session, kept).document["st1_rationale"] == "First."


def test_evidence_added_in_another_tab_is_no_conflict(
    app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    fill_scope(session, kept)
    client, address = sign_in(app.test_client(), case.lead), form_address(case, kept, "/page/st1")
    hidden = open_standard(client, address)
    add(session, case, "st1", "audit")
    assert post(client, address, hidden, {"st1": "mostly", "st1_rationale": "Because."})[0] == 302


def test_a_standard_that_does_not_apply_is_explained_and_not_asked(app: Flask, session: Session) -> None:
    case = make_case(session, standards={"st1": (), "st2": ("police",)}, agency_type="health")
    kept = begin(session, case)
    fill_scope(session, kept)
    client = sign_in(app.test_client(), case.lead)
    page = client.get(form_address(case, kept, "/page/st2"))
    assert "does not apply" in page.get_data(as_text=True)
    assert "st2_rationale" not in page.get_data(as_text=True)
    client.post(form_address(case, kept, "/page/st2"), data={"revision": "0", "go": "continue"})
    here = f"/p/{case.partnership.slug}/walkabouts/self-assessment/{case.assessment.id}"
    assert client.get(f"{here}/evidence/st2").status_code == 404


@pytest.mark.parametrize("rest", ["/page/st1", "/check", "/pages"])
def test_after_the_deadline_the_pages_say_so_and_nothing_is_changed(
    app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment, rest: str
) -> None:
    fill_scope(session, kept)
    client, address = sign_in(app.test_client(), case.lead), form_address(case, kept, "/page/st1")
    hidden = open_standard(client, address)
    kept.due_on = today_here() - timedelta(days=1)
    session.flush()
    answer = client.post(address, data={**hidden, "go": "continue"})
    assert answer.status_code == 410
    assert client.get(form_address(case, kept, rest)).status_code == 410
    assert "has passed" in client.get(address).get_data(as_text=True)
    assert draft_of(session, kept).document.get("st1") is None
    assert draft_of(session, kept).document["assessed_elsewhere"] == "no", "what stood at the deadline is kept"


def test_sending_leads_to_the_declaration(app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment) -> None:
    fill_scope(session, kept)
    client = sign_in(app.test_client(), case.lead)
    answer = client.post(form_address(case, kept, "/check"), data={"revision": "0", "go": "send"})
    assert answer.location == f"/p/{case.partnership.slug}/walkabouts/self-assessment/{case.assessment.id}/declare"
    assert session.get(Submission, kept.draft_id) is None


def test_the_round_takes_nothing_from_single_people(
    app: Flask, session: Session, case: AgencyCase, kept: SelfAssessment
) -> None:
    """Not from an auditor, nor from the lead past the declaration, on the form or as a program."""
    base = f"/p/{case.partnership.slug}/rounds/{kept.round.slug}"
    for user in (case.lead, make_user(session, case.partnership, roles=("auditor",))):
        client = sign_in(app.test_client(), user)
        assert client.get(f"{base}/answer").status_code == 403
        assert client.post(f"{base}/answer").status_code == 403
        for uuid in (new_uuid(), kept.draft_id):
            body = {"uuid": uuid, "version": kept.round.version.number, "document": {"agency": case.agency.name}}
            assert client.post(f"{base}/submissions", json=body).status_code == 403
            assert client.post(f"{base}/submissions/{uuid}/files", data={}).status_code == 403
    assert session.query(Submission).filter_by(round_id=kept.round_id).count() == 0
    assert session.query(Draft).filter_by(round_id=kept.round_id).count() == 1


def test_leads_of_every_member_reach_a_joint_return(app: Flask, session: Session) -> None:
    case = make_case(session, agencies=3, agency_type="district_council")
    kept = begin(session, case)
    leads = [make_lead(session, case.partnership, member.agency) for member in case.assessment.members]
    address = form_address(case, kept, "/page/the_agency")
    assert [sign_in(app.test_client(), lead).get(address).status_code for lead in leads] == [200, 200, 200]
    assert draft_of(session, kept).document["agency"] == case.assessment.title
