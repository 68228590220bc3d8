"""Every figure of an audit of four agencies and eight cases is the one that R works out (four_agencies/figures.R)."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from analysis.case_audits import AgreementFigures, AuditFigures, GradeCounts, ShiftRow, audit_figures
from analysis.comparison import QuestionComparison, RoundComparison
from tests.analysis.case_audits.constructed import FOLDER, record_from

Figures = dict[tuple[str, str], float | None]


def figures_of_r() -> Figures:
    with (FOLDER / "figures.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {(row["figure"], row["name"]): float(row["value"]) for row in rows}


@pytest.fixture(scope="module")
def ours() -> Figures:
    this, last = record_from("this_audit.csv"), record_from("last_audit.csv")
    alike = RoundComparison(
        questions=tuple(
            QuestionComparison(name=one.name, label=one.label, verdict="yes", reasons=()) for one in this.questions
        ),
        form_changes=(),
    )
    return dict(all_figures(audit_figures(this, earlier=last, alike=alike, resamples=20)))


def all_figures(found: AuditFigures) -> Iterator[tuple[tuple[str, str], float | None]]:
    agreement, shift, grades = found.agreement, found.shift, found.grades
    assert agreement.together is not None
    assert shift.together is not None
    assert grades.together is not None
    for one in (agreement.together, *agreement.by_question, *agreement.by_pair):
        yield from agreement_of(one)
    for row in (shift.together, *shift.by_agency, *shift.by_question):
        yield from shift_of(row)
    yield ("shift kappa", "all"), shift.together.shift.kappa.estimate
    yield ("shift ac2", "all"), shift.together.shift.ac2.estimate
    for counts in (grades.together, *grades.by_agency, *grades.by_question):
        yield from profile_of(counts)
    assert found.against is not None
    for change in found.against.moderated:
        yield ("change", change.name), change.difference.estimate
        yield ("change from", change.name), change.difference.low
        yield ("change to", change.name), change.difference.high
        yield ("fisher", change.name), change.p_value
        yield ("adjusted fisher", change.name), change.p_adjusted


def agreement_of(one: AgreementFigures) -> Iterator[tuple[tuple[str, str], float | None]]:
    yield ("exact", one.name), one.exact.estimate
    yield ("within one", one.name), one.within_one.estimate
    yield ("ac2", one.name), one.ac2.estimate
    yield ("alpha", one.name), one.alpha.estimate
    if one.kappa is not None:
        yield ("kappa", one.name), one.kappa.estimate


def shift_of(row: ShiftRow) -> Iterator[tuple[tuple[str, str], float | None]]:
    steps = row.shift.shift
    yield ("up", row.name), steps.up
    yield ("same", row.name), steps.same
    yield ("down", row.name), steps.down
    yield ("mean shift", row.name), steps.estimate
    yield ("sign test", row.name), row.shift.sign_test.p_value
    if row.p_adjusted is not None:
        yield ("adjusted sign test", row.name), row.p_adjusted


def profile_of(counts: GradeCounts) -> Iterator[tuple[tuple[str, str], float | None]]:
    yield ("graded", counts.name), counts.n_used
    yield ("good or better", counts.name), counts.share.estimate
    yield ("good or better from", counts.name), counts.share.low
    yield ("good or better to", counts.name), counts.share.high
    yield ("median lower", counts.name), counts.median.lower


def test_we_and_r_work_out_the_same_figures(ours: Figures) -> None:
    assert set(ours) == set(figures_of_r())


@pytest.mark.parametrize("figure", sorted({figure for figure, _ in figures_of_r()}))
def test_a_figure_is_that_of_r(figure: str, ours: Figures) -> None:
    expected = {key: value for key, value in figures_of_r().items() if key[0] == figure}
    assert {key: ours[key] for key in expected} == pytest.approx(expected, abs=1e-9)
