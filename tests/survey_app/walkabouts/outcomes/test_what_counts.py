"""What of an assessment reaches dashboards, documents and other figures: final grades alone, and each once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.beside.graded_forms import GradedRound
from analysis.beside.standards import standards_of
from survey_app.database import now
from survey_app.results.snapshot import responses_of
from survey_app.results.versions import form_of
from survey_app.retention import apply_retention
from survey_app.rounds.models import Round
from survey_app.walkabouts.models.outcomes import AssessmentStep, FinalRevision, Judgement
from survey_app.walkabouts.outcomes import actions, finals
from survey_app.walkabouts.outcomes.final_grades import as_it_counts
from survey_app.walkabouts.outcomes.reply_clock import reply_clock, reply_due
from tests.survey_app.factories import make_agency
from tests.survey_app.walkabouts.outcomes.visited import AGREED, OWN, Visited, make_visited, note, to_stage
from tests.survey_app.walkabouts.section11_factories import make_notes, make_section11_assessment


def graded(session: Session, round_: Round | None) -> GradedRound:
    """A round as dashboards count it."""
    assert round_ is not None
    responses = responses_of(session, round_)
    return as_it_counts(session, round_, GradedRound(form=form_of(session, round_, responses), responses=responses))


def counted(session: Session, round_: Round | None) -> list[tuple[str, dict[str, str]]]:
    """Agency and grades, as dashboards count a round."""
    return [
        (document["agency"], {name: document[name] for name in OWN if document.get(name)})
        for _, document in graded(session, round_).documents()
    ]


def rounds_of(found: Visited) -> tuple[Round | None, Round | None]:
    return found.assessment.cycle.walkabout_round, found.assessment.cycle.self_round


@pytest.mark.parametrize("stage", ["fieldwork", "reconciled", "graded", "compared", "signed", "replying"])
def test_no_draft_counts_and_no_own_grade_before_both_have_been_shown(session: Session, stage: str) -> None:
    found = make_visited(session)
    if stage != "fieldwork":
        to_stage(session, found, stage)
    walked, own = rounds_of(found)
    assert counted(session, walked) == []
    assert bool(counted(session, own)) == (stage in ("compared", "signed", "replying"))


def test_a_final_assessment_counts_once_whoever_noted_what(session: Session) -> None:
    found = to_stage(session, make_visited(session), "final")
    walked, own = rounds_of(found)
    assert counted(session, walked) == [(found.assessment.title, AGREED)]
    assert counted(session, own) == [(found.assessment.title, OWN)]
    finals.reopen(session, found.assessment, reason="New evidence.", by=found.qa.id)
    assert counted(session, walked) == [(found.assessment.title, AGREED)], "the last final copy counts until the next"


def test_a_narrative_only_assessment_counts_no_grade(session: Session) -> None:
    found = to_stage(session, make_visited(session, talks=(1, 1)), "final")
    assert counted(session, found.assessment.cycle.walkabout_round) == [(found.assessment.title, {})]


def test_councils_that_are_assessed_together_count_once_and_say_where_one_differs(session: Session) -> None:
    found = make_visited(session)
    councils = [make_agency(session, found.partnership, agency_type="district_council") for _ in range(2)]
    together = make_section11_assessment(session, found.assessment.cycle, *councils, title="Councils together")
    exceptions = {"st5": {"grade": "fully", "reason": "It has its own route."}}
    next(one for one in together.members if one.agency_id == councils[0].id).exceptions = exceptions
    found.visit.assessment_id, found.assessment = together.id, together
    found.lead.memberships[0].agency_id = councils[1].id
    session.flush()
    session.expire_all()
    to_stage(session, found, "final")
    assert counted(session, together.cycle.walkabout_round) == [
        ("Councils together", AGREED), (councils[0].name, {"st5": "fully"}),
    ]  # fmt: skip


@pytest.mark.parametrize("talks", [(1, 1), (4, 3)])
def test_where_a_council_differs_counts_as_little_as_the_joint_return_when_it_is_narrative_only(
    session: Session, talks: tuple[int, int]
) -> None:
    found = make_visited(session, talks=talks)
    councils = [make_agency(session, found.partnership, agency_type="district_council") for _ in range(2)]
    together = make_section11_assessment(session, found.assessment.cycle, *councils, title="Councils together")
    exceptions = {
        "st4": {"grade": "not_applicable", "reason": "It has none."},
        "st5": {"grade": "fully", "reason": "Own"},
    }
    next(one for one in together.members if one.agency_id == councils[0].id).exceptions = exceptions
    found.visit.assessment_id, found.assessment = together.id, together
    found.lead.memberships[0].agency_id = councils[1].id
    session.flush()
    session.expire_all()
    to_stage(session, found, "final")
    apart = dict(counted(session, together.cycle.walkabout_round))[councils[0].name]
    assert apart == {"st4": "not_applicable", **({} if talks == (1, 1) else {"st5": "fully"})}


def test_evidence_keeps_the_day_that_auditors_gave_it_and_coverage_its_age(session: Session) -> None:
    found = make_visited(session, notes=False)
    visited_on = found.visit.day
    assert visited_on is not None
    days = [visited_on - timedelta(days=400), visited_on - timedelta(days=90), visited_on + timedelta(days=3)]
    for user, first, second in ((found.leader, days[0], days[1]), (found.auditor, days[1], days[2])):
        dated = {"st1_evidence_date": first.isoformat(), "st4_evidence_date": second.isoformat()}
        make_notes(session, found.visit, user, note("mostly", talks=4, who=user.name, **dated), sent=True)
    to_stage(session, found, "final")
    ((_, document),) = graded(session, found.assessment.cycle.walkabout_round).documents()
    newest = days[1].isoformat()
    assert (document["st1_evidence_date"], document["st4_evidence_date"]) == (newest, newest), "none after the visit"
    assert "st5_evidence_date" not in document
    shown = standards_of(graded(session, found.assessment.cycle.walkabout_round), as_of=visited_on)
    assert shown is not None
    assert shown.coverage is not None
    ages = {cell.standard: cell.age_days for row in shown.coverage.rows for cell in row}
    assert (ages["st1"], ages["st4"], ages["st5"]) == (90, 90, 0)


def test_actions_are_shown_once_their_assessment_is_final(session: Session) -> None:
    found = to_stage(session, make_visited(session), "replied")
    day = now().date()
    assert actions.partnership_actions(session, found.partnership, today=day) is None
    finals.finalise(session, found.assessment, by=found.qa.id, today=day)
    shown = actions.partnership_actions(session, found.partnership, today=day)
    assert shown is not None
    assert [(line.reference, line.owner) for line in shown.lines] == [("St5.1", found.assessment.title)]
    assert shown.note is None


@pytest.mark.parametrize(
    ("sent", "days", "due"),
    [
        (date(2026, 11, 27), 10, date(2026, 12, 11)),
        (date(2026, 12, 14), 10, date(2026, 12, 30)),  # Christmas Day, and Boxing Day's substitute on the 28th
        (date(2027, 3, 24), 1, date(2027, 3, 25)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # Good Friday and Easter Monday
    ],
)
def test_a_reply_is_due_after_working_days_of_england(sent: date, days: int, due: date) -> None:
    assert reply_due(sent, days) == due


def test_the_clock_says_how_many_working_days_are_left_or_gone() -> None:
    due = date(2026, 12, 14)  # a Monday
    assert reply_clock(due, date(2026, 12, 4)).words == "due on 14 December 2026, 6 working days left"
    assert reply_clock(due, date(2026, 12, 13)).words == "due on 14 December 2026, 1 working day left"
    assert reply_clock(due, due).words == "due today, 14 December 2026"
    assert not reply_clock(due, due).is_overdue
    assert reply_clock(due, date(2026, 12, 16)).words == "was due on 14 December 2026, 2 working days ago"
    assert reply_clock(date(2026, 12, 11), date(2026, 12, 12)).is_overdue


def test_retention_destroys_what_followed_a_visit_as_one(session: Session) -> None:
    from survey_app.partnership.models import RetentionRule

    found = to_stage(session, make_visited(session), "final")
    session.add(
        RetentionRule(
            partnership_id=found.partnership.id, record_type="section11_outcome", months=84, basis="Agreed."
        )
    )  # fmt: skip
    session.flush()
    later = now().date() + timedelta(days=366 * 8)
    apply_retention(session, today=now().date())
    assert session.scalar(select(func.count()).select_from(FinalRevision)) == 1
    apply_retention(session, today=later)
    assert session.scalar(select(func.count()).select_from(FinalRevision)) == 1, "due, and destroyed a month later"
    apply_retention(session, today=later + timedelta(days=31))
    for model in (AssessmentStep, Judgement, FinalRevision):
        assert session.scalar(select(func.count()).select_from(model)) == 0
