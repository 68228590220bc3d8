"""The shift from own to moderated grades, from end to end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.descriptivestats import sign_test
from statsmodels.stats.multitest import multipletests

from analysis.agreement.moderation import NO_RETURN
from analysis.case_audits import DissentRecord, PanelGrade, audit_figures
from analysis.case_audits.cells import grade_cells
from analysis.case_audits.shifts import shift_row
from tests.analysis.case_audits.constructed import OFSTED, moderation_record, record_from, returned, small_record

GRADES = OFSTED.best_to_worst
pairs = st.lists(st.tuples(st.sampled_from(GRADES), st.sampled_from(GRADES)), max_size=12)


def test_the_moderation_table_of_the_notes_comes_out_from_end_to_end() -> None:
    """Exact 71.9%, quadratic kappa .704, quadratic AC2 .927, sign test 8 v 1, p = .039 (the project's notes, 3.5)."""
    row = audit_figures(moderation_record(), resamples=50).shift.together
    assert row is not None
    found = row.shift
    assert f"{found.exact.estimate:.1%}" == "71.9%"
    assert found.kappa.estimate == pytest.approx(0.704, abs=5e-4)
    assert found.ac2.estimate == pytest.approx(0.927, abs=5e-4)
    assert (found.shift.up, found.shift.same, found.shift.down) == (8, 23, 1)
    assert found.sign_test.p_value == pytest.approx(0.039, abs=5e-4)
    assert [list(line) for line in found.table.counts][::-1] == [
        line[::-1] for line in [[0, 1, 0, 0], [0, 12, 5, 0], [0, 1, 9, 2], [0, 0, 0, 2]]
    ]


@given(pairs)
def test_a_shift_is_what_counting_gives_and_its_sign_test_that_of_statsmodels(found: list[tuple[str, str]]) -> None:
    cases = {f"HER-{number}": pair for number, pair in enumerate(found)}
    record = small_record({(case, "Police"): own for case, (own, _) in cases.items()})
    panel = tuple(PanelGrade(case=case, question="b1", grade=grade) for case, (_, grade) in cases.items())
    cells = grade_cells(replace(record, panel=panel))
    row = shift_row("b1", "B1", cells, record.questions[0], resamples=0, seed=1)
    steps = [GRADES.index(own) - GRADES.index(moderated) for own, moderated in found]
    shift = row.shift.shift
    assert (shift.up, shift.down, shift.same) == (sum(s > 0 for s in steps), sum(s < 0 for s in steps), steps.count(0))
    assert shift.estimate == (pytest.approx(sum(steps) / len(steps)) if steps else None)
    if any(steps):
        assert row.shift.sign_test.p_value == pytest.approx(sign_test(steps)[1])
    else:
        assert row.shift.sign_test.p_value is None


def test_the_sign_tests_of_agencies_are_adjusted_as_statsmodels_does_it() -> None:
    rows = audit_figures(record_from("this_audit.csv"), resamples=0).shift.by_agency
    plain = [row.shift.sign_test.p_value for row in rows]
    assert [row.p_adjusted for row in rows] == pytest.approx(list(multipletests(plain, method="holm")[1]))


def test_a_late_return_has_no_part_in_the_shift_and_is_counted() -> None:
    record = small_record({("HER-01", "Police"): "good"})
    late = returned("HER-01", "School", {"b1": "inadequate"}, blind=None)
    panel = (PanelGrade(case="HER-01", question="b1", grade="good"),)
    more = replace(record, agencies=("Police", "School"), returns=(*record.returns, late), panel=panel)
    row = audit_figures(more, resamples=0).shift.by_question[0]
    assert (row.shift.n_used, row.shift.n_not_blind, row.shift.shift.same) == (1, 1, 1)


def test_without_a_panel_there_is_no_shift_and_it_says_why() -> None:
    found = audit_figures(small_record({("HER-01", "Police"): "good"}), resamples=0)
    assert found.shift.together is not None
    assert found.shift.together.shift.why_not == NO_RETURN
    assert found.shift.together.shift.shift.estimate is None
    assert found.grades.panel is None


def test_dissents_are_counted_by_agency_and_question() -> None:
    record = small_record({("HER-01", "Police"): "good", ("HER-02", "School"): "good"})
    dissents = tuple(
        DissentRecord(case=case, question="b1", agency=agency, reason="Seen otherwise")
        for case, agency in (("HER-01", "Police"), ("HER-02", "Police"), ("HER-02", "School"))
    )
    found = audit_figures(replace(record, dissents=dissents), resamples=0).shift.dissents
    assert (found.total, found.n_cases) == (3, 2)
    assert found.by_agency == (("Police", 2), ("School", 1))
    assert found.by_question == (("b1", 3),)
