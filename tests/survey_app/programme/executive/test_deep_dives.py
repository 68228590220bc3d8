"""A deep dive that is finished comes before the Executive by itself, with its presentation and nobody's pseudonym."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pptx import Presentation
from sqlalchemy.orm import Session

from survey_app.case_audits.learning.recommending import RecommendationText, add_recommendation
from survey_app.case_audits.meetings.services import MeetingText, add_meeting
from survey_app.case_audits.models import AuditRecommendation, CaseModeration
from survey_app.database import now
from survey_app.local_time import today as day_of_today
from survey_app.programme.executive.deciding import DecisionText, decide
from survey_app.programme.executive.meetings import plan_meeting, take_onto
from survey_app.programme.executive.waiting import waiting_for
from tests.survey_app.case_audits.learning.learning_world import LearningWorld, make_world
from tests.survey_app.factories import make_partnership, make_user, sign_in

CLEARED, UNCLEARED = "Put a date on every return interview.", "Write a plan for each of them."
LOOKED_AT = "The log of the nights away."


@pytest.fixture
def today() -> date:
    return day_of_today()


@pytest.fixture
def world(session: Session) -> LearningWorld:
    """A deep dive of ten cases with a meeting and two recommendations, one of which a second person has cleared."""
    made = make_world(session, kind="deep_dive", cases=10, title="Children missing most often")
    words = MeetingText(
        met_on=day_of_today(), about="Nights away.", attendees=(("Missing officer", made.agencies[0].id),),
        cases={made.cases[0].id: LOOKED_AT}, decided="Ask the police for their log.",
    )  # fmt: skip
    add_meeting(session, made.audit, words, by=made.writer.id)
    for text in (CLEARED, UNCLEARED):
        recommend(session, made, text)
    for case in made.cases:
        session.add(CaseModeration(case_id=case.id, signed_at=now(), signed_by_id=made.writer.id))
    made.audit.state, made.audit.finished_at = "finished", now()
    session.flush()
    return made


def recommend(session: Session, world: LearningWorld, text: str) -> AuditRecommendation:
    words = RecommendationText(text=text, why="Few had one.", owner_id=world.agencies[0].id)
    made = add_recommendation(session, world.audit, words, by=world.writer.id)
    if text == CLEARED:
        made.cleared_at, made.cleared_by_id = now(), world.other.id
    return made


def test_a_finished_deep_dive_waits_with_what_was_cleared(session: Session, world: LearningWorld, today: date) -> None:
    (one,) = waiting_for(session, world.partnership.id, today)
    assert (one.source_type, one.source_id, one.raised_on) == ("deep_dive", str(world.audit.id), today)
    assert one.asks == "Receive what was found. Decide on its recommendation."
    assert CLEARED in one.paper
    said = f"{one.title} {one.asks} {one.paper}"
    assert UNCLEARED not in said
    assert LOOKED_AT not in said
    assert not [case for case in world.cases if case.pseudonym in said]


@pytest.mark.parametrize("what", ["not finished", "another kind", "a title that tells", "another partnership"])
def test_what_may_not_be_told_yet_does_not_wait(session: Session, world: LearningWorld, today: date, what: str) -> None:
    asking = world.partnership
    if what == "not finished":
        world.audit.state, world.audit.finished_at = "moderation", None
    elif what == "another kind":
        world.audit.kind = "thematic"
    elif what == "a title that tells":
        world.audit.title = f"About {world.cases[0].pseudonym}"
    else:
        asking = make_partnership(session)
    session.flush()
    assert waiting_for(session, asking.id, today) == []


def test_the_agenda_leads_to_the_released_report_and_its_slides_which_name_nobody(
    client: FlaskClient, session: Session, world: LearningWorld, today: date
) -> None:
    meeting = plan_meeting(session, world.partnership.id, today, "", world.writer.id)
    take_onto(session, meeting, [("deep_dive", str(world.audit.id))], world.writer.id, today)
    session.commit()
    sign_in(client, world.executive)
    base = f"/p/{world.partnership.slug}"
    page = client.get(f"{base}/executive/meetings/{meeting.number}").text
    report = f"{base}/case-audits/{world.audit.slug}/report"
    assert f"{report}?paper=release" in page
    assert f"{report}.pptx?paper=release" in page
    assert "On the Executive’s agenda" in client.get(f"{report}?paper=release").text
    slides = Presentation(BytesIO(client.get(f"{report}.pptx?paper=release").data))
    said = " ".join(
        text
        for slide in slides.slides
        for shapes in (slide.shapes, slide.notes_slide.shapes if slide.has_notes_slide else ())
        for shape in shapes
        for text in (
            shape.text_frame.text if shape.has_text_frame else "",
            " ".join(cell.text for row in shape.table.rows for cell in row.cells) if shape.has_table else "",
        )
    )
    assert CLEARED in said
    for hidden in (UNCLEARED, LOOKED_AT, "Ask the police", *(case.pseudonym for case in world.cases)):
        assert hidden not in said


def test_it_waits_until_the_executive_has_decided(session: Session, world: LearningWorld, today: date) -> None:
    meeting = plan_meeting(session, world.partnership.id, today, "", world.writer.id)
    (item,) = take_onto(session, meeting, [("deep_dive", str(world.audit.id))], world.writer.id, today)
    assert waiting_for(session, world.partnership.id, today) == []
    decide(
        session, item, DecisionText(kind="agreed", text="Received, and agreed."), world.writer.id, today
    )  # fmt: skip
    assert waiting_for(session, world.partnership.id, today) == []


def test_who_reads_no_audits_gets_no_address_of_one(
    client: FlaskClient, session: Session, world: LearningWorld, today: date
) -> None:
    chief = make_user(session, world.partnership, roles=("chief_officer",))
    session.commit()
    sign_in(client, chief)
    assert client.get(f"/p/{world.partnership.slug}/case-audits/{world.audit.slug}/report").status_code in (403, 404)
