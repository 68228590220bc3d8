"""A return is made by its auditor, of whom only what the audit does not know is asked; forging it changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.returned import returned_answers
from survey_app.case_audits.returns.services import NoReturn, begin_return
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.database import now
from tests.survey_app.case_audits.audit_factories import case_document
from tests.survey_app.case_audits.returns.conftest import SignIn
from tests.survey_app.case_audits.returns.returning import MINE, begun, device_of, page_of
from tests.survey_app.walkabouts.notes.devices import setting

FORGED: dict[str, Any] = {
    "pseudonym": "CASE-6666", "age_band": "from_16_to_17", "sex": "male", "ethnic_group": "black", "theme": "Another",
    "window_start": "2020-01-01", "selection": "good_practice", "return_agency": "hospital", "involved": "no",
    "not_involved_reason": "Never heard of them.", "agencies_involved": ["hospital"], "plan_status": "no_plan",
}  # fmt: skip


@pytest.fixture
def case(case: AuditCase) -> AuditCase:
    """The demonstration's return fits a small child."""
    case.age_band = "under_2"
    return case


def sent(session: Session, asked: AgencyReturn) -> dict[str, Any]:
    """The answers of the newest revision of what was sent."""
    session.expire_all()
    revisions = session.scalars(
        select(SubmissionRevision)
        .where(SubmissionRevision.submission_id == asked.draft_id)
        .order_by(SubmissionRevision.number)
    ).all()
    return dict(revisions[-1].document)


def assert_is_the_record_s(document: dict[str, Any], asked: AgencyReturn) -> None:
    known = {
        "pseudonym": asked.case.pseudonym, "age_band": "under_2", "sex": "female", "ethnic_group": "white",
        "theme": "Neglect", "window_start": "2025-01-01", "selection": "purposive", "return_agency": "police",
        "involved": "yes", "agencies_involved": ["police"], "plan_status": "child_protection",
    }  # fmt: skip
    assert {name: document.get(name) for name in known} == known
    assert "not_involved_reason" not in document


def test_beginning_opens_a_draft_under_the_return_s_own_id(
    session: Session, asked: AgencyReturn, signed_in: SignIn
) -> None:
    client = signed_in(asked.auditor)
    page = client.post(f"{MINE}/{asked.id}/begin")
    assert page.status_code == 302
    assert page.location.endswith(page_of(asked))
    session.expire_all()
    draft = session.get_one(Draft, asked.draft_id)
    assert draft.author_id == asked.auditor_id
    assert_is_the_record_s(draft.document, asked)
    assert client.post(f"{MINE}/{asked.id}/begin").location == page.location
    assert session.scalars(select(Draft).where(Draft.round_id == draft.round_id)).all() == [draft]


def test_what_the_audit_knows_is_shown_and_not_asked(session: Session, asked: AgencyReturn, signed_in: SignIn) -> None:
    begun(session, asked)
    client = signed_in(asked.auditor)
    for page, known in (("/case", asked.case.pseudonym), ("/audit", "Child protection"), ("/return", "Police")):
        shown = client.get(page_of(asked, f"/page{page}")).get_data(as_text=True)
        assert known in shown, page
        assert not [name for name in FORGED if f'name="q.{name}"' in shown], page
    check = client.get(page_of(asked, "/check")).get_data(as_text=True)
    assert asked.case.pseudonym in check
    assert 'Change<span class="govuk-visually-hidden"> Case pseudonym' not in check


def test_only_what_is_not_known_is_asked(
    session: Session, asked: AgencyReturn, case: AuditCase, signed_in: SignIn
) -> None:
    case.sex = ""
    begun(session, asked)
    shown = signed_in(asked.auditor).get(page_of(asked, "/page/case")).get_data(as_text=True)
    assert 'name="q.sex"' in shown
    assert 'name="q.ethnic_group"' not in shown


def test_an_agency_of_several_kinds_is_asked_which_and_no_other_is_taken(
    session: Session, other: AgencyReturn, signed_in: SignIn
) -> None:
    begun(session, other)
    client = signed_in(other.auditor)
    assert 'name="q.return_agency"' in client.get(page_of(other, "/page/return")).get_data(as_text=True)
    version = other.case.audit.round.version.number
    body = {"uuid": other.draft_id, "version": version, "document": case_document(other.case, return_agency="police")}
    address = f"/p/north/rounds/{other.case.audit.round.slug}/submissions"
    refused = client.post(address, json=body)
    assert refused.status_code == 422
    assert [problem["name"] for problem in refused.get_json()["problems"]] == ["return_agency"]
    body["document"]["return_agency"] = "hospital"
    assert client.post(address, json=body).status_code == 201
    assert sent(session, other)["return_agency"] == "hospital"


def test_a_program_s_forged_answers_become_the_record_s(
    session: Session, asked: AgencyReturn, signed_in: SignIn
) -> None:
    begun(session, asked)
    body = {
        "uuid": asked.draft_id, "version": asked.case.audit.round.version.number,
        "document": case_document(asked.case) | FORGED,
    }  # fmt: skip
    answer = signed_in(asked.auditor).post(f"/p/north/rounds/{asked.case.audit.round.slug}/submissions", json=body)
    assert answer.status_code == 201
    assert_is_the_record_s(sent(session, asked), asked)


def test_forged_controls_on_a_page_become_the_record_s(
    session: Session, asked: AgencyReturn, signed_in: SignIn
) -> None:
    draft = begun(session, asked)
    draft.document = case_document(asked.case)
    session.commit()
    client = signed_in(asked.auditor)
    for section in ("case", "audit", "return"):
        data: dict[str, Any] = {f"q.{name}": value for name, value in FORGED.items()}
        client.post(page_of(asked, f"/page/{section}"), data=data | {"revision": str(draft.revision), "go": "continue"})
        session.expire_all()
        draft = session.get_one(Draft, asked.draft_id)
    answer = client.post(page_of(asked, "/check"), data={"revision": str(draft.revision), "go": "send"})
    assert answer.status_code == 302
    assert answer.location.endswith("/sent")
    assert_is_the_record_s(sent(session, asked), asked)


def test_forged_changes_of_a_device_become_the_record_s(app: Flask, session: Session, asked: AgencyReturn) -> None:
    draft = begun(session, asked)
    draft.document = case_document(asked.case)
    session.commit()
    device = device_of(app, asked)
    strengths = setting(["strengths"], "New.", draft.document["strengths"])
    answer = device.sync(*[setting([name], value) for name, value in FORGED.items()], strengths)
    assert answer["conflicts"] == []
    assert device.send().status_code == 201
    assert_is_the_record_s(sent(session, asked), asked)


def test_a_device_gets_pages_without_what_is_known(app: Flask, session: Session, asked: AgencyReturn) -> None:
    begun(session, asked)
    bundle = device_of(app, asked).client.get(f"/p/north/walkabouts/notes/{asked.draft_id}/bundle").get_json()
    pages = {page["section"]: page["html"] for page in bundle["pages"]}
    assert 'name="q.' not in pages["return"]
    assert "Known from the audit" in pages["return"]
    assert 'name="q.pseudonym"' not in pages["case"]
    assert asked.case.pseudonym in pages["case"]
    assert 'name="q.b1"' in pages["b1_page"]
    assert "The right help came at the right time" in pages["b1_page"]
    assert bundle["draft"]["document"]["pseudonym"] == asked.case.pseudonym
    assert (bundle["visit"]["kind"], bundle["visit"]["title"]) == ("return", asked.case.pseudonym)
    assert "The right help came at the right time" in bundle["visit"]["brief_html"]


def test_what_the_audit_corrects_afterwards_is_what_is_sent(
    app: Flask, session: Session, asked: AgencyReturn, case: AuditCase
) -> None:
    draft = begun(session, asked)
    draft.document = case_document(asked.case)
    case.plan_status = "looked_after"
    session.commit()
    device = device_of(app, asked)
    device.look()
    assert device.send().status_code == 201
    assert sent(session, asked)["plan_status"] == "looked_after"


def test_a_return_can_be_changed_until_the_audit_is_finished_and_is_marked_once_it_is_not_blind(
    session: Session, asked: AgencyReturn, audit: CaseAudit, signed_in: SignIn
) -> None:
    begun(session, asked)
    client, slug = signed_in(asked.auditor), audit.round.slug
    address, version = f"/p/north/rounds/{slug}/submissions", audit.round.version.number
    body = {"uuid": asked.draft_id, "version": version, "document": case_document(asked.case)}
    assert client.post(address, json=body).status_code == 201
    assert "not blind" not in client.get(page_of(asked, "/sent")).get_data(as_text=True)
    session.expire_all()
    sent = session.get_one(Submission, asked.draft_id)
    sent.revisions[0].received_at = now() - timedelta(hours=1)
    audit.state, audit.opened_at = "moderation", now() - timedelta(minutes=1)
    session.commit()
    for page in (page_of(asked, "/sent"), f"{MINE}/{asked.id}"):
        assert "marked as not blind" in client.get(page).get_data(as_text=True)
    assert client.post(page_of(asked, "/change")).status_code == 302
    assert "marked as not blind" in client.get(page_of(asked, "/check")).get_data(as_text=True)
    body |= {"document": case_document(asked.case, strengths="Seen the others."), "replaces": 1}
    assert client.post(address, json=body).status_code == 201
    session.expire_all()
    (returned,) = returned_answers(session, audit)
    assert returned.changed_since
    assert not returned.not_blind
    audit.state = "finished"
    session.commit()
    body |= {"document": case_document(asked.case, strengths="Once more."), "replaces": 2}
    assert client.post(address, json=body).status_code == 403


def test_an_inadequate_worry_reaches_the_duty_list_without_a_grade(
    app: Flask, session: Session, asked: AgencyReturn
) -> None:
    from survey_app.collect.models import SafetyAlert

    begun(session, asked)
    device = device_of(app, asked)
    key = device.client.get(f"{device.notes}/bundle").get_json()["links"]["alert"]
    device.sync(setting(["b1"], "inadequate"), setting(["b1_rationale"], "A secret reason."), setting(["d1"], "yes"))
    worry = {"alert": "123e4567-e89b-42d3-a456-426614174000", "question": "d1", "entry": [], "told": "The front door"}
    assert app.test_client().post(key, json=worry).status_code == 200
    (alert,) = session.scalars(select(SafetyAlert)).all()
    drawn_by_lot = ("id", "draft_id", "_sa_instance_state")
    told = " ".join(str(value) for name, value in vars(alert).items() if name not in drawn_by_lot)
    assert "inadequate" not in told
    assert "secret" not in told
    assert "b1" not in told


def test_begin_is_refused_until_the_declaration_is_made(
    session: Session, asked: AgencyReturn, auditor: User, signed_in: SignIn
) -> None:
    asked.declared_at = None
    session.commit()
    client = signed_in(auditor)
    assert client.post(f"{MINE}/{asked.id}/begin").status_code == 403
    with pytest.raises(NoReturn, match="whether you know"):
        begin_return(session, asked, auditor)
    form = {"answer": "no", "conflict": ""}
    assert client.post(f"{MINE}/{asked.id}/declare", data={"answer": "yes"}).status_code == 422
    assert client.post(f"{MINE}/{asked.id}/declare", data=form).status_code == 302
    assert client.post(f"{MINE}/{asked.id}/begin").status_code == 302


def test_a_declared_conflict_waits_for_a_decision_and_nothing_is_handed_in_meanwhile(
    app: Flask, session: Session, asked: AgencyReturn, signed_in: SignIn
) -> None:
    begun(session, asked)
    client = signed_in(asked.auditor)
    form = {"answer": "yes", "conflict": "I supervised the worker."}
    assert client.post(f"{MINE}/{asked.id}/declare", data=form).status_code == 302
    device = device_of(app, asked)
    device.sync(setting(["strengths"], "Kept."))
    refused = device.send()
    assert refused.status_code == 409
    assert "conflict of interest" in refused.get_json()["error"]
    assert device.client.get(f"{device.notes}/bundle").status_code == 403
    session.expire_all()
    asked.conflict_handling, asked.handled_by_id = "It was ten years ago.", None
    session.commit()
    assert device.client.get(f"{device.notes}/bundle").status_code == 200


def test_an_agency_that_was_not_involved_says_so_and_is_asked_no_more(
    session: Session, asked: AgencyReturn, signed_in: SignIn
) -> None:
    client = signed_in(asked.auditor)
    assert client.post(f"{MINE}/{asked.id}/not-involved", data={"why": " "}).status_code == 422
    assert client.post(f"{MINE}/{asked.id}/not-involved", data={"why": "Not known to us."}).status_code == 302
    session.expire_all()
    assert (asked.involvement, asked.settled_by_id) == ("not_involved", asked.auditor_id)
    assert client.post(f"{MINE}/{asked.id}/begin").status_code == 403
    assert session.get(Submission, asked.draft_id) is None


def test_my_returns_lists_only_my_own(
    session: Session, asked: AgencyReturn, other: AgencyReturn, signed_in: SignIn
) -> None:
    shown = signed_in(asked.auditor).get(f"{MINE}/").get_data(as_text=True)
    assert f"{MINE}/{asked.id}" in shown
    assert f"{MINE}/{other.id}" not in shown
