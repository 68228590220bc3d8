"""Profiles of grades: counts first, and what is no grade kept apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.case_audits import AuditQuestion, ReturnRecord, audit_figures
from analysis.case_audits.profiles import FEW, NOTHING_GRADED, ONE_CASE_MORE_GRADES
from analysis.section11 import GradeScale
from tests.analysis.case_audits.constructed import question, record_from, returned, small_record


def test_every_kind_of_absence_is_counted_apart_and_in_no_percentage() -> None:
    record = small_record(
        {("HER-01", "A"): "good", ("HER-01", "B"): "not_applicable", ("HER-01", "C"): None},
        cases=("HER-01",), agencies=("A", "B", "C", "D", "E", "F"),
    )  # fmt: skip
    others = (
        returned("HER-01", "D", {}),
        ReturnRecord(case="HER-01", agency="E", state="missing"),
        ReturnRecord(case="HER-01", agency="F", state="not_involved"),
    )
    found = audit_figures(replace(record, returns=(*record.returns, *others)), resamples=0)
    counts = found.grades.by_question[0]
    assert counts.counts == (0, 1, 0, 0)
    absences = (
        counts.n_not_applicable, counts.n_not_answered, counts.n_not_asked, counts.n_missing, counts.n_not_involved,
    )  # fmt: skip
    assert absences == (1, 1, 1, 1, 1)
    assert (counts.n_favourable, counts.n_used, counts.share.estimate) == (1, 1, 1.0)
    assert (found.returns.n_asked, found.returns.n_returned, found.returns.n_missing) == (5, 4, 1)


def test_the_interval_is_wilsons_as_statsmodels_has_it() -> None:
    for counts in audit_figures(record_from("this_audit.csv"), resamples=0).grades.by_agency:
        low, high = proportion_confint(counts.n_favourable, counts.n_used, method="wilson")
        assert (counts.share.low, counts.share.high) == pytest.approx((low, high))


def test_nothing_graded_has_no_percentage_and_no_median() -> None:
    counts = audit_figures(small_record({("HER-01", "A"): None}), resamples=0).grades.by_question[0]
    assert (counts.share.estimate, counts.share.why_not) == (None, NOTHING_GRADED)
    assert counts.median.lower is None


def test_cautions_for_few_grades_and_for_several_of_one_case() -> None:
    found = audit_figures(small_record({("HER-01", "A"): "good", ("HER-01", "B"): "good"}), resamples=0)
    assert found.grades.by_question[0].cautions == (FEW, ONE_CASE_MORE_GRADES)
    assert found.grades.by_agency[0].cautions == (FEW,)


def test_an_even_split_stays_between_two_grades() -> None:
    found = audit_figures(small_record({("HER-01", "A"): "good", ("HER-01", "B"): "inadequate"}), resamples=0)
    median = found.grades.by_question[0].median
    assert (median.lower, median.upper) == (1, 3)


def test_a_question_on_another_scale_is_never_pooled_and_the_notes_say_so() -> None:
    yes_no = AuditQuestion(
        name="b9", label="B9. Plan seen", grade_labels=("Yes", "No"),
        scale=GradeScale(best_to_worst=("seen", "unseen"), favourable=("seen",)),
    )  # fmt: skip
    record = small_record(
        {}, cases=("HER-01",), agencies=("A", "B"), questions=(question("b1"), question("b2"), yes_no)
    )
    grades = {"b1": "good", "b2": "inadequate", "b9": "unseen"}
    returns = tuple(returned("HER-01", agency, grades) for agency in ("A", "B"))
    found = audit_figures(replace(record, returns=returns), resamples=0)
    assert found.grades.together is not None
    assert found.grades.together.counts == (0, 2, 0, 2)
    assert found.grades.by_question[2].counts == (0, 2)
    assert found.agreement.together is not None
    assert found.agreement.together.exact.n_pairs == 2
    assert "B9. Plan seen" in found.notes[0]
