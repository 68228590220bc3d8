"""Whatever leaves an audit as a file leaves a line behind; the page of who took what shows and narrows the lines."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.case_audits.keeping_records.export_log import note_export
from survey_app.case_audits.keeping_records.taken import TakenAsked, narrowed, taken_of
from survey_app.case_audits.models import CaseAudit
from survey_app.database import now
from survey_app.results.services import Reader, log_reading
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case, make_returned
from tests.survey_app.factories import make_user, sign_in


@pytest.fixture
def audit(session: Session) -> CaseAudit:
    made = make_audit(session, state="moderation", slug="taken-from")
    make_returned(session, make_asked(session, make_case(session, made)), at=now() - timedelta(days=1))
    return made


def test_lines_of_the_audit_and_of_its_round_are_shown_and_those_of_others_are_not(
    session: Session, audit: CaseAudit
) -> None:
    ada, ben = make_user(session, audit.partnership), make_user(session, audit.partnership)
    other = make_audit(session, audit.partnership, state="planning", slug="taken-from-another")
    assert audit.round is not None
    note_export(session, audit, "Workbook", by=ada.id, format="xlsx")
    note_export(session, other, "Workbook", by=ada.id)
    log_reading(session, "raw answers read", audit.round, Reader(user_id=ben.id, may_read_working=True))
    log_reading(session, "codeframe chosen", audit.round, Reader(user_id=ben.id, may_read_working=True))
    lines = taken_of(session, audit)
    assert [(line.who, line.what, line.more) for line in lines] == [
        (ben.name, "Raw answers read", ""), (ada.name, "Workbook", "format: xlsx"),
    ]  # fmt: skip
    assert [line.who for line in narrowed(lines, TakenAsked(person=ada.name))] == [ada.name]
    assert [line.what for line in narrowed(lines, TakenAsked(what="Workbook"))] == ["Workbook"]
    tomorrow = (now() + timedelta(days=2)).date()
    assert narrowed(lines, TakenAsked(first=tomorrow)) == []
    assert len(narrowed(lines, TakenAsked(last=tomorrow))) == 2


def test_an_earlier_audit_of_the_same_address_is_another(session: Session, audit: CaseAudit) -> None:
    line = note_export(session, audit, "Workbook", by=None)
    assert len(taken_of(session, audit)) == 1
    audit.created_at = line.at + timedelta(days=1)
    assert taken_of(session, audit) == []


def test_the_list_for_excel_has_every_line_and_its_download_is_one(
    app: Flask, session: Session, audit: CaseAudit
) -> None:
    by = make_user(session, audit.partnership, roles=("qa_group",))
    note_export(session, audit, "=1+1", by=by.id)
    client = sign_in(app.test_client(), by)
    base = f"/p/{audit.partnership.slug}/case-audits/taken-from"
    response = client.get(f"{base}/taken.xlsx")
    sheet = load_workbook(io.BytesIO(response.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert "Who took what" in client.get(f"{base}/taken").text
    assert client.get(f"{base}/taken?first=nonsense&person=Nobody").status_code == 200


def files_of(app: Flask, client: FlaskClient, session: Session, base: str) -> dict[str, bool]:
    """Each address below an audit that hands out a file → whether that left a line."""
    found = {}
    with app.test_request_context():
        rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("case_audits.")]
    for rule in rules:
        if "GET" not in (rule.methods or set()) or rule.arguments - {"partnership", "audit", "number", "width"}:
            continue
        address = base + rule.rule.partition("/<audit>")[2].replace("<int:number>", "1")
        if "<" in address or "/<audit>" not in rule.rule:
            continue
        before = session.query(AuditEvent).count()
        response = client.get(address)
        if "attachment" in response.headers.get("Content-Disposition", ""):
            found[rule.endpoint] = session.query(AuditEvent).count() > before
    return found


def test_every_file_of_an_audit_leaves_a_line(app: Flask, session: Session, audit: CaseAudit) -> None:
    client = sign_in(app.test_client(), make_user(session, audit.partnership, roles=("qa_group",)))
    found = files_of(app, client, session, f"/p/{audit.partnership.slug}/case-audits/taken-from")
    assert {"case_audits.taken_file", "case_audits.moderation_file"} <= found.keys()
    assert [endpoint for endpoint, left in found.items() if not left] == []
