"""Agreement of agencies: as others work it out, the same however cases and agencies are named, and never made up."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from analysis.case_audits import AgreementFigures, AuditFigures, AuditRecord, PanelGrade, ReturnRecord, audit_figures
from analysis.case_audits.agreeing import NOBODY, ONE_AGENCY, ONE_EACH, agreement_figures
from analysis.case_audits.cells import grade_cells
from analysis.case_audits.returns import return_counts
from tests.analysis.case_audits.constructed import OFSTED, record_from, returned, small_record

GRADES = OFSTED.best_to_worst
CASES = ("HER-01", "HER-02", "HER-03", "HER-04", "HER-05")
given_grades = st.dictionaries(
    st.tuples(st.sampled_from(CASES), st.sampled_from(("Police", "School", "Health"))),
    st.sampled_from((*GRADES, "not_applicable", None)),
    max_size=15,
)


def figures_of(record: AuditRecord) -> AuditFigures:
    return audit_figures(record, resamples=0)


def agreement_of(record: AuditRecord) -> AgreementFigures:
    """On the first question alone, without intervals."""
    first = record.questions[0]
    return agreement_figures(first.name, first.label, grade_cells(record), first, resamples=0, seed=1)


def numbers(record: AuditRecord) -> tuple[float | None, ...]:
    one = agreement_of(record)
    kappa = None if one.kappa is None else one.kappa.estimate
    return one.exact.estimate, one.within_one.estimate, one.ac2.estimate, one.alpha.estimate, kappa


@given(given_grades)
def test_agreement_is_what_counting_every_pair_gives(grades: dict[tuple[str, str], str | None]) -> None:
    same, near, pairs = 0, 0, 0
    for case in CASES:
        places = [GRADES.index(grade) for (one, _), grade in grades.items() if one == case and grade in GRADES]
        for first, second in combinations(places, 2):
            pairs, same, near = pairs + 1, same + (first == second), near + (abs(first - second) <= 1)
    one = agreement_of(small_record(grades))
    assert (one.exact.n_pairs, one.exact.count, one.within_one.count) == (pairs, same, near)
    assert (one.exact.estimate is None) == (pairs == 0)
    assert (one.why_not is None) == (pairs > 0)


def test_alpha_of_every_question_is_that_of_the_package_krippendorff() -> None:
    record = record_from("this_audit.csv")
    for one in figures_of(record).agreement.by_question:
        table = np.full((len(record.agencies), len(record.cases)), np.nan)
        for made in record.returns:
            grade = made.grades.get(one.name)
            if grade in GRADES:
                table[record.agencies.index(made.agency), record.cases.index(made.case)] = GRADES.index(grade)
        expected = krippendorff.alpha(reliability_data=table, level_of_measurement="ordinal")
        assert one.alpha.estimate == pytest.approx(expected, abs=1e-12)


def test_kappa_of_every_two_agencies_is_that_of_scikit_learn() -> None:
    record = record_from("this_audit.csv")
    grades = {(one.case, name, one.agency): grade for one in record.returns for name, grade in one.grades.items()}
    for pair in figures_of(record).agreement.by_pair:
        first, second = pair.agencies
        both = [
            (grades[case, name, first], grades[case, name, second])
            for case, name, agency in grades
            if agency == first and (case, name, second) in grades
        ]
        both = [(one, other) for one, other in both if one in GRADES and other in GRADES]
        expected = cohen_kappa_score(*zip(*both, strict=True), labels=list(GRADES), weights="quadratic")
        assert pair.kappa is not None
        assert pair.kappa.estimate == pytest.approx(expected, abs=1e-12)


@given(given_grades, st.permutations(CASES), st.permutations(("Police", "School", "Health")))
def test_order_and_names_change_nothing(
    grades: dict[tuple[str, str], str | None], cases: list[str], agencies: list[str]
) -> None:
    names = dict(zip(("Police", "School", "Health"), agencies, strict=True))
    other = {
        (case, names[agency]): grades[case, agency] for case in cases for agency in names if (case, agency) in grades
    }
    assert numbers(small_record(other)) == pytest.approx(numbers(small_record(grades)))


@given(given_grades)
def test_an_agency_that_was_not_involved_changes_nothing(grades: dict[tuple[str, str], str | None]) -> None:
    record = small_record(grades)
    away = tuple(ReturnRecord(case=case, agency="Probation", state="not_involved") for case in record.cases)
    more = replace(record, agencies=(*record.agencies, "Probation"), returns=(*record.returns, *away))
    assert numbers(more) == numbers(record)
    before, after = (return_counts("all", one.returns) for one in (record, more))
    assert after == replace(before, n_not_involved=len(record.cases))


def test_a_return_that_is_not_blind_is_left_out_and_counted() -> None:
    late = returned("HER-01", "Health", {"b1": "inadequate"}, blind=None)
    record = small_record({("HER-01", "Police"): "good", ("HER-01", "School"): "good"})
    found = figures_of(replace(record, agencies=(*record.agencies, "Health"), returns=(*record.returns, late)))
    one = found.agreement.by_question[0]
    assert (one.exact.count, one.exact.n_pairs, one.n_late) == (1, 1, 1)
    assert found.grades.by_question[0].counts == (0, 2, 0, 1)
    assert found.grades.by_question[0].n_late == 1


def test_what_was_changed_after_the_opening_counts_as_it_was() -> None:
    changed = returned("HER-01", "School", {"b1": "inadequate"}, blind={"b1": "good"})
    record = small_record({("HER-01", "Police"): "good"})
    found = figures_of(replace(record, agencies=("Police", "School"), returns=(*record.returns, changed)))
    assert found.agreement.by_question[0].exact.estimate == 1.0
    assert found.returns.n_changed == 1
    assert found.grades.by_question[0].counts == (0, 1, 0, 1)


@pytest.mark.parametrize("left", [{}, {"b1": "inadequate"}], ids=["emptied", "left"])
def test_no_agency_withdraws_a_blind_grade_by_saying_later_that_it_was_not_involved(
    left: dict[str, str | None],
) -> None:
    blind = {"b1": "inadequate"}
    stood = returned("HER-01", "School", blind)
    withdrawn = ReturnRecord(case="HER-01", agency="School", state="not_involved", grades=left, blind=blind)
    record = small_record(
        {("HER-01", "Police"): "good"}, panel=(PanelGrade(case="HER-01", question="b1", grade="good"),)
    )
    before, after = (
        figures_of(replace(record, agencies=("Police", "School"), returns=(*record.returns, one)))
        for one in (stood, withdrawn)
    )
    assert after.agreement == before.agreement
    assert after.shift == before.shift
    assert after.agreement.by_question[0].exact.n_pairs == 1
    assert (after.returns.n_changed, after.returns.n_not_involved) == (1, 1)
    assert after.grades.by_question[0].counts == (0, 1, 0, 0)
    assert any("1 return was changed" in note for note in after.notes)
    cell = grade_cells(replace(record, agencies=("Police", "School"), returns=(*record.returns, withdrawn)))[1]
    assert (cell.state, cell.answer, cell.blind, cell.changed) == ("not_involved", None, "inadequate", True)


@pytest.mark.parametrize(
    ("grades", "why"),
    [
        ({}, NOBODY),
        ({("HER-01", "Police"): "not_applicable", ("HER-01", "School"): None}, NOBODY),
        ({("HER-01", "Police"): "good"}, ONE_AGENCY),
        ({("HER-01", "Police"): "good", ("HER-02", "School"): "good"}, ONE_EACH),
    ],
    ids=["nothing", "no grade", "one agency", "one grade to a case"],
)
def test_agreement_is_not_defined_for_want_of_grades(grades: dict[tuple[str, str], str | None], why: str) -> None:
    one = figures_of(small_record(grades)).agreement.by_question[0]
    assert one.why_not == why
    assert (one.exact.estimate, one.within_one.estimate, one.ac2.estimate, one.alpha.estimate) == (None,) * 4


def test_all_grades_alike_is_full_agreement_and_nothing_beyond_chance() -> None:
    grades = {(case, agency): "good" for case in CASES for agency in ("Police", "School")}
    one = figures_of(small_record(grades)).agreement.by_question[0]
    assert one.exact.estimate == 1.0
    assert (one.ac2.estimate, one.alpha.estimate) == (None, None)
    assert "Only one grade occurs" in str(one.ac2.why_not)


def test_a_case_says_how_far_its_grades_lie_apart_and_on_what() -> None:
    grades = {("HER-01", "Police"): "outstanding", ("HER-01", "School"): "good", ("HER-01", "Health"): "inadequate"}
    spread = figures_of(small_record(grades)).agreement.by_case[0]
    assert (spread.n_pairs, spread.n_same, spread.n_next, spread.n_further, spread.widest) == (3, 0, 1, 2, 3)
    assert spread.furthest == ("b1",)


def test_few_cases_bring_a_caution() -> None:
    found = figures_of(record_from("this_audit.csv")).agreement
    assert found.together is not None
    assert found.together.cautions[0].startswith("Only 8 cases were graded blind")
