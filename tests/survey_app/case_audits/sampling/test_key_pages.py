"""The pages of a list and its key, as somebody of the QA group goes through them."""

from __future__ import annotations

import io
import os
from datetime import date, timedelta
from typing import Any

import nacl.exceptions
import pytest
from flask.testing import FlaskClient
from nacl import pwhash
from sqlalchemy import select, update
from sqlalchemy.orm import Session, object_session
from werkzeug.test import TestResponse

from survey_app.audit_log import AuditEvent
from survey_app.case_audits.keeping_records.taken import taken_of
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseDraw, CaseList, ListedCase
from survey_app.case_audits.sampling import key_store, key_views
from survey_app.case_audits.sampling.case_keys import open_case_key, read_header
from survey_app.case_audits.sampling.destroying import (
    KeyOnHold,
    destroy_due_unlocks,
    destroy_unlock,
    destroy_unlocks_of,
)
from survey_app.case_audits.sampling.drawing import draw_cases, exclusions_of
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.case_audits.sampling.list_pages import list_page
from survey_app.database import now
from survey_app.extensions import limiter
from survey_app.jobs import PERIODIC
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.case_audits.sampling.list_factories import (
    HEADINGS,
    PASSPHRASE,
    UNTIL,
    as_csv,
    case_rows,
    make_loaded,
)
from tests.survey_app.factories import make_partnership, make_round, make_user, sign_in

LATER = UNTIL + timedelta(days=1)


@pytest.fixture
def audit(session: Session, client: FlaskClient) -> CaseAudit:
    limiter.reset()
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    made = make_audit(session, partnership, state="planning")
    session.commit()
    return made


@pytest.fixture
def loaded(session: Session, audit: CaseAudit) -> CaseList:
    made = make_loaded(session, audit)
    draw_cases(session, made, "simple", 3, by=None)
    session.commit()
    return made


def base(audit: CaseAudit) -> str:
    return f"/p/{audit.partnership.slug}/case-audits/{audit.slug}"


def key_page(client: FlaskClient, loaded: CaseList, **fields: str) -> TestResponse:
    given = {"use": "drawn", "key_password": PASSPHRASE, **fields}
    return client.post(f"{base(loaded.audit)}/lists/{loaded.id}/key", data=given)


def acts(session: Session) -> list[str]:
    session.expire_all()
    return [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def test_a_list_is_looked_at_refused_and_loaded(client: FlaskClient, session: Session, audit: CaseAudit) -> None:
    rows = [*case_rows(), [*case_rows()[0][:6], "Spoke to Jane", "F"]]
    fields: dict[str, str] = {"key_password": PASSPHRASE, "key_password_again": PASSPHRASE}

    def send(**more: str) -> TestResponse:
        data: dict[str, Any] = {"upload": (io.BytesIO(as_csv(rows)), "x.csv"), "step": "load", **fields, **more}
        return client.post(f"{base(audit)}/lists/new", data=data, content_type="multipart/form-data")

    look = send(step="look")
    assert look.status_code == 200
    assert "what looks like a name in row 14" in look.text
    assert "Choose it again" in look.text
    assert PASSPHRASE not in look.text
    refused = send()
    assert refused.status_code == 422
    assert "cannot be kept as it is: what looks like a name in row 14" in refused.text
    reason = "Jane is the name of our team"
    why = {"heading-6": "Outcome", "column-6": "not_identifiers"}
    again = send(**why, **{"why-6": reason})
    assert "The reason itself holds what looks like a name" in again.text
    assert reason in again.text, "what was typed is not lost"
    done = send(**why, **{"why-6": "It is what our team is called"})
    assert done.status_code == 302
    session.expire_all()
    case_list = session.scalars(select(CaseList)).one()
    assert case_list.treatments[6]["why"] == "It is what our team is called"
    assert client.get(done.location).status_code == 200
    assert "case list loaded" in acts(session)


def test_a_page_without_a_file_asks_for_one(client: FlaskClient, audit: CaseAudit) -> None:
    page = client.post(f"{base(audit)}/lists/new", data={"step": "look"})
    assert page.status_code == 422
    assert "Choose the file with the case list." in page.text


def test_who_is_who_is_for_the_cases_drawn_alone(client: FlaskClient, session: Session, loaded: CaseList) -> None:
    drawn = set(session.scalars(select(AuditCase.pseudonym)))
    page = key_page(client, loaded)
    key = open_case_key(CaseKeyStore.here().read(loaded.id), PASSPHRASE)
    for name, values in key.cases.items():
        assert (values[1] in page.text) == (name in drawn)
    assert "case key opened" in acts(session)


def test_one_case_is_looked_up_both_ways(client: FlaskClient, session: Session, loaded: CaseList) -> None:
    key = open_case_key(CaseKeyStore.here().read(loaded.id), PASSPHRASE)
    name, values = next(iter(key.cases.items()))
    assert values[1] in key_page(client, loaded, use="one", known=name.lower().replace("-", " ")).text
    assert name in key_page(client, loaded, use="find", known=f" {values[0].upper()} ").text
    assert key_page(client, loaded, use="one", known="KTR-482-WM").status_code == 422
    assert key_page(client, loaded, use="find", known="").status_code == 422
    details = [event.details for event in session.scalars(select(AuditEvent))]
    assert values[0].upper() not in repr(details)


def test_a_wrong_passphrase_is_a_sentence_and_ten_of_them_make_it_rest(
    client: FlaskClient, session: Session, loaded: CaseList
) -> None:
    for _ in range(10):
        page = key_page(client, loaded, key_password="not the passphrase at all")
        assert page.status_code == 422
        assert "does not open this key" in page.text
    assert acts(session).count("case key not opened") == 10
    resting = key_page(client, loaded)
    assert resting.status_code == 429
    assert "in 15 minutes" in resting.text
    assert "Constructedson" not in resting.text


def test_the_exported_key_opens_with_the_passphrase_alone(
    client: FlaskClient, session: Session, loaded: CaseList
) -> None:
    sent = client.post(f"{base(loaded.audit)}/lists/{loaded.id}/key/export")
    assert len(open_case_key(sent.data, PASSPHRASE).cases) == 12
    assert b"Constructedson" not in sent.data
    assert "case key exported" in acts(session)


def test_only_whoever_may_unlock_opens_it(client: FlaskClient, session: Session, loaded: CaseList) -> None:
    for role in ("scrutineer", "executive_member", "auditor"):
        sign_in(client, make_user(session, loaded.audit.partnership, roles=(role,)))
        assert key_page(client, loaded).status_code == 403
        assert client.post(f"{base(loaded.audit)}/lists/{loaded.id}/key/export").status_code == 403


def test_a_destroyed_key_says_when_and_by_whom(client: FlaskClient, session: Session, loaded: CaseList) -> None:
    here = f"{base(loaded.audit)}/lists/{loaded.id}/key"
    assert client.post(f"{here}/destroy", data={}).status_code == 422
    assert CaseKeyStore.here().holds(loaded.id)
    assert client.post(f"{here}/destroy", data={"sure": "y"}).status_code == 302
    assert not CaseKeyStore.here().holds(loaded.id)
    session.expire_all()
    assert loaded.unlock_destroyed_by is not None
    name = loaded.unlock_destroyed_by.name
    for page in (client.get(here), key_page(client, loaded), client.post(f"{here}/export")):
        assert "destroyed on" in page.text
        assert name in page.text
    assert acts(session).count("case key destroyed") == 1


def test_the_day_is_changed_within_the_audits_own(client: FlaskClient, session: Session, loaded: CaseList) -> None:
    here = f"{base(loaded.audit)}/lists/{loaded.id}/key/date"
    assert client.post(here, data={"unlock_until": "2999-01-01"}).status_code == 422
    assert client.post(here, data={"unlock_until": "soon"}).status_code == 422
    assert client.post(here, data={"unlock_until": LATER.isoformat()}).status_code == 302
    session.expire_all()
    assert loaded.unlock_until == LATER
    assert read_header(CaseKeyStore.here().read(loaded.id))["destroy_after"] == LATER.isoformat()


def test_the_night_destroys_keys_whose_day_has_passed(session: Session, loaded: CaseList) -> None:
    assert destroy_due_unlocks(session, today=UNTIL) == 0, "it is kept until the end of its day"
    assert destroy_due_unlocks(session, today=LATER) == 1
    assert destroy_due_unlocks(session, today=LATER) == 0
    assert list(CaseKeyStore.here().held()) == []
    assert loaded.unlock_destroyed_at is not None
    assert loaded.unlock_destroyed_by_id is None
    assert "destroy_case_keys" in {name for name, _, _ in PERIODIC}


def test_a_key_whose_list_the_database_has_lost_goes_on_its_day_too(session: Session, loaded: CaseList) -> None:
    lost = "99999999-2222-4333-8444-555555555555"
    CaseKeyStore.here().keep(lost, CaseKeyStore.here().read(loaded.id))
    loaded.unlock_until = date(2999, 1, 1)
    session.flush()
    assert destroy_due_unlocks(session, today=LATER) == 1
    assert [name for name, _ in CaseKeyStore.here().held()] == [loaded.id]


def test_a_legal_hold_keeps_the_key(client: FlaskClient, session: Session, loaded: CaseList) -> None:
    loaded.audit.legal_hold = True
    session.commit()
    assert destroy_due_unlocks(session, today=LATER) == 0
    with pytest.raises(KeyOnHold):
        destroy_unlock(session, loaded, by=None)
    assert client.post(f"{base(loaded.audit)}/lists/{loaded.id}/key/destroy", data={"sure": "y"}).status_code == 409
    assert CaseKeyStore.here().holds(loaded.id)


def test_a_hold_on_the_round_of_the_returns_keeps_the_key_too(session: Session, loaded: CaseList) -> None:
    loaded.audit.round = make_round(session, loaded.audit.partnership, legal_hold=True)
    session.flush()
    assert destroy_due_unlocks(session, today=LATER) == 0
    with pytest.raises(KeyOnHold):
        destroy_unlock(session, loaded, by=None)
    assert CaseKeyStore.here().holds(loaded.id)


def test_all_keys_of_an_audit_go_before_it(session: Session, loaded: CaseList) -> None:
    make_loaded(session, loaded.audit)
    assert destroy_unlocks_of(session, loaded.audit, by=None) == 2
    assert list(CaseKeyStore.here().held()) == []


def test_cases_are_left_out_drawn_replaced_and_added_by_pages(
    client: FlaskClient, session: Session, loaded: CaseList
) -> None:
    here, list_ = base(loaded.audit), f"{base(loaded.audit)}/lists/{loaded.id}"
    given = {"column": "Outcome", "value": "Early help", "why": "Not what the audit is about"}
    assert client.post(f"{list_}/left-out", data={**given, "why": "no"}).status_code == 422
    assert client.post(f"{list_}/left-out", data=given).status_code == 302
    session.expire_all()
    out = session.scalars(select(ListedCase).where(ListedCase.excluded_why != "")).all()
    assert {row.values["Outcome"] for row in out} == {"Early help"}
    drawn = client.post(
        f"{here}/draw", data={"list": loaded.id, "method": "systematic", "n": "2", "order": "Referral date"}
    )
    assert drawn.status_code == 302
    assert "walkabout redraw" in client.get(drawn.location).text
    assert client.post(f"{here}/draw", data={"list": loaded.id, "method": "simple", "n": "many"}).status_code == 422
    assert client.post(f"{here}/cases/1/unusable", data={"why": ""}).status_code == 422
    assert client.post(f"{here}/cases/1/unusable", data={"why": "The file cannot be found"}).status_code == 302
    assert "in the place of case 1" in client.get(f"{here}/cases").text
    assert client.post(f"{here}/cases/new", data={"selection": "purposive", "locality": "9" * 40}).status_code == 302
    assert {"cases left out of draws", "cases drawn", "case replaced", "case added by hand"} <= set(acts(session))


def test_the_meaning_of_columns_reaches_the_cases_drawn(
    client: FlaskClient, session: Session, loaded: CaseList
) -> None:
    list_ = f"{base(loaded.audit)}/lists/{loaded.id}/meaning"
    fields = {"step": "save", "sex-column": "Gender", "sex-was": "Gender", "sex-value-0": "not_recorded"}
    assert client.post(list_, data=fields).status_code == 302
    session.expire_all()
    assert {case.sex for case in session.scalars(select(AuditCase))} <= {"not_recorded", ""}
    assert {case.age_band for case in session.scalars(select(AuditCase))} == {""}, "no column says it any more"
    assert client.post(list_, data={"step": "show", "plan_status-column": "Outcome"}).status_code == 200


def test_a_key_that_was_destroyed_meanwhile_does_not_come_back_with_another_day(
    client: FlaskClient, session: Session, loaded: CaseList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the list and writing its key, somebody else destroys it."""
    found = key_views.list_or_404

    def destroyed_meanwhile(audit: CaseAudit, list_id: str) -> CaseList:
        one = found(audit, list_id)
        assert one.unlock_destroyed_at is None
        CaseKeyStore.here().destroy(list_id)
        gone = update(CaseList).where(CaseList.id == list_id).values(unlock_destroyed_at=now())
        one_session = object_session(one)
        assert one_session is not None
        one_session.execute(gone, execution_options={"synchronize_session": False})
        return one

    sealed = CaseKeyStore.here().read(loaded.id)
    monkeypatch.setattr(key_views, "list_or_404", destroyed_meanwhile)
    monkeypatch.setattr(CaseKeyStore, "read", lambda *_: sealed)  # as it was read a moment before
    answer = client.post(
        f"{base(loaded.audit)}/lists/{loaded.id}/key/date", data={"unlock_until": LATER.isoformat()}
    )  # fmt: skip
    assert answer.status_code == 422
    assert not CaseKeyStore.here().holds(loaded.id)


def test_the_file_of_a_destroyed_key_that_came_back_goes_in_the_next_run(session: Session, loaded: CaseList) -> None:
    sealed = CaseKeyStore.here().read(loaded.id)
    destroy_unlock(session, loaded, by=None)
    CaseKeyStore.here().keep(loaded.id, sealed)
    assert destroy_due_unlocks(session, today=date.today()) == 1
    assert not CaseKeyStore.here().holds(loaded.id)


def test_half_a_key_that_a_crash_has_left_is_destroyed_with_the_list(session: Session, loaded: CaseList) -> None:
    half = CaseKeyStore.here().directory / f"{loaded.id}.partial"
    half.write_bytes(b"half of it")
    destroy_unlock(session, loaded, by=None)
    assert not half.exists()


def test_half_a_key_of_a_list_that_is_lost_is_known_to_the_next_run(session: Session, loaded: CaseList) -> None:
    sealed = CaseKeyStore.here().read(loaded.id)
    destroy_unlock(session, loaded, by=None)
    half = CaseKeyStore.here().directory / f"{loaded.id}.partial"
    half.write_bytes(sealed)
    destroy_due_unlocks(session, today=date.today())
    assert not half.exists()


def test_a_list_whose_key_does_not_fit_on_the_disk_leaves_no_half_of_it(
    session: Session, audit: CaseAudit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, content: bytes) -> None:
        os.write(descriptor, content[:20])
        os.close(descriptor)
        raise OSError("no space left on the disk")

    with monkeypatch.context() as patched:
        patched.setattr(key_store, "_write", full)
        with pytest.raises(OSError, match="no space"):
            make_loaded(session, audit)
    session.rollback()
    assert list(CaseKeyStore.here().directory.glob("*")) == []


def test_a_server_without_memory_says_so_and_counts_no_try(
    client: FlaskClient, loaded: CaseList, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_memory(*_: object, **__: object) -> bytes:
        raise nacl.exceptions.RuntimeError("key derivation failed")

    with monkeypatch.context() as patched:
        patched.setattr(pwhash.argon2id, "kdf", without_memory)
        for _ in range(11):
            answer = key_page(client, loaded)
            assert answer.status_code == 422
            assert "try again in a moment" in answer.text
            assert "does not open this key" not in answer.text
    assert key_page(client, loaded).status_code == 200


def test_a_list_that_cannot_be_sealed_for_want_of_memory_is_asked_for_again(
    client: FlaskClient, audit: CaseAudit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_memory(*_: object, **__: object) -> bytes:
        raise nacl.exceptions.RuntimeError("key derivation failed")

    monkeypatch.setattr(pwhash.argon2id, "kdf", without_memory)
    data = {
        "upload": (io.BytesIO(as_csv(case_rows())), "list.csv"), "step": "load", "key_password": PASSPHRASE,
        "key_password_again": PASSPHRASE, "unlock_until": UNTIL.isoformat(),
        **{f"heading-{at}": name for at, name in enumerate(HEADINGS)},
        **{f"column-{at}": "key" if at < 5 else "keep" for at in range(len(HEADINGS))},
    }  # fmt: skip
    answer = client.post(f"{base(audit)}/lists/new", data=data)
    assert answer.status_code == 422
    assert "try again in a moment" in answer.text


def test_who_took_what_names_the_rows_the_frame_and_the_record(
    client: FlaskClient, session: Session, audit: CaseAudit, loaded: CaseList
) -> None:
    (draw,) = session.scalars(select(CaseDraw))
    for path in (f"lists/{loaded.id}/rows", f"draws/{draw.id}/frame.csv", f"draws/{draw.id}/record.json"):
        assert client.get(f"{base(audit)}/{path}").status_code == 200
    session.expire_all()
    taken = [line.what for line in taken_of(session, audit)]
    assert taken[:3] == ["Record of a draw", "List that was drawn from", "Rows of a case list"]


def test_a_case_that_is_left_out_and_drawn_is_subtracted_once(session: Session, loaded: CaseList) -> None:
    (drawn, *_) = session.scalars(select(AuditCase.pseudonym)).all()
    rows = session.scalars(select(ListedCase).where(ListedCase.list_id == loaded.id)).all()
    next(row for row in rows if row.pseudonym == drawn).excluded_why = "It was in the pilot."
    able = len(loaded.rows) - len(exclusions_of(session, loaded))
    assert list_page(session, loaded).n_able == able == 9


@pytest.mark.parametrize("margin", ["1e-300", "0", "0.05", "nan", "inf", "-1", "x"])
def test_how_many_refuses_a_margin_that_no_sample_reaches(
    client: FlaskClient, audit: CaseAudit, loaded: CaseList, margin: str
) -> None:
    answer = client.get(f"{base(audit)}/lists/{loaded.id}/how-many", query_string={"margin": margin})
    assert answer.status_code == 200
    assert "from 0.1 to less than 100" in answer.text


@pytest.mark.parametrize("path", ["%00", "lists/%00", "lists/a%00/rows", "draws/%00", "draws/%00/frame.csv"])
def test_an_address_with_a_control_character_is_no_page(client: FlaskClient, audit: CaseAudit, path: str) -> None:
    where = base(audit) if path != "%00" else base(audit).rsplit("/", 1)[0]
    assert client.get(f"{where}/{path}").status_code == 404


def test_control_characters_that_were_typed_are_taken_out(
    client: FlaskClient, session: Session, audit: CaseAudit, loaded: CaseList
) -> None:
    rows = client.get(f"{base(audit)}/lists/{loaded.id}/rows?column=Out%00come&value=Assess%00ment&page=1")
    assert rows.status_code == 200
    case = session.scalars(select(AuditCase)).first()
    assert case is not None
    why = "The file cannot be found\x00 in\x1f the archive\nat all"
    answer = client.post(f"{base(audit)}/cases/{case.number}/unusable", data={"why": why})
    assert answer.status_code == 302
    session.expire_all()
    assert session.get_one(AuditCase, case.id).unusable_why == "The file cannot be found in the archive\nat all"
    held = client.post(f"{base(audit)}/records/hold", data={"act": "set", "why": "An inquiry\x00 asks for it."})
    assert held.status_code == 302


@pytest.mark.parametrize(
    ("path", "fields", "place"),
    [
        ("cases/1/unusable", {"why": "x"}, "why"),
        ("cases/new", {"selection": "simple"}, "selection"),
        ("cases/new", {"age_band": "nonsense"}, "age_band"),
        ("cases/new", {"stratum": "Jane Smith"}, "stratum"),
        ("draw", {"method": "simple", "n": "many"}, "n"),
        ("draw", {"method": "simple", "n": "9999"}, "n"),
        ("draw", {"method": "stratified", "stratum": "Outcome", "n": "3", "minimum": "x"}, "minimum"),
        ("draw", {"method": "stratified", "stratum": "Outcome", "allocation": "stated", "group-1": "x"}, "group-1"),
        ("draw", {"method": "stratified", "stratum": ""}, "stratum"),
        ("draw", {"method": "purposive", "pseudonyms": "", "reason": "They stood out to the group"}, "pseudonyms"),
        ("draw", {"method": "purposive", "pseudonyms": "", "reason": ""}, "reason"),
    ],
    ids=["why", "selection", "band", "group", "number", "many", "least", "stated", "no-group", "nobody", "reason"],
)  # fmt: skip
def test_the_link_of_an_error_leads_to_its_field(
    client: FlaskClient, audit: CaseAudit, loaded: CaseList, path: str, fields: dict[str, str], place: str
) -> None:
    page = client.post(f"{base(audit)}/{path}", data={"list": loaded.id, **fields})
    assert page.status_code == 422
    summary = page.text.split("govuk-error-summary__list")[1].split("</ul>")[0]
    assert f'href="#{place}"' in summary
    assert f'id="{place}"' in page.text


def test_how_many_names_the_field_and_its_title_says_that_there_is_an_error(
    client: FlaskClient, audit: CaseAudit, loaded: CaseList
) -> None:
    page = client.get(f"{base(audit)}/lists/{loaded.id}/how-many?fault=x").text
    assert 'href="#fault"' in page
    assert "Error: How many cases" in page.split("</title>")[0]
    assert 'id="fault-error"' in page


def test_an_error_of_a_reason_leads_to_the_reason(client: FlaskClient, audit: CaseAudit) -> None:
    rows = [[*row[:6], f"Spoke to Jane {at}", row[7]] for at, row in enumerate(case_rows())]
    data = {
        "upload": (io.BytesIO(as_csv(rows)), "list.csv"), "step": "load", "key_password": PASSPHRASE,
        "key_password_again": PASSPHRASE, "unlock_until": UNTIL.isoformat(), "heading-6": "Outcome",
        "column-6": "not_identifiers", "why-6": "No",
    }  # fmt: skip
    page = client.post(f"{base(audit)}/lists/new", data=data)
    assert page.status_code == 422
    assert 'href="#why-6"' in page.text
    assert 'aria-describedby="why-6-hint column-6-error"' in page.text


def test_a_draw_that_is_sent_twice_draws_once(client: FlaskClient, session: Session, loaded: CaseList) -> None:
    here = base(loaded.audit)
    page = client.get(f"{here}/draw?list={loaded.id}&method=simple").text
    assert 'name="n_drawn" value="1"' in page
    sent = {"list": loaded.id, "method": "simple", "n": "2", "n_drawn": "1"}
    assert client.post(f"{here}/draw", data=sent).status_code == 302
    again = client.post(f"{here}/draw", data=sent)
    assert again.status_code == 422
    assert "Cases were drawn since this page was opened: they are in the audit." in again.text
    assert 'name="n_drawn" value="2"' in again.text
    assert client.post(f"{here}/draw", data={**sent, "n": "1", "n_drawn": "2"}).status_code == 302
