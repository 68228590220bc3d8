from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.results.dashboard.stored import newest_reports, opened_rounds
from survey_app.results.dashboard.theme_changes import ThemeChanges, theme_changes
from survey_app.results.dashboard.theme_charts import themes_chart
from tests.survey_app.answers import OUTSIDER, add_codeframe
from tests.survey_app.results.dashboard.rounds import AT, code, days_ago, make_evaluation, make_place


def changes(session: Session, *, before: dict[str, int], now: dict[str, int], answered: int = 40) -> ThemeChanges:
    partnership, agencies = make_place(session)
    first = make_evaluation(session, partnership, agencies, answered=answered, closes_on=days_ago(200))
    second = make_evaluation(session, partnership, agencies, answered=answered)
    codeframe = add_codeframe(session, first, "Training", "Time", "Space")
    code(session, first, codeframe, before)
    code(session, second, codeframe, now)
    rounds = opened_rounds(session, partnership.id)
    reports = newest_reports(session, rounds, reader=OUTSIDER, at=AT).reports
    found = theme_changes(session, rounds, reports)
    assert len(found) == 1
    return found[0]


def test_a_theme_that_many_more_mention_is_rising_and_stands_first(session: Session) -> None:
    found = changes(session, before={"time": 20, "training": 8}, now={"time": 22, "training": 30})
    assert [(row.label, row.way, row.arrow) for row in found.rows][:2] == [
        ("Training", "Rising", "↑"), ("Time", "No clear difference", ""),
    ]  # fmt: skip
    assert (found.rows[0].before, found.rows[0].now) == ("20% (8 of 40)", "75% (30 of 40)")
    assert found.first.closes_on == days_ago(200)
    chart = themes_chart(found)
    assert chart is not None
    assert chart.rows[0].figure == "20%, then 75%: rising"


def test_a_theme_that_far_fewer_mention_is_falling(session: Session) -> None:
    found = changes(session, before={"time": 34}, now={"time": 10})
    assert next((row.way, row.arrow) for row in found.rows if row.label == "Time") == ("Falling", "↓")


def test_below_ten_people_there_is_no_arrow_however_large_the_difference(session: Session) -> None:
    found = changes(session, before={"time": 9}, now={"training": 9}, answered=9)
    assert found.rows
    assert {row.arrow for row in found.rows} == {""}
    assert {row.way for row in found.rows} <= {"Not compared"}


def test_a_hidden_count_is_not_compared_and_is_not_drawn(session: Session) -> None:
    found = changes(session, before={"time": 3, "training": 20}, now={"time": 30, "training": 25})
    hidden = next(row for row in found.rows if row.label == "Time")
    assert (hidden.before, hidden.way, hidden.arrow) == ("[c]", "Not compared", "")
    chart = themes_chart(found)
    assert chart is not None
    assert next(pair.first for pair in chart.rows if pair.label == "Time") is None


def test_rounds_with_different_codeframes_are_not_compared(session: Session) -> None:
    partnership, agencies = make_place(session)
    for title in ("Training", "Time"):
        round_ = make_evaluation(session, partnership, agencies)
        codeframe = add_codeframe(session, round_, title)
        code(session, round_, codeframe, {title.lower(): 20})
    rounds = opened_rounds(session, partnership.id)
    reports = newest_reports(session, rounds, reader=OUTSIDER, at=AT).reports
    assert theme_changes(session, rounds, reports) == ()
