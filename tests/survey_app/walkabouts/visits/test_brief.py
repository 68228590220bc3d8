"""The brief tells what the team should know, the same on the page and in Word, and never the agency's own grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from exports.documents import write_visit_brief
from exports.documents.visit_brief import VisitBrief
from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.partnership.models import Footprint, Partnership, Share
from survey_app.walkabouts.cycles.sharing import RECORD_TYPE
from survey_app.walkabouts.models import InspectionReport, Section11Assessment, Visit
from survey_app.walkabouts.models.outcomes import AssessmentStep, Judgement
from survey_app.walkabouts.self_assessment.deadlines import STATES
from survey_app.walkabouts.self_assessment.declaring import declare
from survey_app.walkabouts.visits.brief import brief_of
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.walkabouts.section11_factories import make_cycle, make_section11_assessment, make_visit
from tests.survey_app.walkabouts.self_assessment.returns_for_tests import (
    NO_KEYS,
    add,
    begin,
    fill,
    make_case,
    said,
    whole_return,
)  # fmt: skip
from tests.survey_app.walkabouts.visits.plans import HOME, NEXT_WEEK

AT = now()


@pytest.fixture
def visit(session: Session, assessment: Section11Assessment, leader: User) -> Visit:
    return make_visit(session, assessment, leader, day=NEXT_WEEK, site="Main office", arrangements="Side door.\nRing.")


def make_final(session: Session, assessment: Section11Assessment, grades: Mapping[str, str]) -> None:
    for standard, grade in grades.items():
        for number, given in enumerate(("not_met", grade), start=1):  # the newest revision stands
            session.add(
                Judgement(assessment_id=assessment.id, standard=standard, number=number, grade=given, stage="graded")
            )
    session.add(AssessmentStep(assessment_id=assessment.id, partnership_id=assessment.partnership_id, kind="final"))
    session.flush()


def word_text(brief: VisitBrief) -> str:
    out = BytesIO()
    write_visit_brief(brief, out)
    out.seek(0)
    document = docx.Document(out)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_brief_tells_page_and_word_alike(
    page: FlaskClient, session: Session, partnership: Partnership, visit: Visit, leader: User
) -> None:
    elsewhere = make_partnership(session, name="The other area")
    session.add(Footprint(partnership_id=elsewhere.id, agency_id=visit.agency_id))
    session.add(
        InspectionReport(
            partnership_id=partnership.id, agency_id=visit.agency_id, inspectorate="Inspectorate",
            title="A look at custody", published_on=date(2026, 1, 5), finding="Waits were long.", is_concern=True,
        )
    )  # fmt: skip
    session.flush()
    brief = brief_of(session, visit, at=AT)
    text, word = page.get(f"{HOME}/{visit.id}/brief").text, word_text(brief)
    for words in (
        visit.agency.name, "Main office", "09:30 to 12:30", "Side door.", "Ring.", leader.name, "Team leader", "Health",
        "The other area", "A look at custody", "Waits were long.", "st1 fully, version 1.", "What to look for in st3.",
        "Call the children", "01632 960001", "01632 960002", "999", "agreed with the agency",
        "No earlier assessment of this agency is final here.",
    ):  # fmt: skip
        assert words in text, words
        assert words in word, words
    assert "WORKING PAPER" in "".join(
        paragraph.text for section in _sections(brief) for paragraph in section.header.paragraphs
    )


def _sections(brief: VisitBrief) -> Any:
    out = BytesIO()
    write_visit_brief(brief, out)
    out.seek(0)
    return docx.Document(out).sections


def test_the_word_file_comes_under_a_name_that_says_what_it_is(page: FlaskClient, visit: Visit) -> None:
    response = page.get(f"{HOME}/{visit.id}/brief.docx")
    assert response.mimetype.endswith("wordprocessingml.document")
    assert f"{NEXT_WEEK}.docx" in response.headers["Content-Disposition"]
    assert docx.Document(BytesIO(response.data)).core_properties.title.startswith("Brief for a visit")


def test_the_last_final_assessment_stands_with_its_newest_grades(
    session: Session, partnership: Partnership, visit: Visit
) -> None:
    cycle = make_cycle(session, partnership, rounds=(), title="The cycle before")
    before = make_section11_assessment(session, cycle, visit.agency, stage="final", started_on=date(2024, 1, 5))
    make_final(session, before, {"st1": "mostly", "st2": "fully"})
    older = make_section11_assessment(session, cycle, visit.agency, stage="final", started_on=date(2021, 1, 5))
    make_final(session, older, {"st1": "partly"})
    last = brief_of(session, visit, at=AT).last
    assert last is not None
    assert last.cycle == "The cycle before"
    assert last.final_on is not None
    assert [(one.standard.partition(".")[0], one.grade) for one in last.grades] == [
        ("St1", "Mostly met"), ("St2", "Fully met"),
    ]  # fmt: skip


def test_grades_that_are_not_final_and_those_of_other_partnerships_are_not_in_it(
    session: Session, partnership: Partnership, visit: Visit
) -> None:
    cycle = make_cycle(session, partnership, rounds=())
    for stage in ("graded", "compared", "signed", "replying"):
        make_final(session, make_section11_assessment(session, cycle, visit.agency, stage=stage), {"st1": "partly"})
    theirs = make_section11_assessment(session, make_cycle(session, rounds=()), visit.agency, stage="final")
    make_final(session, theirs, {"st1": "partly"})
    assert brief_of(session, visit, at=AT).last is None
    share = Share(partnership_id=partnership.id, record_type=RECORD_TYPE, record_id=theirs.id)
    session.add(share)
    session.flush()
    shared = brief_of(session, visit, at=AT).last
    assert shared is not None
    assert shared.grades[0].grade == "Partly met"
    share.ended_at = now()
    session.flush()
    assert brief_of(session, visit, at=AT).last is None


def test_a_brief_before_the_rubric_is_agreed_says_so(
    session: Session, assessment: Section11Assessment, leader: User
) -> None:
    early = make_section11_assessment(session, assessment.cycle, stage="planned")
    brief = brief_of(session, make_visit(session, early, leader), at=AT)
    assert "not agreed" in brief.state
    assert "No rubric is agreed" in brief.rubric
    early.rubric_id = assessment.cycle.rubrics[-1].id
    session.flush()
    session.refresh(early)
    proposed = brief_of(session, make_visit(session, early, leader), at=AT)
    assert "proposed to the agency and not agreed yet" in proposed.rubric


def test_the_agency_s_own_return_is_told_as_a_state_and_none_of_its_grades_or_words(
    client: FlaskClient, session: Session
) -> None:
    case = make_case(session)
    visitor = make_user(session, case.partnership, roles=("auditor",))
    visit = make_visit(session, case.assessment, visitor)
    assert brief_of(session, visit, at=AT).self_assessment == STATES["not_begun"]
    kept = begin(session, case)
    before = brief_of(session, visit, at=AT)
    add(session, case, "st1", title="Secret evidence")
    fill(session, kept, {**whole_return({"st1": "mostly"}), "st1_rationale": "Secret reason"})
    declare(session, NO_KEYS, case.assessment, said(), by=case.lead.id)
    brief = brief_of(session, visit, at=AT)
    assert brief.self_assessment == STATES["sent"]
    assert replace(brief, self_assessment=before.self_assessment) == before, "nothing else of the brief has changed"
    page = sign_in(client, visitor)
    shown = page.get(f"/p/{case.partnership.slug}/walkabouts/visits/mine/{visit.id}/brief").text
    assert STATES["sent"] in shown
    assert "Secret" not in shown
    assert "Secret" not in word_text(brief)


def test_standards_that_do_not_apply_are_named_and_left_out(
    session: Session, partnership: Partnership, leader: User
) -> None:
    cycle = make_cycle(session, partnership, rounds=(), standards={"st1": (), "st7": ("police",)})
    brief = brief_of(session, make_visit(session, make_section11_assessment(session, cycle), leader), at=AT)
    assert [one.short for one in brief.standards] == ["St1"]
    assert brief.left_out == ("St7. Designated or named practitioner",)


def test_a_called_off_visit_says_why_in_its_brief(
    session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, state="cancelled", reason="Flooded building")
    assert "called off. Flooded building" in brief_of(session, visit, at=AT).state
    assert "Flooded building" in word_text(brief_of(session, visit, at=AT))


def test_text_of_people_is_no_markup_and_control_characters_do_no_harm(
    page: FlaskClient, session: Session, assessment: Section11Assessment, leader: User
) -> None:
    visit = make_visit(session, assessment, leader, site="<b>Office</b>", arrangements="<script>x</script>\x0b\nTwo")
    assert "<script>x" not in page.get(f"{HOME}/{visit.id}/brief").text
    assert "<script>x</script>" in word_text(brief_of(session, visit, at=AT))
