"""Reports of a case and of an audit: who gets which, and what they never tell."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pptx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.case_audits.learning.audit_reports import audit_report
from survey_app.case_audits.learning.case_reports import case_report, file_of
from survey_app.case_audits.learning.clearing import clear
from survey_app.case_audits.learning.points import PointText, add_point
from survey_app.case_audits.learning.proposals import proposals_of
from survey_app.case_audits.learning.recommending import RecommendationText, add_recommendation
from survey_app.case_audits.learning.refusals import LearningRefused
from survey_app.case_audits.models import CaseModeration, CaseVoice
from survey_app.case_audits.moderation.settling import dissent, settle
from survey_app.collect.models import Submission, SubmissionRevision
from survey_app.database import now
from survey_app.results.services import Reader, ResultsRefused
from tests.survey_app.case_audits.audit_factories import make_asked, make_audit, make_case, make_returned
from tests.survey_app.case_audits.learning.learning_world import LearningWorld, make_world
from tests.survey_app.factories import make_round, make_user, publish, sign_in

UNCLEARED, CLEARED = "Only the panel reads this sentence.", "Everybody reads this sentence."
SAID = "The words of one return, zanzibar."
REASON = "The words of a panel, quagmire."
DISSENTING = "The words of a dissent, hullabaloo."


@pytest.fixture
def world(session: Session) -> LearningWorld:
    """Two cases: one settled with a dissent; a learning point that is cleared and one that is not."""
    world = make_world(session, answers={"strengths": SAID, "child_feedback": "yes", "child_feedback_said": SAID})
    case = world.cases[0]
    session.add(CaseModeration(case_id=case.id))
    session.flush()
    settle(session, case, "b1", grade="inadequate", reason=REASON, by=world.writer.id)
    dissent(session, case, "b1", world.agencies[1].id, reason=DISSENTING, grade="good", by=world.writer.id)
    for text, kind in ((UNCLEARED, "challenge"), (CLEARED, "strength")):
        point = add_point(
            session, world.audit, PointText(kind=kind, text=text, theme="Sleep", case_id=case.id), by=world.writer.id
        )
        if text == CLEARED:
            clear(session, point, by=world.other.id)
    made = add_recommendation(
        session, world.audit, RecommendationText(text="Ask early.", why="It came late.", owner_id=world.agencies[0].id),
        by=world.writer.id,
    )  # fmt: skip
    clear(session, made, by=world.other.id)
    return world


def address(world: LearningWorld, path: str) -> str:
    return f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/{path}"


def words_of(body: bytes) -> str:
    document = docx.Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    headers = [one.text for section in document.sections for one in section.header.paragraphs]
    return "\n".join([*(one.text for one in document.paragraphs), *cells, *headers])


def slides_of(body: bytes) -> str:
    found = []
    for slide in pptx.Presentation(BytesIO(body)).slides:
        found += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        found += [
            cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells
        ]
        found.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(found)


def reader(session: Session, *, working: bool) -> Reader:
    return Reader(user_id=make_user(session).id, may_read_working=working)


def forbidden(world: LearningWorld) -> list[str]:
    """What no release tells."""
    return [UNCLEARED, SAID, REASON, DISSENTING, *(case.pseudonym for case in world.cases)]


def test_a_release_has_cleared_texts_alone_on_the_page_in_word_and_on_slides(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    sign_in(client, world.executive)
    seen = [
        client.get(address(world, "report")).get_data(as_text=True),
        words_of(client.get(address(world, "report.docx")).data),
        slides_of(client.get(address(world, "report.pptx")).data),
        client.get(address(world, "learning")).get_data(as_text=True),
    ]
    for text in seen:
        assert CLEARED in text
        assert [word for word in forbidden(world) if word in text] == []
    assert "Working paper" not in "".join(seen)


def test_a_reader_who_asks_for_the_working_paper_gets_the_release(client: FlaskClient, world: LearningWorld) -> None:
    sign_in(client, world.executive)
    for path in ("report?paper=working", "report.docx?paper=working", "report.pptx?paper=working"):
        response = client.get(address(world, path))
        text = response.get_data(as_text=True) if "docx" not in path and "pptx" not in path else ""
        assert response.status_code == 200
        assert UNCLEARED not in text
    assert UNCLEARED not in words_of(client.get(address(world, "report.docx?paper=working")).data)


def test_the_service_itself_refuses_the_working_paper(session: Session, world: LearningWorld) -> None:
    with pytest.raises(ResultsRefused):
        audit_report(session, world.audit, reader=reader(session, working=False), paper="working", at=now())


def test_a_release_of_few_cases_tells_no_agreement_and_counts_no_cases(session: Session, world: LearningWorld) -> None:
    paper = audit_report(session, world.audit, reader=reader(session, working=False), paper="release", at=now())
    assert paper.agreement == (
        ("How far agencies agreed", "Not released: it would be of too few cases or grades."),
        ("What the panel changed", "Not released: moderation goes on."),
    )
    assert paper.chosen[0] == "A small number of cases was looked at."
    assert paper.moderated == ()
    assert paper.case_heads == ()
    assert all(not line.by_case for line in paper.themes)
    assert "1 of 3" in paper.left_out[1]
    assert paper.returns == ()


def test_the_working_paper_has_all_of_it(session: Session, world: LearningWorld) -> None:
    paper = audit_report(session, world.audit, reader=reader(session, working=True), paper="working", at=now())
    assert {one.text for one in paper.learning} == {UNCLEARED, CLEARED}
    assert paper.learning[0].text == CLEARED  # a strength
    assert DISSENTING in paper.dissents[0]
    assert paper.returns[0].asked == paper.returns[0].made == 2
    assert paper.chosen[0] == "2 cases were looked at."


def test_a_plan_with_a_name_in_it_is_not_released(session: Session, world: LearningWorld) -> None:
    world.audit.purpose = "Why her daughter Example was not seen."
    session.flush()
    with pytest.raises(LearningRefused, match="Example"):
        audit_report(session, world.audit, reader=reader(session, working=True), paper="release", at=now())


def test_the_words_for_which_a_release_is_refused_are_quoted_to_the_panel_alone(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    world.audit.purpose = "Why her daughter Example was not seen."
    session.flush()
    with pytest.raises(LearningRefused, match="not ready") as refused:
        audit_report(session, world.audit, reader=reader(session, working=False), paper="release", at=now())
    assert "Example" not in f"{refused.value} {refused.value.message}"
    sign_in(client, world.executive)
    for path in ("report", "report.docx", "report.pptx"):
        page = client.get(address(world, path))
        assert page.status_code == 409
        assert "Example" not in page.get_data(as_text=True)


@pytest.mark.parametrize("place", ["title", "theme", "purpose", "no_re_audit_why"])
def test_a_plan_that_names_a_case_is_not_released(session: Session, world: LearningWorld, place: str) -> None:
    setattr(world.audit, place, f"As in {world.cases[1].pseudonym.lower()}")
    session.flush()
    with pytest.raises(LearningRefused, match=r"(?i)case-0002"):
        audit_report(session, world.audit, reader=reader(session, working=True), paper="release", at=now())


def test_the_title_of_a_later_audit_stands_in_no_release(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    title = "What became of her, xylophone"
    make_audit(session, world.partnership, state="planning", title=title, earlier_id=world.audit.id)
    panel = audit_report(session, world.audit, reader=reader(session, working=True), paper="working", at=now())
    released = audit_report(session, world.audit, reader=reader(session, working=False), paper="release", at=now())
    assert (panel.re_audit, released.re_audit) == (f"Made: “{title}”", "Made")
    page = sign_in(client, world.executive).get(address(world, "learning")).get_data(as_text=True)
    assert title not in page


def test_a_practice_evaluation_has_no_grades_and_its_strengths_are_proposed(
    session: Session, client: FlaskClient
) -> None:
    world = make_world(session, cases=0, agencies=1)
    version = publish(session, world.partnership, "practice-evaluation")
    world.audit.kind, world.audit.round = "practice_evaluation", make_round(session, world.partnership, version)
    case = make_case(session, world.audit)
    said = {"pseudonym": case.pseudonym, "went_well": "She was seen at home.", "what_helped": "Time.", "d1": "no"}
    make_returned(session, make_asked(session, case, agency=world.agencies[0]), said, at=world.audit.opened_at)
    kinds = {one.kind: one.text for one in proposals_of(session, world.audit)}
    assert kinds == {"strength": "She was seen at home.", "enabler": "Time."}
    sign_in(client, world.writer)
    for paper in ("working", "release"):
        page = client.get(address(world, f"report?paper={paper}")).get_data(as_text=True)
        assert "evaluated their own work together" in page
        assert "There are no grades to show" not in page
        assert client.get(address(world, f"report.docx?paper={paper}")).status_code == 200
    found = case_report(session, case, at=now())
    assert found.paper.grades == ()
    assert ("What went well?", "She was seen at home.") in found.paper.voices[0].said


PATHS = (
    "report", "report.docx", "report.pptx", "cases/1/report", "cases/1/report.docx", "learning", "learning/proposals",
    "learning/points/new", "learning/recommendations/new",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_a_blind_audit_is_reported(session: Session, client: FlaskClient, path: str) -> None:
    world = make_world(session, state="fieldwork", answers={"strengths": SAID}, returned=False)
    sign_in(client, world.writer)
    response = client.get(address(world, path))
    assert response.status_code == 403
    assert "blind" in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["cases/1/report", "cases/1/report.docx", "learning/proposals", "learning/points/new"])
def test_what_is_of_one_case_opens_to_the_panel_alone(client: FlaskClient, world: LearningWorld, path: str) -> None:
    sign_in(client, world.executive)
    assert client.get(address(world, path)).status_code == 403


def test_a_case_report_is_a_working_paper_with_strengths_before_grades(
    session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    sign_in(client, world.writer)
    response = client.get(address(world, "cases/1/report.docx?cover=yes"))
    text = words_of(response.data)
    for word in (CLEARED, UNCLEARED, REASON, DISSENTING, "Inadequate", world.cases[0].pseudonym, "5 to 9"):
        assert word in text
    assert "working paper" in text.lower()
    assert b"WORKING PAPER" in docx.Document(BytesIO(response.data)).sections[0].header._element.xml.encode()
    assert text.index(CLEARED) < text.index("Grades side by side")


def test_each_download_is_noted(session: Session, client: FlaskClient, world: LearningWorld) -> None:
    sign_in(client, world.writer)
    client.get(address(world, "cases/1/report.docx?cover=yes"))
    client.get(address(world, "report.docx"))
    client.get(address(world, "report.pptx?paper=release"))
    events = session.scalars(select(AuditEvent).where(AuditEvent.subject == f"case audit {world.audit.slug}")).all()
    noted = [(event.details.get("what"), event.actor_id) for event in events if event.details.get("what")]
    for what in ("Case report", "Audit report", "Audit slides"):
        assert (what, world.writer.id) in noted


def identified(session: Session, text: str) -> tuple[LearningWorld, Any]:
    world = make_world(session, cases=1, agencies=1, answers={"child_feedback": "yes", "child_feedback_said": text})
    return world, case_report(session, world.cases[0], at=now())


def test_what_could_tell_who_somebody_is_is_listed_and_comes_out_only_covered(session: Session) -> None:
    _, report = identified(session, "My daughter Example was heard. NHS 999 000 0018.")
    assert {"Example"} <= {one.text for one in report.found}
    with pytest.raises(LearningRefused, match="could tell who somebody is") as refused:
        file_of(report, cover=False)
    assert "Example" not in refused.value.message
    covered = str(file_of(report, cover=True))
    assert "Example" not in covered
    assert "999 000 0018" not in covered
    assert "[covered]" in covered


def test_the_page_and_the_file_of_a_case_show_no_identifier(session: Session, client: FlaskClient) -> None:
    world, _ = identified(session, "My daughter Example was heard. NHS 999 000 0018.")
    sign_in(client, world.writer)
    page = client.get(address(world, "cases/1/report")).get_data(as_text=True)
    assert "Look at these words" in page
    assert "was heard" in page
    assert client.get(address(world, "cases/1/report.docx")).status_code == 409
    text = words_of(client.get(address(world, "cases/1/report.docx?cover=yes")).data)
    assert "Example" not in text
    assert "999 000 0018" not in text


def test_without_anything_found_the_file_comes_at_once(session: Session) -> None:
    _, report = identified(session, "Nobody asked me.")
    if report.found:
        pytest.fail(f"the constructed return itself is marked: {report.found}")
    assert file_of(report, cover=False) == report.paper


def test_learning_is_kept_through_the_page_and_what_was_typed_is_not_lost(
    app: Flask, session: Session, client: FlaskClient, world: LearningWorld
) -> None:
    sign_in(client, world.writer)
    sent = {"kind": "strength", "text": "Her daughter Example was heard.", "theme": "Voice", "case_id": ""}
    refused = client.post(address(world, "learning/points/new"), data=sent)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "Her daughter Example was heard." in page
    assert "identify nobody" in page
    kept = client.post(address(world, "learning/points/new"), data={**sent, "checked_why": "Made up."})
    assert kept.status_code == 302
    assert "Made up." in client.get(address(world, "learning")).get_data(as_text=True)


def test_a_blind_audit_takes_no_learning_through_the_page(session: Session, client: FlaskClient) -> None:
    audit = make_audit(session, state="fieldwork")
    user = make_user(session, audit.partnership, roles=("qa_group",))
    sign_in(client, user)
    url = f"/p/{audit.partnership.slug}/case-audits/{audit.slug}/learning/points/new"
    assert client.post(url, data={"kind": "strength", "text": "x"}).status_code == 403


def test_a_voice_that_was_written_down_by_itself_stands_in_the_case_report(
    session: Session, world: LearningWorld
) -> None:
    wish = "That somebody had asked me first, kaleidoscope."
    case = world.cases[0]
    version = publish(session, world.audit.partnership, "case-audit-child-voice")
    round_ = make_round(session, world.audit.partnership, version)
    voice = CaseVoice(case_id=case.id, whose="child", agency_id=world.agencies[0].id, round_id=round_.id)
    session.add(voice)
    session.flush()
    document = {
        "pseudonym": case.pseudonym, "age_band": "from_5_to_9", "gathered": "yes", "asked_by": "known_worker",
        "asked_how": ["talking"], "parent_agreed": "yes", "child_agreed": "yes", "listened_young": "yes",
        "would_wish": wish, "told_next": "yes", "child_unsafe": "no",
    }  # fmt: skip
    sent = Submission(id=voice.draft_id, round_id=round_.id, version_id=version.id, reference="CV-0001")
    sent.revisions = [SubmissionRevision(number=1, document=document, content_hash="0" * 64)]
    session.add(sent)
    session.flush()
    report = case_report(session, case, at=now())
    assert any(wish in answer for voice in report.paper.voices for _, answer in voice.said)
    assert not any(
        wish in answer
        for voice in case_report(session, world.cases[1], at=now()).paper.voices
        for _, answer in voice.said
    )
