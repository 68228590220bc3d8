from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency, Partnership
from survey_app.results.dashboard.section11 import StandardsPaper, standards_paper
from survey_app.results.dashboard.standards import coverage_table, grades_view
from survey_app.results.dashboard.stored import newest_reports, opened_rounds
from survey_app.results.dashboard.three_views import agency_lines, standard_view
from survey_app.rounds.models import Round
from tests.survey_app.answers import OUTSIDER, add_answer, add_opened_answers, revise_answer
from tests.survey_app.factories import make_agency, make_partnership, make_round, publish
from tests.survey_app.results.dashboard.rounds import AT, TODAY, days_ago

LETTERS = {"f": "fully", "m": "mostly", "p": "partly", "n": "not_met", "x": "not_applicable"}


def paper_of(session: Session, partnership: Partnership, agencies: list[Agency]) -> StandardsPaper | None:
    rounds = opened_rounds(session, partnership.id)
    reports = newest_reports(session, rounds, reader=OUTSIDER, at=AT).reports
    return standards_paper(session, partnership, agencies, rounds, reports, today=TODAY)


def document(agency: Agency, grades: str, *, visit: bool, days: int) -> dict[str, Any]:
    """An assessment with a letter for each standard from St1 on."""
    day = "visit_date" if visit else "assessment_date"
    found: dict[str, Any] = {"agency": agency.name, day: days_ago(days).isoformat(), "assessed_elsewhere": "no"}
    return found | {f"st{n}": LETTERS[letter] for n, letter in enumerate(grades, 1) if letter != "-"}


def make_two(session: Session) -> tuple[Partnership, list[Agency]]:
    partnership = make_partnership(session)
    return partnership, [make_agency(session, partnership, agency_type=kind) for kind in ("police", "health")]


def assess(session: Session, partnership: Partnership, **values: Any) -> Round:
    return make_round(session, partnership, _version(session, partnership, "section-11-self-assessment"), **values)


def visit(session: Session, partnership: Partnership) -> Round:
    return make_round(session, partnership, _version(session, partnership, "section-11-walkabout"))


def _version(session: Session, partnership: Partnership, form_id: str) -> Any:
    from survey_app.designer.services import find_instrument

    record = find_instrument(session, partnership.id, form_id)
    return record.versions[0] if record is not None else publish(session, partnership, form_id)


def test_without_any_grade_there_is_nothing(session: Session) -> None:
    partnership, agencies = make_two(session)
    assert paper_of(session, partnership, agencies) is None
    assess(session, partnership)
    assert paper_of(session, partnership, agencies) is None


def test_own_grades_and_walkabouts_stand_side_by_side_with_their_gaps(session: Session) -> None:
    partnership, (police, health) = make_two(session)
    own, walked = assess(session, partnership), visit(session, partnership)
    add_answer(session, own, document(police, "fm", visit=False, days=50))
    add_answer(session, own, document(health, "mx", visit=False, days=500))
    add_answer(session, walked, document(police, "pf", visit=True, days=20))
    paper = paper_of(session, partnership, [police, health])
    assert paper is not None
    rows = [
        (line.standard, line.own, line.walkabout, line.gap, bool(line.flag))
        for line in agency_lines(paper, police.name)
    ]
    assert rows[:3] == [
        ("st1", "Fully met", "Partly met", "2 steps lower", True),
        ("st2", "Mostly met", "Fully met", "1 step higher", False),
        ("st3", "None yet", "None yet", "", False),
    ]
    view = standard_view(paper, "st1", None)
    assert view is not None
    assert [line.unit for line in view.flagged] == [police.name]
    assert view.sentences[0] == "2 of 2 agencies grade themselves fully met or mostly met."
    assert standard_view(paper, "st99", None) is None
    assert not paper.constructed


def test_coverage_says_the_age_of_the_newest_evidence_and_what_does_not_apply(session: Session) -> None:
    partnership, (police, health) = make_two(session)
    own, walked = assess(session, partnership), visit(session, partnership)
    add_answer(session, own, document(police, "fm", visit=False, days=500))
    add_answer(session, own, document(health, "mx", visit=False, days=500))
    add_answer(session, walked, document(police, "p", visit=True, days=40))
    paper = paper_of(session, partnership, [police, health])
    assert paper is not None
    table = coverage_table(paper, None)
    assert table is not None
    cells = {line.unit: [square.text for square in line.squares[:3]] for line in table.lines}
    assert cells[police.name] == ["1 month", "16 months", "None"]
    assert cells[health.name] == ["16 months", "n/a", "None"]
    assert table.totals[:2] == ("1 of 2", "0 of 1")
    only = coverage_table(paper, {health.name})
    assert only is not None
    assert [line.unit for line in only.lines] == [health.name]
    assert only.of == "0 of 10, agencies by standards"
    assert coverage_table(paper, {"Nobody"}) is None


def test_the_newest_grade_of_an_agency_counts_and_the_cycle_before_is_compared(session: Session) -> None:
    partnership, (police, health) = make_two(session)
    before = assess(session, partnership, title="Last year", state="closed", closes_on=days_ago(400))
    now = assess(session, partnership, title="This year")
    add_answer(session, before, document(police, "ppp", visit=False, days=410))
    add_answer(session, before, document(health, "fff", visit=False, days=410))
    add_answer(session, now, document(police, "fpn", visit=False, days=20))
    paper = paper_of(session, partnership, [police, health])
    assert paper is not None
    view = grades_view(paper, None)
    assert view is not None
    assert [(key, counts) for key, _, counts, _ in view.lines][:3] == [
        ("st1", (2, 0, 0, 0)), ("st2", (1, 0, 1, 0)), ("st3", (1, 0, 0, 1)),
    ]  # fmt: skip
    assert view.change_sentence.startswith("Between “Last year” and “This year”, 1 grade improved, 1 stayed and 1 fell")
    assert {line.arrow for line in view.changes} == {""}
    assert view.changes[0].verdict == "Too few to call a change: 1 pair"
    filtered = grades_view(paper, {health.name})
    assert filtered is not None
    assert "0 grades improved, 0 stayed and 0 fell" in filtered.change_sentence


def test_a_revised_answer_is_seen_at_once(session: Session) -> None:
    partnership, (police, health) = make_two(session)
    own = assess(session, partnership)
    key = add_answer(session, own, document(police, "n", visit=False, days=9))
    first = paper_of(session, partnership, [police, health])
    revise_answer(session, key, document(police, "f", visit=False, days=9))
    second = paper_of(session, partnership, [police, health])
    assert first is not None
    assert second is not None
    assert agency_lines(first, police.name) == ()  # there is nothing beside its own grades yet
    assert [paper.standards.heat.by_standard[0].counts for paper in (first, second)] == [(0, 0, 0, 1), (1, 0, 0, 0)]


def test_what_staff_say_is_taken_from_the_release_of_their_survey(session: Session) -> None:
    partnership, agencies = make_two(session)
    own = assess(session, partnership)
    for agency in agencies:
        add_answer(session, own, document(agency, "fffff", visit=False, days=9))
    survey = make_round(
        session, partnership, publish(session, partnership, "staff-survey"), access="open", anonymous=True,
        state="closed", closes_on=days_ago(5),
    )  # fmt: skip
    said = ["agree"] * 10 + ["disagree"] * 20
    add_opened_answers(session, survey, [{"st5_know_route": one, "st5_backed": "agree"} for one in said])
    paper = paper_of(session, partnership, agencies)
    assert paper is not None
    view = standard_view(paper, "st5", None)
    assert view is not None
    assert view.chart is not None
    assert view.chart.rows[2].figure == "33% (10 of 30)"
    assert view.chart.rows[2].line == 0.7
    assert any("green on paper and amber on the floor" in sentence for sentence in view.sentences)


def test_another_partnership_s_grades_are_not_read(session: Session) -> None:
    other, theirs = make_two(session)
    add_answer(session, assess(session, other), document(theirs[0], "f", visit=False, days=9))
    partnership, agencies = make_two(session)
    assert paper_of(session, partnership, agencies) is None


def test_the_evidence_of_a_visit_is_as_old_as_the_visit(session: Session) -> None:
    partnership, agencies = make_two(session)
    add_answer(session, visit(session, partnership), document(agencies[0], "f", visit=True, days=10))
    paper = paper_of(session, partnership, agencies)
    assert paper is not None
    assert paper.standards.coverage is not None
    found = [cell.last for row in paper.standards.coverage.rows for cell in row if cell.last is not None]
    assert found == [TODAY - timedelta(days=10)]
