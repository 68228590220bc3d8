"""Voices: written down by whoever is named, read by nobody else until moderation opens, then by the panel."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.case_audits.blindness import StillBlind, audit_of_round
from survey_app.case_audits.models import VOICES, AgencyReturn, AuditCase, CaseAudit, CaseVoice
from survey_app.case_audits.planning.asking import assign_auditor
from survey_app.case_audits.returns import work
from survey_app.case_audits.returns.voices import (
    VOICE_FORMS,
    NoVoice,
    ask_voice,
    begin_voice,
    voice_of_return,
    voice_standings,
    voices_of,
)
from survey_app.collect.models import Draft
from survey_app.database import now
from survey_app.partnership.models import Partnership
from tests.survey_app.case_audits.audit_factories import make_asked, make_case
from tests.survey_app.case_audits.returns.conftest import SignIn
from tests.survey_app.case_audits.returns.returning import MINE
from tests.survey_app.factories import make_user, publish
from tests.survey_app.walkabouts.notes.devices import Device, setting

GATHERED: dict[str, Any] = {
    "gathered": "yes", "asked_by": "known_worker", "asked_how": ["talking"], "parent_agreed": "yes",
    "child_agreed": "yes", "listened_young": "yes", "would_wish": "A dog (constructed).", "told_next": "yes",
    "child_unsafe": "no",
}  # fmt: skip
NOT_GATHERED: dict[str, Any] = {
    "gathered": "no", "why_not": "It would have upset the child.", "child_unsafe": "no",
}  # fmt: skip


@pytest.fixture(autouse=True)
def forms(session: Session, partnership: Partnership) -> None:
    for form in VOICE_FORMS.values():
        publish(session, partnership, form)


def write_down(app: Flask, session: Session, voice: CaseVoice, answers: dict[str, Any]) -> None:
    """Begin it, answer it on a device and send it."""
    assert voice.recorder is not None
    begin_voice(session, voice, voice.recorder)
    session.commit()
    device = Device(app, voice.recorder, voice.draft_id)
    device.sync(*[setting([name], value) for name, value in answers.items()])
    sent = device.send()
    assert sent.status_code == 201, sent.text


def open_moderation(session: Session, audit: CaseAudit) -> None:
    audit.state, audit.opened_at = "moderation", now()
    session.commit()


def test_there_is_a_form_for_each_voice() -> None:
    assert VOICE_FORMS.keys() == VOICES.keys()


def test_an_auditor_writes_a_voice_down_beside_their_return(
    session: Session, asked: AgencyReturn, audit: CaseAudit, signed_in: SignIn
) -> None:
    client = signed_in(asked.auditor)
    opened = client.post(f"{MINE}/{asked.id}/voices/child")
    assert opened.status_code == 302
    session.expire_all()
    (draft,) = session.query(Draft).filter_by(author_id=asked.auditor_id).all()
    assert opened.location.endswith(f"/answer/{draft.id}")
    assert audit_of_round(session, draft.round_id) == audit
    assert draft.document["pseudonym"] == asked.case.pseudonym
    assert draft.document["age_band"] == asked.case.age_band
    assert client.post(f"{MINE}/{asked.id}/voices/child").location == opened.location
    assert client.post(f"{MINE}/{asked.id}/voices/neighbour").status_code == 404


def test_all_voices_of_one_kind_share_a_round(
    session: Session, case: AuditCase, auditor: User, other: AgencyReturn
) -> None:
    first = ask_voice(session, case, "child", recorder_id=auditor.id)
    second = ask_voice(session, case, "child", recorder_id=other.auditor_id or 0)
    third = ask_voice(session, case, "parent", recorder_id=auditor.id)
    for voice in (first, second, third):
        assert voice.recorder is not None
        begin_voice(session, voice, voice.recorder)
    assert first.round_id == second.round_id != third.round_id


def test_before_moderation_a_page_says_how_far_they_are_and_no_more(
    app: Flask, session: Session, audit: CaseAudit, case: AuditCase, auditor: User, partnership: Partnership,
    signed_in: SignIn,
) -> None:  # fmt: skip
    voice = ask_voice(session, case, "child", recorder_id=auditor.id)
    write_down(app, session, voice, NOT_GATHERED)
    client = signed_in(make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/north/case-audits/{audit.slug}/voices"
    shown = client.get(base).get_data(as_text=True)
    assert "Written down" in shown
    assert "upset" not in shown
    assert "ot gathered" not in shown
    refused = client.get(f"{base}/said")
    assert refused.status_code == 403
    assert "upset" not in refused.get_data(as_text=True)
    with pytest.raises(StillBlind):
        voices_of(session, audit)
    (standing,) = voice_standings(session, audit)[case.id]
    assert (standing.state, standing.gathered, standing.why_not) == ("recorded", None, "")


def test_once_moderation_is_open_the_panel_reads_them(
    app: Flask, session: Session, audit: CaseAudit, case: AuditCase, auditor: User, partnership: Partnership,
    signed_in: SignIn,
) -> None:  # fmt: skip
    write_down(app, session, ask_voice(session, case, "child", recorder_id=auditor.id), GATHERED)
    write_down(app, session, ask_voice(session, case, "parent", recorder_id=auditor.id), NOT_GATHERED)
    open_moderation(session, audit)
    child, parent = voices_of(session, audit)
    assert (child.whose, child.gathered, child.document["would_wish"]) == ("child", True, "A dog (constructed).")
    assert (parent.whose, parent.gathered, parent.why_not) == ("parent", False, "It would have upset the child.")
    base = f"/p/north/case-audits/{audit.slug}/voices"
    client = signed_in(make_user(session, partnership, roles=("qa_group",)))
    said = client.get(f"{base}/said").get_data(as_text=True)
    assert "A dog (constructed)." in said
    assert "If you had one wish about this" in said
    assert "It would have upset the child." in client.get(base).get_data(as_text=True)
    scrutineer = signed_in(make_user(session, partnership, roles=("scrutineer",)))
    assert scrutineer.get(base).status_code == 200
    assert scrutineer.get(f"{base}/said").status_code == 403


def test_a_recorder_is_named_by_whoever_manages_the_audit(
    session: Session, audit: CaseAudit, case: AuditCase, auditor: User, partnership: Partnership, signed_in: SignIn
) -> None:
    base = f"/p/north/case-audits/{audit.slug}/voices"
    client = signed_in(make_user(session, partnership, roles=("qa_group",)))
    form = {"case": case.id, "whose": "parent", "recorder": str(auditor.id)}
    assert client.post(base, data=form | {"recorder": "999999"}).status_code == 422
    assert client.post(base, data=form | {"case": "no such case"}).status_code == 422
    assert client.post(base, data=form).status_code == 302
    assert "A parent or carer, CASE-0001" in signed_in(auditor).get(f"{MINE}/").get_data(as_text=True)
    assert signed_in(auditor).post(base, data=form).status_code == 403


def test_a_form_that_is_not_published_is_named(session: Session, case: AuditCase, auditor: User) -> None:
    from survey_app.designer.models import InstrumentRecord, InstrumentVersion

    record = session.query(InstrumentRecord).filter_by(
        partnership_id=case.audit.partnership_id, form_id=VOICE_FORMS["child"]
    ).one()  # fmt: skip
    session.query(InstrumentVersion).filter_by(instrument_id=record.id).delete()
    session.delete(record)
    session.flush()
    voice = ask_voice(session, case, "child", recorder_id=auditor.id)
    with pytest.raises(NoVoice, match="case-audit-child-voice"):
        begin_voice(session, voice, auditor)


def test_a_case_that_is_not_used_takes_no_voice(session: Session, case: AuditCase, auditor: User) -> None:
    voice = ask_voice(session, case, "child", recorder_id=auditor.id)
    case.state, case.unusable_why = "unusable", "The record is elsewhere."
    session.flush()
    with pytest.raises(NoVoice, match="no longer used"):
        begin_voice(session, voice, auditor)
    with pytest.raises(NoVoice):
        ask_voice(session, case, "parent", recorder_id=auditor.id)


@pytest.mark.parametrize(
    "standing",
    [
        {"declared_at": None}, {"conflict": "I know the mother."},
        {"involvement": "not_involved", "not_involved_why": "Never known to us."},
    ],
    ids=["nothing declared", "undecided", "not involved"],
)  # fmt: skip
def test_whoever_may_not_make_the_return_hears_nobody_beside_it(
    session: Session, asked: AgencyReturn, signed_in: SignIn, standing: dict[str, Any]
) -> None:
    for name, value in standing.items():
        setattr(asked, name, value)
    session.commit()
    assert signed_in(asked.auditor).post(f"{MINE}/{asked.id}/voices/child").status_code == 403
    assert session.query(CaseVoice).all() == []


def test_a_voice_waits_like_the_return_for_the_decision_on_a_conflict(
    app: Flask, session: Session, asked: AgencyReturn, case: AuditCase, auditor: User, signed_in: SignIn
) -> None:
    voice = ask_voice(session, case, "child", recorder_id=auditor.id)
    begin_voice(session, voice, auditor)
    session.commit()
    device = Device(app, auditor, voice.draft_id)
    device.sync(*[setting([name], value) for name, value in NOT_GATHERED.items()])
    asked.conflict = "I know the mother."
    session.commit()
    refused = device.send()
    assert refused.status_code == 409
    assert "conflict of interest" in refused.get_json()["error"]
    assert signed_in(auditor).post(f"{MINE}/voices/{voice.id}").status_code == 403
    asked.conflict_handling = "It was ten years ago."
    session.commit()
    assert device.send().status_code == 201


def test_whoever_is_replaced_sends_no_voice_that_they_began_beside_the_return(
    app: Flask, session: Session, asked: AgencyReturn, case: AuditCase, auditor: User, signed_in: SignIn
) -> None:
    beside = voice_of_return(session, asked, "child", auditor)
    apart = ask_voice(session, case, "parent", recorder_id=auditor.id)  # named for it whatever the return
    begin_voice(session, beside, auditor)
    session.commit()
    device = Device(app, auditor, beside.draft_id)
    device.sync(*[setting([name], value) for name, value in NOT_GATHERED.items()])
    another = make_user(session, asked.case.audit.partnership, roles=("auditor",), agency=asked.agency)
    assign_auditor(session, asked, another.id, by=None)
    session.commit()
    assert device.send().status_code == 409
    client = signed_in(auditor)
    assert client.post(f"{MINE}/voices/{beside.id}").status_code == 404
    assert client.post(f"{MINE}/voices/{apart.id}").status_code == 302


def test_nobody_closes_the_rounds_of_an_audit_by_hand_while_it_goes_on(
    session: Session, audit: CaseAudit, case: AuditCase, auditor: User, partnership: Partnership, signed_in: SignIn
) -> None:
    voice = ask_voice(session, case, "child", recorder_id=auditor.id)
    begin_voice(session, voice, auditor)
    client = signed_in(make_user(session, partnership, roles=("qa_group",)))
    assert audit.round is not None
    assert voice.round is not None
    for round_ in (audit.round, voice.round):
        for answer in (client.get, client.post):
            refused = answer(f"/p/north/rounds/{round_.slug}/close")
            assert refused.status_code == 400
            assert "finished or called off" in refused.text
        session.expire_all()
        assert round_.state == "open"
    audit.state, audit.opened_at = "finished", now()
    assert client.post(f"/p/north/rounds/{audit.round.slug}/close").status_code == 302


@pytest.mark.parametrize("page", ["declare", "not-involved"])
def test_signs_that_no_database_keeps_are_left_out(
    session: Session, asked: AgencyReturn, signed_in: SignIn, page: str
) -> None:
    form = {"answer": "yes", "conflict": "I know\x00 them.", "why": "Never\x00 known."}
    assert signed_in(asked.auditor).post(f"{MINE}/{asked.id}/{page}", data=form).status_code == 302
    session.expire_all()
    assert (asked.conflict or asked.not_involved_why) in ("I know them.", "Never known.")


def test_several_returns_are_begun_in_the_order_in_which_others_hold_them(
    app: Flask, session: Session, asked: AgencyReturn, auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        case = make_case(session, asked.case.audit)
        make_asked(session, case, agency=asked.agency, auditor=auditor, declared_at=now())
    order: list[str] = []

    def begin(session: Session, asked: AgencyReturn, user: User) -> None:
        order.append(asked.id)

    monkeypatch.setattr(work, "begin_return", begin)
    rows = work.ReturnWork().rows(session, asked.case.audit.partnership_id, auditor, now().date())
    assert [row["title"] for row in rows] == sorted(row["title"] for row in rows)
    assert len(order) == 6
    assert order == sorted(order)


def test_a_return_that_is_withdrawn_while_it_is_listed_is_left_to_itself(
    session: Session, asked: AgencyReturn, auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = work.own_returns

    def withdrawn(session: Session, partnership_id: int, user_id: int) -> Any:
        found = listed(session, partnership_id, user_id)
        gone = delete(AgencyReturn).where(AgencyReturn.id == asked.id)
        session.execute(gone.execution_options(synchronize_session=False))
        return found

    monkeypatch.setattr(work, "own_returns", withdrawn)
    (row,) = work.ReturnWork().rows(session, asked.case.audit.partnership_id, auditor, now().date())
    assert (row["draft_id"], row["why"]) == (None, "This return is no longer asked for.")
