"""What papers tell of visits: of the round's own visits, with conversations of received notes alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.collect.models import SubmissionRevision
from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.models.outcomes import AssessmentStep
from survey_app.walkabouts.visits.records import visits_of_round
from survey_app.walkabouts.visits.teams import team_text
from tests.survey_app.walkabouts.section11_factories import (
    make_cycle,
    make_notes,
    make_section11_assessment,
    make_visit,
    walkabout_document,
)


@pytest.fixture
def assessment(session: Session, partnership: Partnership) -> Section11Assessment:
    return make_section11_assessment(session, make_cycle(session, partnership, rounds=("walkabout",)))


def round_id(assessment: Section11Assessment) -> int:
    assert assessment.cycle.walkabout_round_id is not None
    return assessment.cycle.walkabout_round_id


def talks(count: int) -> dict[str, object]:
    return walkabout_document(conversation=walkabout_document()["conversation"][:count])


def test_conversations_are_those_of_the_newest_received_notes_over_the_whole_team(
    session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User, second: User
) -> None:
    visit = make_visit(session, assessment, leader, second, state="done", day=date(2026, 2, 1))
    notes = make_notes(session, visit, leader, talks(2), sent=True)
    make_notes(session, visit, second, talks(3), sent=True)
    unsent = make_visit(session, assessment, leader, state="done", day=date(2026, 2, 2))
    make_notes(session, unsent, leader, talks(4))
    found = visits_of_round(session, partnership, round_id(assessment))
    assert found is not None
    assert [line.conversations for line in found.lines] == [5, None]
    from survey_app.collect.models import Submission

    session.get_one(Submission, notes.draft_id).current_revision = 2
    session.add(SubmissionRevision(submission_id=notes.draft_id, number=2, document=talks(1), content_hash="1" * 64))
    session.flush()
    again = visits_of_round(session, partnership, round_id(assessment))
    assert again is not None
    assert [line.conversations for line in again.lines] == [4, None]


def test_a_round_has_its_own_visits_that_are_done(
    session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    make_visit(session, assessment, leader, site="Done", state="done")
    make_visit(session, assessment, leader, site="Planned")
    other = make_section11_assessment(session, make_cycle(session, partnership, rounds=()))
    make_visit(session, other, leader, site="Another cycle", state="done")
    found = visits_of_round(session, partnership, round_id(assessment))
    assert found is not None
    assert [line.site for line in found.lines] == ["Done"]
    assert visits_of_round(session, partnership, 0) is None


def test_a_visit_is_signed_off_on_the_day_its_assessment_became_final(
    session: Session, partnership: Partnership, assessment: Section11Assessment, leader: User
) -> None:
    make_visit(session, assessment, leader, state="done")
    step = AssessmentStep(assessment_id=assessment.id, partnership_id=partnership.id, kind="final", made_at=now())
    session.add(step)
    session.flush()
    before = visits_of_round(session, partnership, round_id(assessment))
    assert before is not None
    assert before.lines[0].signed_off_on is None, "it was reopened: it is not final now"
    assessment.stage = "final"
    session.flush()
    after = visits_of_round(session, partnership, round_id(assessment))
    assert after is not None
    assert after.lines[0].signed_off_on is not None


@pytest.mark.parametrize(
    ("roles", "text"),
    [
        ([], ""),
        (["leader"], "Team leader"),
        (["auditor", "leader", "auditor", "young_scrutineer"], "Team leader, 2 auditors, young scrutineer"),
        (["observer", "observer"], "2 observers"),
    ],
)
def test_a_team_is_told_by_its_roles(roles: list[str], text: str) -> None:
    assert team_text(roles) == text
