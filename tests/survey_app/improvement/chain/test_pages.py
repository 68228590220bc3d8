"""Pages of the chain: who sees what, what is kept when two work at once, and that nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.chain.replying import reply
from survey_app.improvement.models import ChainChange, Finding, Recommendation
from survey_app.partnership.models import Agency, Partnership
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.improvement.chain.chain_world import make_finding, make_recommendation

AT = "/p/north/improvement"
ROLES_THAT_READ = ("qa_group", "scrutineer", "external_reviewer", "executive_member")


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


@pytest.fixture
def agency(session: Session, partnership: Partnership) -> Agency:
    return make_agency(session, partnership)


@pytest.fixture
def recommendation(session: Session, partnership: Partnership, agency: Agency) -> Recommendation:
    return make_recommendation(session, partnership, agency)


def client_of(
    app: Flask, session: Session, partnership: Partnership, role: str, agency: Agency | None = None
) -> FlaskClient:
    return sign_in(app.test_client(), make_user(session, partnership, roles=(role,), agency=agency))


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


FINDING = {
    "kind": "concern", "text": "Plans have no dates.", "theme": "Plans", "source_kind": "case_audit",
    "found_on": "2024-05-04",
}  # fmt: skip


def test_a_finding_is_entered_linked_recommended_upon_replied_to_and_read_in_both_directions(
    app: Flask, session: Session, partnership: Partnership, agency: Agency
) -> None:
    manager = client_of(app, session, partnership, "qa_group")
    page = manager.post(f"{AT}/findings/new", data=FINDING, follow_redirects=True).get_data(as_text=True)
    assert "Finding F-001" in page
    words = {"says": "Ten of twelve plans in the sample."}
    page = manager.post(f"{AT}/findings/1/evidence/words", data=words, follow_redirects=True).get_data(as_text=True)
    assert "Ten of twelve plans" in page
    given = {
        "text": "Give every plan a date for each step.", "why": "Plans have no dates.", "owner_id": str(agency.id),
        "priority": "high", "source_kind": "case_audit", "made_on": "2024-05-05", "theme": "", "source": "",
        "findings": [session.scalars(select(Finding.id)).one()],
    }  # fmt: skip
    page = manager.post(f"{AT}/recommendations/new", data=given, follow_redirects=True).get_data(as_text=True)
    assert "Recommendation R-001" in page
    assert "Ten of twelve plans" in page
    lead = client_of(app, session, partnership, "agency_lead", agency)
    reply_page = lead.get(f"{AT}/recommendations/1/reply").get_data(as_text=True)
    answer = {"answer": "partly", "because": "Not for closed cases.", "seen": seen(reply_page)}
    page = lead.post(f"{AT}/recommendations/1/reply", data=answer, follow_redirects=True).get_data(as_text=True)
    assert "Accepted in part" in page
    assert "Because: Not for closed cases." in page
    down = manager.get(f"{AT}/findings/1").get_data(as_text=True)
    assert "R-001: Give every plan" in down
    assert "accepted in part" in down


def test_two_screens_lose_nothing(
    app: Flask, session: Session, partnership: Partnership, recommendation: Recommendation
) -> None:
    (finding,) = recommendation.findings
    first, second = (client_of(app, session, partnership, "qa_group") for _ in range(2))
    address = f"{AT}/findings/{finding.number}/change"
    before = seen(first.get(address).get_data(as_text=True))
    assert first.post(address, data={**FINDING, "text": "Said first.", "seen": before}).status_code == 302
    answer = second.post(address, data={**FINDING, "text": "Said second.", "seen": before})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Said second." in page  # what was typed
    assert "Said first." in page  # what it says now
    session.refresh(finding)
    assert finding.text == "Said first."
    assert second.post(address, data={**FINDING, "text": "Both said.", "seen": seen(page)}).status_code == 302


def test_a_form_without_its_revision_changes_nothing(
    app: Flask, session: Session, partnership: Partnership, recommendation: Recommendation
) -> None:
    manager = client_of(app, session, partnership, "qa_group")
    for bad in ("", "99999999999999999999", "-1", "\u0661"):
        given = {**FINDING, "text": "Overwritten.", "seen": bad}
        assert manager.post(f"{AT}/findings/1/change", data=given).status_code == 409
    assert recommendation.findings[0].text != "Overwritten."


def test_a_lead_sees_the_recommendations_of_their_own_agency_only(
    app: Flask, session: Session, partnership: Partnership, recommendation: Recommendation
) -> None:
    other = make_recommendation(session, partnership)
    lead = client_of(app, session, partnership, "agency_lead", recommendation.owner)
    assert lead.get(f"{AT}/recommendations/{recommendation.number}").status_code == 200
    assert lead.get(f"{AT}/recommendations/{recommendation.number}/history").status_code == 200
    for address in ("", "/history", "/reply"):
        assert lead.get(f"{AT}/recommendations/{other.number}{address}").status_code == 404
    answer = {"answer": "not_accepted", "because": "No.", "seen": str(other.revision)}
    assert lead.post(f"{AT}/recommendations/{other.number}/reply", data=answer).status_code == 404
    session.refresh(other)
    assert other.reply == ""
    for address in ("/findings/1", "/findings/1/change", "/reviews", "/take-up"):
        assert lead.get(AT + address).status_code == 403
    assert lead.get(f"{AT}/findings/1/history").status_code == 404


def test_a_lead_of_the_agency_elsewhere_is_no_lead_here(
    app: Flask, session: Session, partnership: Partnership, recommendation: Recommendation
) -> None:
    """The police serve both partnerships: their lead there has a seat here, but not as a lead."""
    elsewhere = make_partnership(session)
    user = make_user(session, elsewhere, roles=("agency_lead",), agency=recommendation.owner)
    from survey_app.accounts.services import grant_roles

    grant_roles(session, user, partnership_id=partnership.id, role_keys=("agency_lead",), agency_id=None)
    lead = sign_in(app.test_client(), user)
    assert lead.get(f"{AT}/recommendations/{recommendation.number}").status_code == 404


@pytest.mark.parametrize("role", ROLES_THAT_READ)
def test_whoever_reads_reads_everything_and_only_the_qa_group_writes(
    app: Flask, session: Session, partnership: Partnership, recommendation: Recommendation, role: str
) -> None:
    reader = client_of(app, session, partnership, role)
    for address in (
        "/findings/1",
        "/recommendations/1",
        "/recommendations/1/history",
        "/findings/1/history",
        "/reviews",
    ):
        assert reader.get(AT + address).status_code == 200
    if role == "qa_group":
        return
    lines = len(session.scalars(select(ChainChange)).all())
    page = reader.get(f"{AT}/recommendations/1").get_data(as_text=True)
    assert "/change" not in page
    assert "/reply" not in page
    for address in (
        "/findings/new", "/findings/1/change", "/findings/1/withdraw", "/findings/1/evidence/words",
        "/recommendations/new", "/recommendations/1/change", "/recommendations/1/withdraw", "/recommendations/1/reply",
        "/recommendations/1/findings", "/take-up", "/reviews/new",
    ):  # fmt: skip
        answer = reader.post(AT + address, data={**FINDING, "reason": "Because", "seen": "1", "answer": "accepted"})
        assert answer.status_code == 403, address
    assert len(session.scalars(select(ChainChange)).all()) == lines


def test_rows_of_another_partnership_do_not_exist_here(app: Flask, session: Session, partnership: Partnership) -> None:
    south = make_partnership(session, slug="south")
    make_recommendation(session, south)
    foreign = make_finding(session, south)
    manager = client_of(app, session, partnership, "qa_group")
    for address in ("/findings/1", "/findings/2", "/recommendations/1", "/recommendations/1/history", "/reviews/1"):
        assert manager.get(AT + address).status_code == 404
        assert manager.get(f"/p/south/improvement{address}").status_code == 404
    owner = make_agency(session, partnership)
    given = {
        "text": "x", "why": "y", "owner_id": str(owner.id), "priority": "high", "source_kind": "other",
        "made_on": "2024-05-05", "findings": [foreign.id],
    }  # fmt: skip
    answer = manager.post(f"{AT}/recommendations/new", data=given)
    assert answer.status_code == 422
    assert "is not there" in answer.get_data(as_text=True)


def test_what_is_refused_stays_in_the_form(app: Flask, session: Session, partnership: Partnership) -> None:
    manager = client_of(app, session, partnership, "qa_group")
    answer = manager.post(f"{AT}/findings/new", data={**FINDING, "text": "J.K. said that plans have no dates."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "could tell who somebody is: “J.K.”" in page
    assert "J.K. said that plans" in page
    assert 'name="checked"' in page  # only now there is something to look at
    assert 'name="checked"' not in manager.get(f"{AT}/findings/new").get_data(as_text=True)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"found_on": "2026-02-30"}, id="no such day"),
        pytest.param({"found_on": "9999-01-01"}, id="far away"),
        pytest.param({"agency_id": "99999999999999999999"}, id="no agency"),
        pytest.param({"kind": ""}, id="no kind"),
        pytest.param({"text": "\u0000"}, id="nothing but a control character"),
        pytest.param({"theme": "x" * 500}, id="a theme as long as a page"),
    ],
)
def test_whatever_is_sent_is_answered_with_a_sentence(
    app: Flask, session: Session, partnership: Partnership, values: dict[str, Any]
) -> None:
    manager = client_of(app, session, partnership, "qa_group")
    answer = manager.post(f"{AT}/findings/new", data={**FINDING, **values})
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)


def test_text_from_people_is_never_markup(app: Flask, session: Session, partnership: Partnership) -> None:
    manager = client_of(app, session, partnership, "qa_group")
    text = "<script>alert(1)</script> & <b>bold</b>"
    manager.post(f"{AT}/findings/new", data={**FINDING, "text": text, "theme": "<i>x</i>", "checked": "y"})
    for address in ("/findings/1", "/findings/1/history", "/findings/1/change"):
        page = manager.get(AT + address).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<i>x</i>" not in page


def test_the_chain_says_what_is_missing(app: Flask, session: Session, partnership: Partnership) -> None:
    make_recommendation(session, partnership, findings=[])
    page = client_of(app, session, partnership, "qa_group").get(f"{AT}/recommendations/1").get_data(as_text=True)
    assert "No finding that stands bears this out" in page
    assert "No finding yet" in page
    assert "No action yet" in page
    assert "has not replied yet" in page


def test_one_that_is_not_accepted_shows_the_way_to_a_challenge_and_is_opened_again_by_the_qa_group(
    app: Flask, session: Session, partnership: Partnership, recommendation: Recommendation
) -> None:
    reply(session, recommendation, "not_accepted", "Another team does this.", None)
    manager = client_of(app, session, partnership, "qa_group")
    page = manager.get(f"{AT}/recommendations/1").get_data(as_text=True)
    assert "challenges the agency" in page
    lead = client_of(app, session, partnership, "agency_lead", recommendation.owner)
    assert lead.post(f"{AT}/recommendations/1/reopen", data={"reason": "x", "seen": "3"}).status_code == 403
    form = seen(manager.get(f"{AT}/recommendations/1/reopen").get_data(as_text=True))
    answer = manager.post(f"{AT}/recommendations/1/reopen", data={"reason": "No other team does.", "seen": form})
    assert answer.status_code == 302
    session.refresh(recommendation)
    assert recommendation.state == "open"
    shown = manager.get(f"{AT}/recommendations/1/history").get_data(as_text=True)
    assert "No other team does." in shown
    assert "Another team does this." in shown
