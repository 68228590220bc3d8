"""The panel's pages: what they show and to whom, what they ask about, and that nothing typed is lost."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.case_audits.models import CaseModeration
from survey_app.case_audits.moderation.pages import READING
from survey_app.case_audits.moderation.reading import dissents_of, moderated_grades
from survey_app.case_audits.moderation.revising import revisions_of
from survey_app.case_audits.moderation.settling import dissent, settle
from survey_app.case_audits.moderation.signing import sign_off
from survey_app.case_audits.moderation.wordings import Settlement
from tests.survey_app.case_audits.audit_factories import make_audit, make_case
from tests.survey_app.case_audits.moderation.panelled import Panelled, make_panelled, settle_all
from tests.survey_app.factories import make_user, sign_in


def chair_of(app: Flask, found: Panelled) -> FlaskClient:
    return sign_in(app.test_client(), found.chair)


def reader_of(app: Flask, session: Session, found: Panelled) -> FlaskClient:
    return sign_in(app.test_client(), make_user(session, found.partnership, roles=("scrutineer",)))


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_question_says_the_spread_in_words_and_each_grade_with_its_word(app: Flask, session: Session) -> None:
    found = make_panelled(session, {"police": {"b1": "inadequate", "b1_gap": "No referral was made."}})
    text = text_of(chair_of(app, found), f"{found.address}/1/questions/b1")
    for words in ("2 steps apart", "from Good to Inadequate", "Police: Inadequate", "No referral was made.",
                  "The right help came at the right time"):  # fmt: skip
        assert words in text


def test_what_is_settled_is_kept_and_the_next_question_follows(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    police = f"dissent-{found.police.id}"
    sent = {"grade": "good", "reason": "In time.", "seen": Settlement().mark,
            f"{police}-grade": "inadequate", f"{police}-reason": "Too late."}  # fmt: skip
    answer = chair_of(app, found).post(f"{found.address}/1/questions/b1", data=sent)
    assert answer.status_code == 302
    assert answer.location.endswith("/1/questions/b2?kept=b1#question")
    assert moderated_grades(session, found.audit)[found.case.id]["b1"].reason == "In time."
    assert [one.reason for one in dissents_of(session, found.audit)] == ["Too late."]


def test_where_it_is_refused_nothing_that_was_typed_is_lost(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    police = f"dissent-{found.police.id}"
    sent = {"grade": "good", "reason": "", f"{police}-grade": "inadequate", f"{police}-reason": "Too late for us."}
    answer = chair_of(app, found).post(f"{found.address}/1/questions/b1", data=sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Give the reason: the grade is not the one that Police gave." in text
    assert "Too late for us." in text
    assert 'value="good" checked' in text


def test_words_that_could_name_somebody_are_asked_about_before_they_are_kept(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    client, address = chair_of(app, found), f"{found.address}/1/questions/b2"
    sent = {"grade": "good", "reason": "Her mother Petra Example rang 07700 900123.", "seen": Settlement().mark}
    asked = client.post(address, data=sent)
    assert asked.status_code == 422
    assert "Check these words, since they could identify somebody" in asked.get_data(as_text=True)
    assert "07700 900123" in asked.get_data(as_text=True)
    # Ticking the box is for the words that were asked about, and for no others.
    other = {**sent, "checked": "y", "doubted": "something else"}
    assert client.post(address, data=other).status_code == 422
    assert moderated_grades(session, found.audit) == {}
    reworded = {**sent, "reason": "A parent rang."}
    assert client.post(address, data=reworded).status_code == 302


def test_the_names_of_agencies_are_no_reason_to_ask(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    sent = {"grade": "good", "reason": "What the Police and Community health said was weighed."}
    assert chair_of(app, found).post(f"{found.address}/1/questions/b1", data=sent).status_code == 302


def test_what_somebody_else_kept_meanwhile_stands_beside_what_was_typed(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    address = f"{found.address}/1/questions/b2"
    other = sign_in(app.test_client(), make_user(session, found.partnership, roles=("qa_group",)))
    sent = {"grade": "good", "seen": Settlement().mark}
    assert other.post(address, data={**sent, "reason": "What the first wrote."}).status_code == 302
    refused = chair_of(app, found).post(address, data={**sent, "reason": "What the second wrote."})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    kept = Settlement(grade="good", reason="What the first wrote.").mark
    for words in ("What the first wrote.", "What the second wrote.", f'value="{kept}"'):
        assert words in text
    again = chair_of(app, found).post(address, data={**sent, "reason": "Both.", "seen": kept})
    assert again.status_code == 302


def test_a_scrutineer_reads_everything_and_changes_nothing(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    sign_off(session, found.case, by=found.chair.id)
    reader = reader_of(app, session, found)
    for path in ("", "/1", "/1/questions/b1", "/1/joint-working", "/1/record", "/1/revisions/1"):
        text = text_of(reader, f"{found.address}{path}")
        assert "data-panel-time" not in text
        assert 'name="grade"' not in text
    for path in ("/1/questions/b1", "/1/joint-working", "/1/sign-off", "/1/time", "/1/time-spent", "/1/begin",
                 "/meetings/new", f"/meetings/{found.panel.id}"):  # fmt: skip
        assert reader.post(f"{found.address}{path}", data={"grade": "inadequate"}).status_code == 403


def test_a_reading_of_single_returns_is_noted_once_a_person_and_case_and_day(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    reader, chair = reader_of(app, session, found), chair_of(app, found)
    for client in (reader, chair):
        for path in ("/1", "/1/questions/b1", "/1/questions/b2"):
            text_of(client, f"{found.address}{path}")
    session.expire_all()
    rows = [row for row in session.scalars(select(AuditEvent)) if row.details.get("what") == READING]
    assert len(rows) == 2
    assert {row.details["case"] for row in rows} == {"1"}
    assert len({row.actor_id for row in rows}) == 2


@pytest.mark.parametrize("path", ["", "/1", "/1/questions/b1", "/1/joint-working", "/1/record", "/1/sign-off", ".xlsx"])
def test_before_moderation_opens_no_page_of_the_panel_opens(app: Flask, session: Session, path: str) -> None:
    audit = make_audit(session)
    make_case(session, audit)
    client = sign_in(app.test_client(), make_user(session, audit.partnership, roles=("qa_group",)))
    answer = client.get(f"/p/{audit.partnership.slug}/case-audits/{audit.slug}/moderation{path}")
    assert answer.status_code == 403
    assert "each agency grades without seeing" in answer.get_data(as_text=True)


def test_what_has_no_panel_and_what_could_not_be_used_has_no_page(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    chair = chair_of(app, found)
    assert chair.get(f"{found.address}/1/questions/pseudonym").status_code == 404
    assert chair.get(f"{found.address}/1/record").status_code == 404  # nothing is begun
    found.case.state, found.case.unusable_why = "unusable", "Merged."
    session.commit()
    assert chair.get(f"{found.address}/1").status_code == 404
    assert found.case.pseudonym not in text_of(chair, found.address)
    found.audit.kind = "dip_sample"
    session.commit()
    assert chair.get(found.address).status_code == 404


def test_a_case_is_taken_up_timed_concluded_and_signed_off(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    session.get_one(CaseModeration, found.case.id).panel_id = None
    chair, case = chair_of(app, found), f"{found.address}/1"
    assert chair.post(f"{case}/begin", data={"panel": "0"}).status_code == 422
    assert chair.post(f"{case}/begin", data={"panel": found.panel.id}).status_code == 302
    assert chair.post(f"{case}/time", data={"seconds": "60"}).get_json() == {"seconds": 60}
    for nonsense in ("-5", "1e9", "²", "999999999999"):
        assert chair.post(f"{case}/time", data={"seconds": nonsense}).get_json() == {"seconds": 60}
    assert chair.post(f"{case}/time-spent", data={"minutes": "x"}).status_code == 422
    assert chair.post(f"{case}/time-spent", data={"minutes": "25"}).status_code == 302
    words: dict[str, Any] = {"joint_working": "inadequate", "joint_working_why": "They never met."}
    assert chair.post(f"{case}/joint-working", data=words).status_code == 302
    session.expire_all()
    revision = session.get_one(CaseModeration, found.case.id).revision
    assert "Service manager" in text_of(chair, f"{case}/sign-off")
    assert chair.post(f"{case}/sign-off", data={"seen": str(revision - 1)}).status_code == 422
    assert chair.post(f"{case}/sign-off", data={"seen": str(revision)}).status_code == 302
    assert "They never met." in text_of(chair, f"{case}/revisions/1")
    changed = {"grade": "outstanding", "reason": "New facts.", "because": ""}
    assert chair.post(f"{case}/questions/b2", data=changed).status_code == 422
    assert chair.post(f"{case}/questions/b2", data={**changed, "because": "A letter came."}).status_code == 302
    text = text_of(chair, f"{case}/revisions/2")
    for said in ("A letter came.", "B2: moderated grade", "Revision 2 of 2"):
        assert said in text
    assert len(revisions_of(session, found.case)) == 2


def test_a_meeting_is_written_down_changed_and_taken_out(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    chair, address = chair_of(app, found), f"{found.address}/meetings"
    sent = {"met_on": "2026-11-01", "chair": "Chair", "seat-1-name": "Nurse", "seat-1-agency": str(found.health.id)}
    assert chair.post(f"{address}/new", data={**sent, "met_on": "soon"}).status_code == 422
    refused = chair.post(f"{address}/new", data={**sent, "seat-1-name": ""})
    assert refused.status_code == 422
    assert "Enter the name or the role" in refused.get_data(as_text=True)
    assert chair.post(f"{address}/new", data=sent).status_code == 302
    assert "Nurse" in text_of(chair, found.address)
    own = f"{address}/{found.panel.id}"
    assert 'value="Service manager"' in text_of(chair, own)
    assert chair.post(own, data={**sent, "seat-2-name": "Scribe"}).status_code == 302
    assert chair.post(own, data={"remove": "yes"}).status_code == 302
    assert chair.get(own).status_code == 404


def test_reasons_that_could_name_somebody_are_asked_about_at_the_meeting_and_the_time(
    app: Flask, session: Session
) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    sign_off(session, found.case, by=found.chair.id)
    chair = chair_of(app, found)
    naming = "Her mother Petra Example rang 07700 900123."
    # Chair and attendees are professionals, and stay as they are typed.
    met = {"met_on": "2026-11-01", "chair": "Petra Example", "seat-1-name": "Petra Example"}
    minutes = {"minutes": "77"}
    for address, sent in ((f"meetings/{found.panel.id}", met), ("1/time-spent", minutes)):
        asked = chair.post(f"{found.address}/{address}", data={**sent, "because": naming})
        text = asked.get_data(as_text=True)
        assert asked.status_code == 422, address
        for words in ("Check these words", naming, "I have checked these words", 'name="doubted"'):
            assert words in text, (address, words)
        plain = chair.post(f"{found.address}/{address}", data={**sent, "because": "It was mistyped."})
        assert plain.status_code == 302, address
    session.expire_all()
    assert [one.reason for one in revisions_of(session, found.case)] == ["", *["It was mistyped."] * 2]


def test_an_audit_that_was_called_off_offers_nothing_to_write(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    chair = chair_of(app, found)
    assert "Write down a meeting" in text_of(chair, found.address)
    found.audit.state, found.audit.cancelled_why = "cancelled", "Not needed any more."
    session.commit()
    for page in ("", "/1", "/1/joint-working", "/1/questions/b1"):
        text = text_of(chair, f"{found.address}{page}")
        assert "Write down a meeting" not in text
        assert 'method="post"' not in text.split('id="main-content"')[1]
    assert chair.post(f"{found.address}/meetings/new", data={"met_on": "2026-11-01"}).status_code == 422


def test_control_characters_are_left_out_wherever_something_is_typed(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    chair, case = chair_of(app, found), f"{found.address}/1"
    police, nul = f"dissent-{found.police.id}", "a\x00b"
    seat = {"seat-1-name": nul, "seat-1-agency": f"{found.health.id}\x00"}
    posts: dict[str, dict[str, str]] = {
        f"{found.address}/meetings/new": {"met_on": "2026-11-01", "chair": nul, **seat},
        f"{found.address}/meetings/{found.panel.id}": {"met_on": "2026-11-01", "chair": nul, "because": nul, **seat},
        f"{case}/begin": {"panel": f"{found.panel.id}\x00"},
        f"{case}/questions/b1": {"grade": "good\x00", "reason": nul, f"{police}-grade": "inadequate\x00",
                                 f"{police}-reason": nul, "because": nul},
        f"{case}/joint-working": {"joint_working": "good\x00", "joint_working_why": nul, "unresolved": nul},
        f"{case}/time-spent": {"minutes": "12", "because": nul},
    }  # fmt: skip
    for address, sent in posts.items():
        assert chair.post(address, data=sent).status_code == 302, address
    assert chair.post(f"{case}/sign-off", data={"seen": nul, "because": nul}).status_code == 422
    session.expire_all()
    assert moderated_grades(session, found.audit)[found.case.id]["b1"].reason == "ab"
    assert [(one.grade, one.reason) for one in dissents_of(session, found.audit)] == [("inadequate", "ab")]
    assert [(one.name, one.agency_id) for one in found.panel.attendees] == [("ab", found.health.id)]


def test_addresses_that_name_nothing_are_not_found(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    sign_off(session, found.case, by=found.chair.id)
    chair, huge = chair_of(app, found), "9" * 30
    for page in (f"1/revisions/{huge}", "1/revisions/0", "meetings/%00", f"meetings/{huge}", "1/questions/%00"):
        assert chair.get(f"{found.address}/{page}").status_code == 404, page
    assert chair.post(f"{found.address}/meetings/%00", data={"remove": "yes"}).status_code == 404


def test_the_workbook_holds_grades_and_dissents_and_names_nobody(app: Flask, session: Session) -> None:
    found = make_panelled(session)
    settle_all(session, found)
    settle(session, found.case, "b2", grade="outstanding", reason="=1+1", by=None)
    dissent(session, found.case, "b1", found.police.id, grade="inadequate", reason="Too late.", by=None)
    answer = reader_of(app, session, found).get(f"{found.address}.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    cases, grades, dissents = (book.get_sheet_by_name(name).to_python() for name in ("Cases", "Grades", "Dissents"))
    assert cases[4][:4] == ["CASE-0001", "Begun", 3, 3]
    police = [row for row in grades if row[3] == "Police" and row[1] == "B1"]
    assert police[0][4:] == ["Inadequate", "Inadequate", "Yes", 2, "Good", "Heard and weighed."]
    assert [row[9] for row in grades if row[1] == "B2" and row[3] == "Police"] == ["=1+1"]
    assert dissents[-1] == ["CASE-0001", "B1", "Good", "Police", "Inadequate", "Too late."]
    assert "Scribe" not in str([cases, grades, dissents])
    assert "Service manager" not in str([cases, grades, dissents])
    session.expire_all()
    assert any(row.details.get("what") == "Moderation list" for row in session.scalars(select(AuditEvent)))
