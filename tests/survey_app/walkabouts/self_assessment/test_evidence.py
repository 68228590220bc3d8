from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.collect.uploads import Upload
from survey_app.walkabouts.self_assessment.deadlines import today_here
from survey_app.walkabouts.self_assessment.evidence import EvidenceRefused, add_evidence, link_problem
from survey_app.walkabouts.self_assessment.models import Evidence
from tests.survey_app.factories import make_agency, make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_visit
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    PDF,
    AgencyCase,
    NewEvidence,
    add,
    begin,
    make_case,
    make_lead,
)  # fmt: skip

FILLED = {"kind": "audit", "title": "Audit (constructed)", "dated_on": "2026-01-05", "link": "", "note": ""}


@pytest.fixture
def case(session: Session) -> AgencyCase:
    case = make_case(session)
    begin(session, case)
    return case


def here(case: AgencyCase, rest: str = "") -> str:
    return f"/p/{case.partnership.slug}/walkabouts/self-assessment/{case.assessment.id}{rest}"


def send(
    client: FlaskClient, case: AgencyCase, content: bytes | None = None, name: str = "a.pdf", **values: str
) -> Any:
    data: dict[str, Any] = {**FILLED, **values}
    if content is not None:
        data["upload"] = (io.BytesIO(content), name)
    return client.post(here(case, "/evidence/st1"), data=data, content_type="multipart/form-data")


def stored(session: Session, case: AgencyCase) -> list[Evidence]:
    session.expire_all()
    return session.query(Evidence).filter_by(assessment_id=case.assessment.id).all()


def test_a_file_is_kept_by_its_content_and_comes_back_as_a_file_to_save(
    app: Flask, session: Session, case: AgencyCase
) -> None:
    client = sign_in(app.test_client(), case.lead)
    assert send(client, case, PDF, "../../evil.html").status_code == 302
    (item,) = stored(session, case)
    assert (item.media_type, item.size, item.added_by_id) == ("application/pdf", len(PDF), case.lead.id)
    assert item.file_name.endswith(".pdf")
    assert "/" not in item.file_name
    answer = client.get(here(case, f"/evidence/files/{item.id}"))
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "audit.pdf"),
        (b"MZ\x90\x00" + bytes(60), "audit.pdf"),
        (b"PK\x03\x04 not a zip", "audit.docx"),
        (b"", "empty.pdf"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_and_nothing_typed_is_lost(
    app: Flask, session: Session, case: AgencyCase, content: bytes, name: str
) -> None:
    answer = send(sign_in(app.test_client(), case.lead), case, content, name)
    assert answer.status_code == 422
    assert "Audit (constructed)" in answer.get_data(as_text=True)
    assert stored(session, case) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "policy_or_audit"}, {"kind": ""}, {"title": "  "}, {"title": "x" * 201}, {"dated_on": "yesterday"},
        {"dated_on": "2999-01-01"}, {"kind": "other"}, {"link": "http://agency.example/a"},
        {"link": "javascript:alert(1)"}, {"link": ""}, {"note": "x" * 2001},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(
    app: Flask, session: Session, case: AgencyCase, wrong: dict[str, str]
) -> None:
    answer = send(sign_in(app.test_client(), case.lead), case, **{"link": "https://agency.example/a", **wrong})
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)
    assert stored(session, case) == []


def test_a_file_and_a_link_at_once_are_refused(app: Flask, session: Session, case: AgencyCase) -> None:
    answer = send(sign_in(app.test_client(), case.lead), case, PDF, link="https://agency.example/a")
    assert (answer.status_code, stored(session, case)) == (422, [])


@pytest.mark.parametrize(
    "link",
    [
        "http://a.example", "javascript:alert(1)", "https:", "https://", "ftp://a.example", "//a.example", "a.example",
        "https://user:word@a.example", "https://user@a.example", "https://a.example/a b", "https://a.example/\n",
        "data:text/html,x", "https://[", "HTTP://a.example", "https://a.example:8443/", "https://" + "a" * 1000,
        "https://a.example/\u202efdp",
    ],
)  # fmt: skip
def test_only_a_plain_https_address_is_a_link(link: str) -> None:
    assert link_problem(link) or link.endswith("\n")


@pytest.mark.parametrize("link", ["https://a.example", "https://a.example/x?y=1#z", "HTTPS://a.example/é"])
def test_an_https_address_is_a_link(link: str) -> None:
    assert not link_problem(link)


def test_a_link_is_shown_as_text_and_opens_apart(app: Flask, session: Session, case: AgencyCase) -> None:
    add(session, case, link='https://a.example/"><script>', title="<i>Audit</i>")
    text = sign_in(app.test_client(), case.lead).get(here(case, "/evidence/st1")).get_data(as_text=True)
    assert "<script>" not in text.replace('<script type="module"', "")
    assert "&lt;i&gt;Audit&lt;/i&gt;" in text
    assert 'rel="noopener noreferrer nofollow"' in text


def test_files_of_a_return_have_a_limit_together(session: Session, case: AgencyCase) -> None:
    upload = Upload(name="a.pdf", media_type="application/pdf", content=PDF)
    new = NewEvidence(standard="st1", kind="audit", title="Audit", upload=upload)
    add_evidence(session, case.assessment, new, by=case.lead.id, total_limit=2 * len(PDF))
    add_evidence(session, case.assessment, new, by=case.lead.id, total_limit=2 * len(PDF))
    with pytest.raises(EvidenceRefused, match="together"):
        add_evidence(session, case.assessment, new, by=case.lead.id, total_limit=2 * len(PDF))


def test_evidence_is_withdrawn_with_a_reason_and_stays_in_the_store(
    app: Flask, session: Session, case: AgencyCase
) -> None:
    item = add(session, case)
    client, address = sign_in(app.test_client(), case.lead), here(case, f"/evidence/withdraw/{item.id}")
    assert client.post(address, data={"why": " "}).status_code == 422
    assert client.post(address, data={"why": "It names a child"}).status_code == 302
    session.refresh(item)
    assert (item.is_kept, item.withdrawn_by_id, item.withdrawn_why) == (False, case.lead.id, "It names a child")
    assert "It names a child" in client.get(here(case, "/evidence/st1")).get_data(as_text=True)


def test_nobody_else_reads_or_withdraws_a_piece(app: Flask, session: Session, case: AgencyCase) -> None:
    item = add(session, case, link="", upload=Upload(name="a.pdf", media_type="application/pdf", content=PDF))
    other = make_case(session, case.partnership, agency=make_agency(session, case.partnership))
    elsewhere = make_partnership(session)
    strangers = [other.lead, make_lead(session, elsewhere, case.agency),
                 make_user(session, case.partnership, roles=("auditor", "scrutineer"))]  # fmt: skip
    for stranger in strangers:
        client = sign_in(app.test_client(), stranger)
        for rest in (f"/evidence/files/{item.id}", f"/evidence/withdraw/{item.id}", "/evidence/st1"):
            assert client.get(here(case, rest)).status_code in (403, 404)
        assert client.post(here(case, f"/evidence/withdraw/{item.id}"), data={"why": "x"}).status_code in (403, 404)
    client = sign_in(app.test_client(), other.lead)
    assert client.get(here(other, f"/evidence/files/{item.id}")).status_code == 404, "not through one's own return"
    session.refresh(item)
    assert item.is_kept


def test_the_qa_group_reads_a_file_once_the_return_is_sent_unless_it_visits(
    app: Flask, session: Session, case: AgencyCase
) -> None:
    from survey_app.walkabouts.self_assessment.models import SelfAssessment

    item = add(session, case, link="", upload=Upload(name="a.pdf", media_type="application/pdf", content=PDF))
    qa = make_user(session, case.partnership, roles=("qa_group",))
    base = f"/p/{case.partnership.slug}/walkabouts/self-assessment/progress/{case.assessment.id}"
    client = sign_in(app.test_client(), qa)
    assert client.get(f"{base}/files/{item.id}").status_code == 404, "not sent yet"
    kept = session.get_one(SelfAssessment, case.assessment.id)
    kept.declared_at = kept.submitted_at = kept.begun_at
    assert client.get(f"{base}/files/{item.id}").data == PDF
    make_visit(session, case.assessment, qa)
    assert client.get(f"{base}/files/{item.id}").status_code == 403
    assert client.get(base).status_code == 200


def test_evidence_for_a_standard_that_does_not_apply_is_refused(session: Session) -> None:
    case = make_case(session, standards={"st1": (), "st2": ("police",)})
    for standard in ("st2", "st99", ""):
        with pytest.raises(EvidenceRefused):
            add(session, case, standard)


def test_a_date_of_today_counts_and_tomorrow_is_refused(session: Session, case: AgencyCase) -> None:
    assert add(session, case, dated_on=today_here()).is_kept
    with pytest.raises(EvidenceRefused, match="today or in the past"):
        add(session, case, dated_on=today_here() + timedelta(days=1))
