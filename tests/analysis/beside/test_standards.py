from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analysis.beside.graded_forms import GradedRound, standards_in
from analysis.beside.staff import staff_views_in
from analysis.beside.standards import standards_of
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release
from analysis.report import Report
from analysis.round_data import ResponseRecord
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.loading import library, load_instrument
from instruments.merging import merge_versions
from instruments.model import Instrument
from tests.analysis.rounds import make_figures, spread

WALKABOUT, SELF, STAFF = (
    compile_instrument(load_instrument(library()[name]))
    for name in ("section-11-walkabout", "section-11-self-assessment", "staff-survey")
)
TODAY = date(2026, 3, 2)


def graded(form: CompiledInstrument, *documents: dict[str, Any]) -> GradedRound:
    records = [
        ResponseRecord(response_id=str(place), document=one, received_on=TODAY) for place, one in enumerate(documents)
    ]
    return GradedRound(form=form, responses=records)


def visit(agency: str = "Example Police", **answers: Any) -> dict[str, Any]:
    return {"agency": agency, "visit_date": "2026-02-01", **answers}


def test_each_agency_has_its_grade_of_each_standard() -> None:
    found = standards_of(
        graded(WALKABOUT, visit(st1="fully", st2="not_applicable"), visit("A clinic", st1="partly")), as_of=TODAY
    )
    assert found is not None
    assert found.heat.units == ("A clinic", "Example Police")
    assert [cell.grade for cell in found.heat.rows[0]] == ["partly", "fully"]
    assert [cell.state for cell in found.heat.rows[1]] == ["missing", "not applicable"]
    assert found.labels["st1"].startswith("St1.")
    assert list(found.grade_labels) == ["fully", "mostly", "partly", "not_met"]


def test_the_leaders_questions_are_grades_and_no_standards() -> None:
    assert list(standards_in(WALKABOUT)) == [f"st{n}" for n in range(1, 12)]
    assert list(standards_in(SELF)) == [f"st{n}" for n in range(1, 12)]


def test_evidence_has_its_own_day_or_that_of_the_visit() -> None:
    found = standards_of(
        graded(WALKABOUT, visit(st1="fully", st1_evidence_date="2024-01-05", st2="mostly", st3="not_applicable")),
        as_of=TODAY, agencies=["Example Police", "Example Fire Service"],
    )  # fmt: skip
    assert found is not None
    assert found.coverage is not None
    fire, police = found.coverage.rows
    assert [cell.state for cell in police[:4]] == ["old", "current", "not applicable", "none"]
    assert police[1].last == date(2026, 2, 1)
    assert {cell.state for cell in fire} == {"none"}


def test_the_newest_visit_counts_and_agencies_are_known_however_they_are_written() -> None:
    old = visit(" example  police ", st1="not_met") | {"visit_date": "2025-02-01"}
    found = standards_of(graded(WALKABOUT, visit(st1="mostly"), old), as_of=TODAY, agencies=["Example Police"])
    assert found is not None
    assert found.heat.rows[0][0].grade == "mostly"


def test_an_invitation_says_better_whose_answer_it_is_than_what_was_typed_in() -> None:
    record = ResponseRecord(response_id="1", document=visit(st1="fully"), strata={"agency": "Probation"})
    found = standards_of(GradedRound(form=WALKABOUT, responses=[record]), as_of=TODAY)
    assert found is not None
    assert found.heat.units == ("Probation",)


def test_beside_a_self_assessment_stand_the_walkabouts_and_the_other_way_round() -> None:
    own = graded(SELF, {"agency": "Example Police", "assessment_date": "2025-11-01", "st1": "fully"})
    walked = graded(WALKABOUT, visit(st1="partly", st1_self="mostly"))
    for one, other in ((own, walked), (walked, own)):
        found = standards_of(one, as_of=TODAY, beside=other)
        assert found is not None
        assert found.three_ways is not None
        row = found.three_ways.rows[0]
        assert (row.self_grade.grade, row.walkabout_grade.grade, row.flag.state) == ("fully", "partly", "flagged")
        assert found.coverage is not None
        assert found.coverage.rows[0][0].n_records == 2


def test_without_a_self_assessment_the_grade_that_visitors_were_told_counts() -> None:
    found = standards_of(graded(WALKABOUT, visit(st1="partly", st1_self="mostly")), as_of=TODAY)
    assert found is not None
    assert found.three_ways is not None
    assert found.three_ways.rows[0].self_grade.grade == "mostly"
    alone = standards_of(graded(WALKABOUT, visit(st1="partly")), as_of=TODAY)
    assert alone is not None
    assert alone.three_ways is None


def survey(backed: dict[Any, int], route: dict[Any, int]) -> Report:
    figures = make_figures(STAFF, spread(st5_backed=backed, st5_know_route=route), closed=True)
    return release(figures, DisclosurePolicy.default(), ReleaseLedger()).report


def test_staff_speak_through_the_release_of_their_survey_and_the_least_favourable_question() -> None:
    report = survey({"agree": 30, "disagree": 10}, {"agree": 20, "disagree": 20})
    (view,) = staff_views_in(report, ["st4", "st5"])
    assert (view.standard, view.n_favourable, view.n_used, view.unit) == ("st5", 20, 40, None)
    found = standards_of(graded(WALKABOUT, visit(st5="partly")), as_of=TODAY, staff=report)
    assert found is not None
    assert found.three_ways is not None
    assert found.three_ways.by_standard[4].staff == view


def test_what_the_release_of_the_survey_hides_nobody_is_told_here() -> None:
    few = survey({"agree": 30, "disagree": 10}, {"agree": 38, "disagree": 2})
    (view,) = staff_views_in(few, ["st5"])
    assert view.n_favourable == 30
    assert staff_views_in(survey({"agree": 38, "disagree": 2}, {"agree": 39, "disagree": 1}), ["st5"]) == ()


def test_a_question_asked_of_some_does_not_speak_for_all() -> None:
    documents = spread(st4_raised={"yes": 20, "no": 20}, st4_safe={"agree": 30, "disagree": 10})
    for document in documents:
        if document["st4_raised"] == "yes":
            document["st4_treated_fairly"] = "disagree"
    report = release(make_figures(STAFF, documents), DisclosurePolicy.default(), ReleaseLedger()).report
    (view,) = staff_views_in(report, ["st4"])
    assert view.n_favourable == 30


@pytest.mark.parametrize("unit", ["people", "cases"])
def test_grades_of_people_or_cases_make_no_standards(unit: str) -> None:
    data = json.loads(WALKABOUT.instrument.model_dump_json())
    data["settings"]["unit"] = unit
    form = compile_instrument(Instrument.model_validate_json(json.dumps(data)))
    assert standards_of(graded(form, visit(st1="fully")), as_of=TODAY) is None


@pytest.mark.parametrize("name", ["case-audit", "school-safeguarding-audit", "staff-survey", "peer-review-interview"])
def test_other_forms_of_the_library_make_none(name: str) -> None:
    form = compile_instrument(load_instrument(library()[name]))
    assert standards_of(graded(form, visit(st1="fully")), as_of=TODAY) is None


def test_nobody_graded_yet_makes_none() -> None:
    assert standards_of(graded(WALKABOUT), as_of=TODAY) is None
    assert standards_of(graded(WALKABOUT, {"visit_date": "2026-02-01", "st1": "fully"}), as_of=TODAY) is None


def test_answers_to_several_versions_are_read_under_one_form() -> None:
    first = WALKABOUT.instrument
    merged = merge_versions({1: first, 2: first})
    records: Sequence[ResponseRecord] = [
        replace(ResponseRecord(response_id="1", document=visit(st1="fully")), version=1),
        replace(ResponseRecord(response_id="2", document=visit("A clinic", st1="partly")), version=2),
    ]
    found = standards_of(GradedRound(form=merged, responses=records), as_of=TODAY)
    assert found is not None
    assert [cell.grade for cell in found.heat.rows[0]] == ["partly", "fully"]


def test_the_best_grade_stands_first_whichever_way_the_form_lists_them() -> None:
    data = json.loads(WALKABOUT.instrument.model_dump_json())
    data["choices"]["met"][:4] = reversed(data["choices"]["met"][:4])
    data["scales"]["met"]["direction"] = "best_last"
    form = compile_instrument(Instrument.model_validate_json(json.dumps(data)))
    found = standards_of(graded(form, visit(st1="fully")), as_of=TODAY)
    assert found is not None
    assert found.heat.grades == ("fully", "mostly", "partly", "not_met")
