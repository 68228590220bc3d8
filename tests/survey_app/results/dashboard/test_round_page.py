from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from exports.chart_records import CourseChart
from survey_app.partnership.models import Partnership
from survey_app.results.dashboard.glance import Foundation, lay_foundation
from survey_app.results.dashboard.round_courses import round_courses
from survey_app.results.dashboard.round_page import RoundPage, earlier_round, round_page
from survey_app.results.releases import released_report
from survey_app.rounds.models import Round
from tests.survey_app.answers import OUTSIDER, add_opened_answers
from tests.survey_app.factories import make_round
from tests.survey_app.results.dashboard.rounds import AT, TODAY, days_ago, make_evaluation, make_named, make_place


def foundation(session: Session, partnership: Partnership, **asked: str) -> Foundation:
    return lay_foundation(session, partnership, asked, reader=OUTSIDER, at=AT)


def page_of(session: Session, round_: Round, **asked: str) -> RoundPage:
    on = foundation(session, round_.partnership, **asked)
    return round_page(session, on, round_, on.reports.get(round_.id), paper="release")


def test_the_least_favourable_questions_stand_first_with_their_intervals(session: Session) -> None:
    partnership, agencies = make_place(session)
    page = page_of(session, make_evaluation(session, partnership, agencies))
    assert [(line.label, line.text) for line in page.questions] == [
        ("I was heard.", "50% (15 of 30)"),
        ("It was useful.", "73% (22 of 30)"),
    ]
    assert page.questions[0].interval == "38% to 62%"
    assert set(page.charts) == {"questions"}


def test_the_response_grows_from_release_to_release_as_it_was_shown(session: Session) -> None:
    partnership, agencies = make_place(session)
    round_ = make_evaluation(session, partnership, agencies, state="open", closes_on=TODAY + timedelta(days=9))
    released_report(session, round_, at=AT - timedelta(days=3))
    add_opened_answers(session, round_, [{"useful": "agree", "heard": "agree", "comment": None}] * 12)
    page = page_of(session, round_)
    assert [point.number for point in page.course] == [1, 2]
    assert page.course[0].text == "50% (30 of 60)"
    assert [point.on.date() for point in page.course] == [days_ago(3), TODAY]
    chart = page.charts["course"]
    assert isinstance(chart, CourseChart)
    assert "release 1, 30 October 2026: 50% (30 of 60)" in chart.description


def test_a_filter_shows_the_released_groups_and_says_what_is_of_everybody(session: Session) -> None:
    partnership, agencies = make_place(session)
    round_ = make_named(session, partnership, agencies)
    page = page_of(session, round_, agency_type="health")
    useful = next(line for line in page.questions if line.name == "useful")
    assert next((line.label, line.text) for line in useful.groups) == (agencies[1].name, "64% (9 of 14)")
    assert agencies[0].name not in {line.label for table in page.groups for line in table.lines}
    assert "each chosen group as it was released" in page.question_note
    anonymous = make_evaluation(session, partnership, agencies)
    assert "answers of everybody" in page_of(session, anonymous, agency_type="health").question_note
    assert page_of(session, anonymous).question_note == ""


def test_the_earlier_round_is_the_last_closed_one_of_the_same_questionnaire(session: Session) -> None:
    partnership, agencies = make_place(session)
    older = make_evaluation(session, partnership, agencies, closes_on=days_ago(400))
    old = make_evaluation(session, partnership, agencies, closes_on=days_ago(200))
    make_round(session, partnership, state="closed", closes_on=days_ago(50))
    still_open = make_evaluation(session, partnership, agencies, state="open", closes_on=None)
    now = make_evaluation(session, partnership, agencies)
    rounds = [now, still_open, old, older]
    assert earlier_round(rounds, now) is old
    assert earlier_round(rounds, old) is older
    assert earlier_round(rounds, older) is None


def test_change_is_that_of_both_releases(session: Session) -> None:
    partnership, agencies = make_place(session)
    make_evaluation(session, partnership, agencies, agreeing=10, closes_on=days_ago(200))
    page = page_of(session, make_evaluation(session, partnership, agencies, agreeing=27, answered=33))
    useful = next(line for line in page.compared if line.label == "It was useful.")
    assert (useful.first, useful.second, useful.verdict) == ("33% (10 of 30)", "82% (27 of 33)", "Higher")


def test_without_an_earlier_round_the_page_says_so(session: Session) -> None:
    partnership, agencies = make_place(session)
    page = page_of(session, make_evaluation(session, partnership, agencies))
    assert page.comparison is None
    assert "no earlier closed round" in page.no_comparison


def test_questions_of_three_rounds_have_a_course_on_one_scale(session: Session) -> None:
    partnership, agencies = make_place(session)
    for days, agreeing in ((400, 10), (200, 15)):
        make_evaluation(session, partnership, agencies, agreeing=agreeing, closes_on=days_ago(days))
    now = make_evaluation(session, partnership, agencies, agreeing=24)
    on = foundation(session, partnership)
    views = round_courses(on, now, on.reports[now.id])
    useful = next(view for view in views if view.question == "useful")
    assert [text for _, text in useful.points] == ["33% (10 of 30)", "50% (15 of 30)", "80% (24 of 30)"]
    assert {view.chart.whole for view in views} == {1.0}
    assert f"course-{useful.question}" in page_of(session, now).charts


def test_a_hidden_share_is_a_mark_in_the_course(session: Session) -> None:
    partnership, agencies = make_place(session)
    for days, agreeing in ((600, 12), (400, 28), (200, 15)):  # 28 of 30: two disagree, so it is hidden
        make_evaluation(session, partnership, agencies, agreeing=agreeing, closes_on=days_ago(days))
    now = make_evaluation(session, partnership, agencies, agreeing=24)
    on = foundation(session, partnership)
    useful = next(view for view in round_courses(on, now, on.reports[now.id]) if view.question == "useful")
    assert [point.figure for point in useful.chart.points] == ["40%", "[c]", "50%", "80%"]
    assert useful.chart.points[1].value is None


def test_of_two_rounds_there_is_no_course(session: Session) -> None:
    partnership, agencies = make_place(session)
    make_evaluation(session, partnership, agencies, closes_on=days_ago(200))
    now = make_evaluation(session, partnership, agencies)
    on = foundation(session, partnership)
    assert round_courses(on, now, on.reports[now.id]) == ()
