"""The constructed rounds of the demo: valid answers, said to be constructed, and enough of them to show something."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.beside import Beside
from instruments.answers import check_answers, clean_answers
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.loading import library, load_instrument
from survey_app.database import now
from survey_app.demo import constructed_rounds
from survey_app.demo.data import read_data
from survey_app.demo.frames import demo_actions
from survey_app.demo.loader import SLUG
from survey_app.partnership.models import Partnership
from survey_app.results.beside import beside_of
from survey_app.results.services import Paper, current_report
from survey_app.rounds.models import Round
from tests.survey_app.answers import TEAM

TODAY = date(2026, 11, 20)
FORMS = ("section-11-self-assessment", "section-11-walkabout", "case-audit", "staff-survey", "learning-hub-evaluation")


@cache
def compiled(form_id: str) -> CompiledInstrument:
    return compile_instrument(load_instrument(library()[form_id]))


def documents(form_id: str) -> list[dict[str, Any]]:
    form = compiled(form_id)
    made: dict[str, Iterable[dict[str, Any]]] = {
        "section-11-self-assessment": constructed_rounds.self_assessments(form, TODAY),
        "section-11-walkabout": constructed_rounds.walkabouts(form, TODAY),
        "case-audit": constructed_rounds.cases(form, TODAY),
        "staff-survey": constructed_rounds.staff(form),
        "learning-hub-evaluation": (
            document
            for row in read_data("constructed_rounds")["evaluations"]
            for document in constructed_rounds.evaluations(form, row)
        ),
    }
    return list(made[form_id])


@pytest.mark.parametrize(("form_id", "count"), list(zip(FORMS, (8, 5, 18, 56, 89), strict=True)))
def test_every_answer_is_one_that_its_form_takes(form_id: str, count: int) -> None:
    found = documents(form_id)
    assert len(found) == count
    for place, document in enumerate(found):
        assert check_answers(compiled(form_id), document) == (), f"answer {place}"
        assert clean_answers(compiled(form_id), document) == document, f"answer {place}"


def test_nobody_is_said_to_be_at_risk_and_no_comment_is_anybodys() -> None:
    assert {document["child_at_risk"] for document in documents("staff-survey")} == {"no"}
    assert {document["d1"] for document in documents("case-audit")} == {"no"}
    for document in (*documents("staff-survey"), *documents("learning-hub-evaluation")):
        assert {document.get(name) for name in ("works_well", "most_useful", "one_change")} == {None}


def test_the_file_says_that_it_is_constructed_and_names_agencies_of_the_demo_only() -> None:
    data = read_data("constructed_rounds")
    assert "constructed" in data["constructed"]
    known = {row["name"] for row in read_data("herts_population")["agencies"]}
    assert set(data["self_assessments"]) == known
    assert set(data["walkabouts"]) < known


def test_actions_are_as_fresh_on_any_day_and_say_that_they_are_constructed() -> None:
    for today in (date(2026, 3, 2), date(2029, 2, 28)):
        actions = demo_actions(today)
        assert {line.status for line in actions.lines} == {"Overdue", "Open", "Closed"}
        assert len(actions.without_action) == 1
        assert "onstructed" in (actions.note or "")


def beside(session: Session, title: str, paper: Paper) -> Beside:
    round_ = session.scalars(
        select(Round).join(Partnership).where(Partnership.slug == SLUG, Round.title.startswith(title))
    ).one()
    report = current_report(session, round_, reader=TEAM, at=now(), paper=paper)
    return beside_of(session, round_, report, reader=TEAM, at=now())


def test_the_demo_shows_change_courses_standards_and_agreement(demo: Session) -> None:
    titles = demo.scalars(select(Round.title).join(Partnership).where(Partnership.slug == SLUG)).all()
    assert len(titles) == 19  # six are of case audits and dip samples, one asks whether something was noticed
    assert all("constructed" in title for title in titles if "Hertfordshire" not in title)

    herts = beside(demo, "Hertfordshire Learning Hub: gangs and knife crime, evaluation", "release")
    assert herts.comparison is not None
    assert "constructed" in herts.comparison.first.title
    risen = [one.name for one in herts.comparison.questions if one.favourable and one.favourable.verdict == "higher"]
    assert risen == ["objectives_met"]
    course = next(one for one in herts.courses if one.question == "objectives_met")
    assert [point.share.count for point in course.points] == [26, 28, 35]

    walked = beside(demo, "Section 11 walkabouts of the last cycle", "release").standards
    assert walked is not None
    assert walked.three_ways is not None
    assert {row.flag.state for row in walked.three_ways.rows} >= {"flagged", "not flagged"}
    assert walked.three_ways.by_standard[4].staff is not None
    assert walked.coverage is not None
    assert {cell.state for row in walked.coverage.rows for cell in row} >= {"current", "old", "not applicable"}

    graded = beside(demo, "Six cases graded by three agencies", "working").agreement
    assert len(graded) == 13
    assert {one.exact.n_pairs for one in graded} >= {18}


def test_the_demo_s_visits_stand_beside_its_walkabouts_with_conversations_in_working_papers_alone(
    demo: Session,
) -> None:
    last = beside(demo, "Section 11 walkabouts of the last cycle", "working").visits
    assert last is not None
    document = read_data("devon_walkabout")["responses"][0]
    assert {visit.agency for visit in last.lines} == {
        *read_data("constructed_rounds")["walkabouts"], document["agency"],
    }  # fmt: skip
    assert "onstructed" in (last.note or "")
    assert {visit.team for visit in last.lines} == {
        "Team leader, auditor", "Team leader, auditor, young scrutineer",
    }  # fmt: skip
    assert {visit.agency: visit.conversations for visit in last.lines}[document["agency"]] == len(
        document["conversation"]
    )
    working = beside(demo, "Section 11 walkabouts (constructed)", "working").visits
    assert working is not None
    assert all(visit.conversations for visit in working.lines)
    released = beside(demo, "Section 11 walkabouts (constructed)", "release").visits
    assert released is not None
    assert {visit.conversations for visit in released.lines} == {None}


def test_what_stands_beside_a_round_holds_no_text_of_an_answer(demo: Session) -> None:
    """The themes' cleared wordings are the only words of respondents that may stand there; the demo has none."""
    found = beside(demo, "Hertfordshire Learning Hub: gangs and knife crime, online survey", "release")
    said = json.dumps([str(found)])
    answers = read_data("herts_survey")["responses"]
    texts = {answer for document in answers for answer in document.values() if isinstance(answer, str)}
    assert [text for text in texts if len(text) > 20 and text in said] == []
