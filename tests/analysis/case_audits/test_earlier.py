"""Against the last audit: only what was asked alike, as independent samples, adjusted for their number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.case_audits import AuditQuestion, AuditRecord, audit_figures
from analysis.case_audits.earlier import NOTHING_ALIKE, OTHER_CASES, OWN_GRADES, AgainstEarlier
from analysis.comparison import QuestionComparison, RoundComparison
from analysis.section11 import GradeScale
from tests.analysis.case_audits.constructed import record_from, small_record


def alike(record: AuditRecord, **verdicts: str) -> RoundComparison:
    """All questions asked in the same way, but for those with another verdict."""
    questions = tuple(
        QuestionComparison(
            name=one.name, label=one.label, verdict=verdicts.get(one.name, "yes"),  # type: ignore[arg-type]
            reasons=(f"{one.name} is worded otherwise.",) if one.name in verdicts else (),
        )
        for one in record.questions
    )  # fmt: skip
    return RoundComparison(questions=questions, form_changes=())


def against(now: AuditRecord, before: AuditRecord, **verdicts: str) -> AgainstEarlier:
    found = audit_figures(now, earlier=before, alike=alike(now, **verdicts), resamples=0).against
    assert found is not None
    return found


@pytest.fixture
def audits() -> tuple[AuditRecord, AuditRecord]:
    return record_from("this_audit.csv"), record_from("last_audit.csv")


def test_differences_and_tests_are_those_of_statsmodels_and_scipy(audits: tuple[AuditRecord, AuditRecord]) -> None:
    rows = against(*audits).moderated
    for row in rows:
        counts = (row.now.n_favourable, row.now.n_used, row.before.n_favourable, row.before.n_used)
        low, high = confint_proportions_2indep(*counts, method="newcomb")
        assert (row.difference.low, row.difference.high) == pytest.approx((low, high))
        table = [[counts[0], counts[1] - counts[0]], [counts[2], counts[3] - counts[2]]]
        assert row.p_value == pytest.approx(fisher_exact(table).pvalue)
    adjusted = multipletests([row.p_value for row in rows], method="holm")[1]
    assert [row.p_adjusted for row in rows] == pytest.approx(list(adjusted))


@pytest.mark.parametrize("verdict", ["with care", "no"])
def test_a_question_that_was_worded_otherwise_is_not_compared(
    audits: tuple[AuditRecord, AuditRecord], verdict: str
) -> None:
    found = against(*audits, b4=verdict)
    assert [row.name for row in found.moderated] == [row.name for row in found.own] == ["b1", "b8"]
    assert found.not_compared == (("B4. Graded", "b4 is worded otherwise."),)


def test_a_question_on_another_scale_is_not_compared(audits: tuple[AuditRecord, AuditRecord]) -> None:
    now = small_record({("HER-01", "Police"): "good"})
    before = small_record({("OTT-01", "Police"): "good"})
    other = AuditQuestion(
        name="b1", label="B1", grade_labels=("Good", "Poor"),
        scale=GradeScale(best_to_worst=("good", "poor"), favourable=("good",)),
    )  # fmt: skip
    found = against(now, replace(before, questions=(other,)))
    assert found.why_not == NOTHING_ALIKE
    assert found.not_compared == (("B1. Graded", "It was graded on another scale."),)
    assert (found.own, found.moderated) == ((), ())


def test_without_moderated_grades_on_both_sides_only_own_ones_are_compared(
    audits: tuple[AuditRecord, AuditRecord],
) -> None:
    found = against(audits[0], replace(audits[1], panel=()))
    assert found.moderated == ()
    assert [row.name for row in found.own] == ["b1", "b4", "b8"]


def test_a_question_without_a_grade_in_one_audit_has_no_difference_and_says_why() -> None:
    now, before = small_record({("HER-01", "Police"): "good"}), small_record({("OTT-01", "Police"): None})
    row = against(now, before).own[0]
    assert (row.difference.estimate, row.p_value, row.p_adjusted) == (None, None, None)
    assert row.difference.why_not == "There is no such grade in the last audit."


def test_cautions_say_that_the_cases_are_other_ones_and_which_were_chosen(
    audits: tuple[AuditRecord, AuditRecord],
) -> None:
    now, before = audits
    assert against(now, before).cautions == (OTHER_CASES, OWN_GRADES)
    chosen = against(now, replace(before, chosen=frozenset({"OTT-01"}))).cautions
    assert chosen[1].startswith("In the last audit cases were chosen for a reason")


def test_own_grades_of_several_agencies_of_one_case_are_said_to_hang_together() -> None:
    alone, two = {("HER-01", "Police"): "good"}, {("OTT-01", "Police"): "good", ("OTT-01", "School"): "good"}
    one, several = small_record(alone), small_record(two)
    assert OWN_GRADES not in against(one, one).cautions
    assert OWN_GRADES in against(one, several).cautions
    assert OWN_GRADES in against(several, one).cautions


def test_an_earlier_audit_without_what_was_asked_alike_is_refused(audits: tuple[AuditRecord, AuditRecord]) -> None:
    with pytest.raises(ValueError, match="without alike"):
        audit_figures(audits[0], earlier=audits[1], resamples=0)
