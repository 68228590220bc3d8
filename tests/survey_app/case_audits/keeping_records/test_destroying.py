"""Two people destroy an audit before its time; the certificate outlives it and says nothing of a case."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from survey_app.case_audits.keeping_records import destroying
from survey_app.case_audits.keeping_records.destroying import (
    DestructionRefused,
    ask_destruction,
    confirm_destruction,
    withdraw_destruction,
)
from survey_app.case_audits.keeping_records.holds import lift_hold, set_hold
from survey_app.case_audits.keeping_records.records import list_of, records_of, sha256_of
from survey_app.case_audits.locking import RecordGone
from survey_app.case_audits.models import (
    AuditCase,
    CaseAudit,
    CaseList,
    CaseVoice,
    DestructionAsked,
    DestructionCertificate,
    ListedCase,
)
from survey_app.case_audits.sampling.drawing import lock_audit
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.collect.attachment_models import Attachment
from survey_app.collect.models import Draft, Submission, SubmissionRevision
from survey_app.database import new_uuid
from survey_app.results.models import Coding
from survey_app.rounds.models import Round
from survey_app.schema import metadata
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_audit,
    make_case,
    make_returned,
)
from tests.survey_app.factories import make_round, make_user, sign_in

WORD = "Quillfeather"


@pytest.fixture
def audit(session: Session) -> CaseAudit:
    """A finished audit with a list and its key, a return with a file, and a draft."""
    made = make_audit(session, state="finished", slug="old-one")
    cases = CaseList(
        id=new_uuid(), audit_id=made.id, size=1, frame_hash="0" * 64, columns=[], key_columns=[], file_name="list.csv"
    )
    session.add(cases)
    session.flush()
    session.add(ListedCase(list_id=cases.id, pseudonym=f"{WORD}-1", values={"team": WORD}))
    CaseKeyStore.here().keep(cases.id, b"sealed")
    case = make_case(session, made, pseudonym=f"{WORD}-1")
    asked = make_asked(session, case)
    sent = make_returned(session, asked, case_document(case, b1_rationale=WORD))
    session.add_all([
        Attachment(
            round_id=sent.round_id, submission_id=sent.id, name="seen.txt", media_type="text/plain", size=4,
            sha256="1" * 64, content=WORD.encode(),
        ),
        Draft(round_id=sent.round_id, author_id=asked.auditor_id, document={"b1_rationale": WORD}),
    ])  # fmt: skip
    session.commit()
    return made


def everything(session: Session) -> str:
    """All that the database holds, as text."""
    tables = [t for t in metadata.sorted_tables if t.name not in ("instrument_version", "instrument", "audit_event")]
    return "\n".join(repr(row) for table in tables for row in session.execute(table.select()).all())


def test_one_asks_and_another_confirms_and_only_the_certificate_is_left(session: Session, audit: CaseAudit) -> None:
    first, second = make_user(session), make_user(session)
    (list_id,) = session.scalars(select(CaseList.id).where(CaseList.audit_id == audit.id))
    assert WORD in everything(session)
    ask_destruction(session, audit, reason="Loaded by mistake.", by=first.id)
    with pytest.raises(DestructionRefused, match="somebody else"):
        confirm_destruction(session, audit, by=first.id)
    expected = list_of(records_of(session, audit))
    certificate = confirm_destruction(session, audit, by=second.id)
    session.commit()
    assert not CaseKeyStore.here().holds(list_id)
    assert WORD not in everything(session)
    assert session.scalars(select(CaseAudit).where(CaseAudit.slug == "old-one")).all() == []
    assert certificate.records_sha256 == hashlib.sha256(expected.encode()).hexdigest()
    assert (certificate.asked_by, certificate.confirmed_by) == (first, second)
    assert "Loaded by mistake." in certificate.rule
    counts = {one["what"]: one["number"] for one in certificate.counts}
    assert counts["Keys of case lists"] == counts["Returns and voices received"] == counts["Files with these"] == 1
    assert list(counts)[:2] == ["Keys of case lists", "Drafts of returns and voices"]
    assert list(counts)[-1] == "The audit itself"


def test_the_shell_of_a_return_stays_and_names_nobody(session: Session, audit: CaseAudit) -> None:
    sent = session.scalars(select(Submission).where(Submission.round_id == audit.round_id)).one()
    reference, round_id = sent.reference, audit.round_id
    ask_destruction(session, audit, reason="Enough.", by=make_user(session).id)
    confirm_destruction(session, audit, by=make_user(session).id)
    shell = session.scalars(select(Submission).where(Submission.round_id == round_id)).one()
    assert (shell.reference, shell.retention_state, shell.author_id) == (reference, "destroyed", None)
    assert session.scalars(select(SubmissionRevision)).all() == [] or shell.revisions == []


def test_nothing_is_destroyed_of_an_audit_that_goes_on_or_is_held(session: Session, audit: CaseAudit) -> None:
    by = make_user(session).id
    going_on = make_audit(session)
    with pytest.raises(DestructionRefused, match="Finish the audit"):
        ask_destruction(session, going_on, reason="Now.", by=by)
    with pytest.raises(DestructionRefused, match="Say why"):
        ask_destruction(session, audit, reason="  ", by=by)
    ask_destruction(session, audit, reason="Now.", by=by)
    set_hold(session, audit, reason="A court asks.", by=by)
    with pytest.raises(DestructionRefused, match="legal hold"):
        confirm_destruction(session, audit, by=make_user(session).id)
    assert session.get(CaseAudit, audit.id) is not None


def test_a_request_can_be_taken_back_and_nobody_can_confirm_it_then(session: Session, audit: CaseAudit) -> None:
    ask_destruction(session, audit, reason="Now.", by=make_user(session).id)
    withdraw_destruction(session, audit)
    with pytest.raises(DestructionRefused, match="Nobody has asked"):
        confirm_destruction(session, audit, by=make_user(session).id)


def test_the_list_of_records_changes_with_every_record(session: Session, audit: CaseAudit) -> None:
    before = sha256_of(records_of(session, audit))
    make_case(session, audit)
    assert sha256_of(records_of(session, audit)) != before


def test_certificates_are_numbered_and_cannot_share_a_number(session: Session, audit: CaseAudit) -> None:
    numbers = []
    for made in (audit, make_audit(session, audit.partnership, state="planning")):
        ask_destruction(session, made, reason="Enough.", by=make_user(session).id)
        numbers.append(confirm_destruction(session, made, by=make_user(session).id).number)
    assert numbers == [1, 2]


def test_the_way_on_the_pages(app: Flask, session: Session, audit: CaseAudit) -> None:
    north = audit.partnership
    first, second = (make_user(session, north, roles=("qa_group",)) for _ in range(2))
    base = f"/p/{north.slug}/case-audits"
    asking, confirming = sign_in(app.test_client(), first), sign_in(app.test_client(), second)
    page = asking.get(f"{base}/old-one/records").text
    assert "Keys of case lists" in page
    assert "Put on legal hold" in page
    assert asking.post(f"{base}/old-one/records/destroy", data={"why": ""}).status_code == 422
    asking.post(f"{base}/old-one/records/destroy", data={"why": "Loaded by mistake."})
    assert asking.post(f"{base}/old-one/records/confirm").status_code == 409
    assert "Destroy this audit<" not in asking.get(f"{base}/old-one/records/destroy").text.replace("\n", "<")
    done = confirming.post(f"{base}/old-one/records/confirm", follow_redirects=True)
    assert "Certificate of destruction 1" in done.text
    assert WORD not in done.text
    word = confirming.get(f"{base}/records/certificates/1.docx")
    assert word.status_code == 200
    assert confirming.get(f"{base}/old-one/records").status_code == 404
    assert "Certificate 1" in sign_in(
        app.test_client(), make_user(session, north, roles=("scrutineer",))
    ).get(f"{base}/records/certificates").text  # fmt: skip


def test_a_hold_is_set_and_lifted_on_the_pages(app: Flask, session: Session, audit: CaseAudit) -> None:
    north = audit.partnership
    client = sign_in(app.test_client(), make_user(session, north, roles=("qa_group",)))
    page = f"/p/{north.slug}/case-audits/old-one/records/hold"
    assert client.post(page, data={"act": "set", "why": ""}).status_code == 422
    client.post(page, data={"act": "set", "why": "A court asks."})
    session.expire_all()
    assert audit.legal_hold
    client.post(page, data={"act": "set", "why": "Sent twice."})  # an old page does not lift it
    session.expire_all()
    assert audit.legal_hold
    client.post(page, data={"act": "lift", "why": "Done."})
    session.expire_all()
    assert not audit.legal_hold


def test_another_partnership_finds_no_certificate(app: Flask, session: Session, audit: CaseAudit) -> None:
    ask_destruction(session, audit, reason="Enough.", by=make_user(session).id)
    number = confirm_destruction(session, audit, by=make_user(session).id).number
    session.execute(text("SELECT 1"))
    elsewhere = make_audit(session).partnership
    client = sign_in(app.test_client(), make_user(session, elsewhere, roles=("qa_group",)))
    assert client.get(f"/p/{elsewhere.slug}/case-audits/records/certificates/{number}").status_code == 404
    assert session.scalars(select(DestructionCertificate)).one().partnership_id != elsewhere.id


def test_what_was_made_of_voices_goes_too_and_their_rounds_take_nothing_more(
    session: Session, audit: CaseAudit
) -> None:
    case = session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id)).one()
    round_ = make_round(session, audit.partnership)
    session.add_all([
        CaseVoice(case_id=case.id, whose="child", round_id=round_.id),
        Coding(round_id=round_.id, response_key=new_uuid(), question="would_wish", theme=WORD, stance="neutral"),
    ])  # fmt: skip
    ask_destruction(session, audit, reason="Enough.", by=make_user(session).id)
    confirm_destruction(session, audit, by=make_user(session).id)
    assert session.scalars(select(Coding).where(Coding.round_id == round_.id)).all() == []
    assert session.get_one(Round, round_.id).state == "closed"


def test_a_request_ends_with_the_stage_at_which_it_was_made(session: Session) -> None:
    audit = make_audit(session, state="planning")
    ask_destruction(session, audit, reason="Planned twice.", by=make_user(session).id)
    audit.title = "Another title"
    session.flush()
    assert session.scalars(select(DestructionAsked)).all() != [], "the stage is the same"
    audit.state = "fieldwork"
    session.flush()
    audit.state, audit.cancelled_why = "cancelled", "Not needed any more."
    session.flush()
    session.expire_all()
    with pytest.raises(DestructionRefused, match="Nobody has asked"):
        confirm_destruction(session, audit, by=make_user(session).id)


ACTS: dict[str, Callable[[Session, CaseAudit, int], object]] = {
    "confirm": lambda session, audit, by: confirm_destruction(session, audit, by=by),
    "ask": lambda session, audit, by: ask_destruction(session, audit, reason="Enough.", by=by),
    "hold": lambda session, audit, by: set_hold(session, audit, reason="A court asks.", by=by),
    "lift": lambda session, audit, by: lift_hold(session, audit, why="It is over.", by=by),
    "draw": lambda session, audit, by: lock_audit(session, audit),
}


@pytest.mark.parametrize("act", ACTS)
def test_whoever_comes_after_the_destruction_is_told_so(session: Session, act: str) -> None:
    audit, by = make_audit(session, state="finished"), make_user(session).id
    gone = delete(CaseAudit).where(CaseAudit.id == audit.id)
    session.execute(gone, execution_options={"synchronize_session": False})
    with pytest.raises(RecordGone) as told:
        ACTS[act](session, audit, by)
    assert told.value.status == 404


def test_a_hold_that_is_set_while_the_nightly_run_goes_on_keeps_the_audit(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = make_audit(session, state="finished")
    lock = destroying.lock_row

    def held_meanwhile(own: Session, record: CaseAudit, **how: bool) -> None:
        hold = update(CaseAudit).where(CaseAudit.id == audit.id).values(legal_hold=True)
        own.execute(hold, execution_options={"synchronize_session": False})
        lock(own, record, **how)

    monkeypatch.setattr(destroying, "lock_row", held_meanwhile)
    assert destroying.destroy_ripe(session, CaseAudit.id == audit.id) == 0
    assert session.scalars(select(CaseAudit.id).where(CaseAudit.id == audit.id)).one()


def test_reasons_that_are_kept_for_good_name_nobody(app: Flask, session: Session, audit: CaseAudit) -> None:
    client = sign_in(app.test_client(), make_user(session, audit.partnership, roles=("qa_group",)))
    base, named = f"/p/{audit.partnership.slug}/case-audits/old-one/records", "Jane Smith, born 3 May 2014, asks."
    for page, fields in (("destroy", {}), ("hold", {"act": "set"}), ("hold", {"act": "lift"})):
        if fields.get("act") == "lift":
            set_hold(session, audit, reason="A court asks.", by=make_user(session).id)
            session.commit()
        answer = client.post(f"{base}/{page}", data={"why": named, **fields})
        assert answer.status_code == 422
        assert "Say it without" in answer.text
    other, by = make_audit(session, state="finished"), make_user(session).id
    with pytest.raises(DestructionRefused, match="Say it without"):
        ask_destruction(session, other, reason=named, by=by)


@pytest.mark.parametrize("number", [10**30, 2**31, 2**63], ids=["huge", "integer", "long"])
def test_a_certificate_of_a_huge_number_is_no_page(app: Flask, session: Session, audit: CaseAudit, number: int) -> None:
    client = sign_in(app.test_client(), make_user(session, audit.partnership, roles=("qa_group",)))
    base = f"/p/{audit.partnership.slug}/case-audits/records/certificates/{number}"
    assert client.get(base).status_code == client.get(f"{base}.docx").status_code == 404
