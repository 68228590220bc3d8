"""What comes after sign-off does not alter what was signed: the page says so, and the panel signs again."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.case_reports import case_report
from survey_app.case_audits.models import CaseModeration
from survey_app.case_audits.moderation.after_signing import (
    CAME,
    CHANGED,
    ReturnSince,
    SinceSigning,
    document_mark,
    sign_again,
    since_signing_of,
)
from survey_app.case_audits.moderation.reading import CaseState, case_state
from survey_app.case_audits.moderation.refusals import ChangedMeanwhile, ModerationRefused
from survey_app.case_audits.moderation.revising import changes_between, document_of, revisions_of
from survey_app.case_audits.moderation.settling import settle
from survey_app.case_audits.moderation.signing import sign_off
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.database import now
from tests.survey_app.case_audits.audit_factories import case_document, make_asked, make_returned
from tests.survey_app.case_audits.moderation.panelled import Panelled, make_panelled, settle_all
from tests.survey_app.case_audits.moderation.test_pages import chair_of, reader_of, text_of
from tests.survey_app.factories import make_agency

WHY = "The school’s return came late."


def signed(session: Session) -> Panelled:
    found = make_panelled(session)
    settle_all(session, found)
    sign_off(session, found.case, by=found.chair.id)
    return found


def school_returns(session: Session, found: Panelled, **answers: str) -> Submission:
    """A return that nobody had when the case was signed."""
    school = make_agency(session, found.partnership)
    school.name = "School"
    asked = make_asked(session, found.case, agency=school)
    return make_returned(session, asked, case_document(found.case, **answers), at=now() + timedelta(seconds=5))


def rewrite(session: Session, found: Panelled, **answers: str) -> None:
    """A late return is signed for, and then changed."""
    late = school_returns(session, found)
    sign_again(session, found.case, by=None, because=WHY)
    late.revisions.append(
        SubmissionRevision(
            number=2, document=case_document(found.case, **answers), content_hash="0" * 64,
            received_at=now() + timedelta(seconds=9),
        )
    )  # fmt: skip
    session.flush()


def state_of(session: Session, found: Panelled) -> CaseState:
    state = case_state(session, found.case)
    assert state is not None
    return state


def since(session: Session, found: Panelled) -> SinceSigning | None:
    return since_signing_of(session, [state_of(session, found)]).get(found.case.id)


def test_a_case_that_is_as_it_was_signed_is_not_marked(session: Session) -> None:
    found = signed(session)
    make_asked(session, found.case)  # asked, and nothing came
    found.police.name = "Constabulary"
    session.flush()
    session.expire_all()
    assert since(session, found) is None
    with pytest.raises(ModerationRefused, match="signed off already"):
        sign_again(session, found.case, by=None, because=WHY)


def test_a_late_return_leaves_the_record_as_it_was_signed_and_is_told_of(app: Flask, session: Session) -> None:
    found = signed(session)
    school_returns(session, found, b4="outstanding")
    for client in (chair_of(app, found), reader_of(app, session, found)):
        record = unescape(text_of(client, f"{found.address}/1/record"))
        head, body = record.split("Question by question")
        assert "A return came, or was changed, after sign-off" in head
        assert "School:</strong> A return came. " in head
        assert "B4 Outstanding" in head
        assert "B4. Assessment needs a reason." in head
        assert "School" not in body
        assert "Community health: Good" in body
        for page in ("", "/1", "/1/revisions/1"):
            assert "A return came, or was changed, after sign-off" in text_of(client, f"{found.address}{page}"), page


def test_a_return_that_is_changed_after_sign_off_says_on_what(session: Session) -> None:
    found = signed(session)
    rewrite(session, found, b3="inadequate")
    came = since(session, found)
    assert came is not None
    lines = ("B3 Inadequate (was Requires improvement)",)
    assert came.returns == (ReturnSince(agency="School", happened=CHANGED, lines=lines),)
    assert [one[:4] for one in came.missing] == ["B3. "]


def test_a_return_of_which_only_the_words_were_changed_is_told_of(session: Session) -> None:
    found = signed(session)
    rewrite(session, found, b3_rationale="Other words.")
    came = since(session, found)
    assert came is not None
    assert [(one.agency, one.happened, one.lines) for one in came.returns] == [("School", CHANGED, ())]
    assert came.missing == ()


def test_a_signed_case_is_signed_again_once_nothing_is_open_and_with_a_reason(session: Session) -> None:
    found = signed(session)
    school_returns(session, found, b4="outstanding")
    with pytest.raises(ModerationRefused, match=r"Settle this first: B4\. Assessment needs a reason"):
        sign_again(session, found.case, by=None, because=WHY)
    settle(session, found.case, "b4", grade="good", reason="Weighed.", by=None, because=WHY)
    assert since(session, found) is None


def test_a_late_return_that_agrees_is_taken_into_a_revision_by_signing_again(session: Session) -> None:
    found = signed(session)
    school_returns(session, found)
    came = since(session, found)
    assert came is not None
    assert [one.happened for one in came.returns] == [CAME]
    with pytest.raises(ModerationRefused, match="Say why"):
        sign_again(session, found.case, by=None, because=" ")
    with pytest.raises(ChangedMeanwhile):
        sign_again(session, found.case, by=None, because=WHY, seen="another")
    seen = document_mark(document_of(state_of(session, found)))
    second = sign_again(session, found.case, by=found.chair.id, because=WHY, seen=seen)
    assert (second.number, second.reason, second.made_by_id) == (2, WHY, found.chair.id)
    first = revisions_of(session, found.case)[0]
    whats = [one.what for one in changes_between(first.document, second.document)]
    assert "Return of School came" in whats
    assert "B4: School’s own grade" in whats
    assert since(session, found) is None


def test_what_a_revision_leaves_open_stays_marked(app: Flask, session: Session) -> None:
    found = signed(session)
    school_returns(session, found, b3="outstanding", b4="outstanding")
    settle(session, found.case, "b4", grade="good", reason="Weighed.", by=None, because=WHY)
    left = since(session, found)
    assert left is not None
    assert left.returns == ()
    assert len(left.missing) == 1
    assert "Something is open in it" in text_of(chair_of(app, found), found.address)


def test_the_panel_signs_again_on_the_page(app: Flask, session: Session) -> None:
    found = signed(session)
    school_returns(session, found)
    chair, address = chair_of(app, found), f"{found.address}/1/sign-off"
    text = text_of(chair, address)
    assert "Sign off again" in text
    seen = document_mark(document_of(state_of(session, found)))
    assert f'value="{seen}"' in text
    for wrong in ({"because": WHY, "seen": "1"}, {"because": WHY}, {"seen": seen}):
        assert chair.post(address, data=wrong).status_code == 422
    named = chair.post(address, data={"seen": seen, "because": "Her mother Petra Example rang 07700 900123."})
    assert named.status_code == 422
    assert "Check these words" in named.get_data(as_text=True)
    answer = chair.post(address, data={"seen": seen, "because": "It came late."})
    assert answer.status_code == 302
    assert answer.location.endswith("/1/revisions/2")
    session.expire_all()
    assert session.get_one(CaseModeration, found.case.id).signed_at is not None
    record = text_of(chair, f"{found.address}/1/record")
    assert "Revision 2" in record
    assert "A return came, or was changed" not in record
    assert "School: Good" in record.split("Question by question")[1]


def test_the_papers_say_what_came_after_sign_off(app: Flask, session: Session) -> None:
    found = signed(session)
    assert case_report(session, found.case, at=now()).paper.state == ""
    school_returns(session, found)
    assert f"School: {CAME}" in case_report(session, found.case, at=now()).paper.state
    session.commit()
    reader = reader_of(app, session, found)
    book = CalamineWorkbook.from_filelike(io.BytesIO(reader.get(f"{found.address}.xlsx").data))
    rows = book.get_sheet_by_name("Cases").to_python()
    head = next(row for row in rows if row[0] == "Case")
    (case,) = (row for row in rows if row[0] == found.case.pseudonym)
    assert str(case[head.index("What came after sign-off, and is not signed")]).startswith(f"School: {CAME}")
    sign_again(session, found.case, by=None, because=WHY)
    assert case_report(session, found.case, at=now()).paper.state == ""
