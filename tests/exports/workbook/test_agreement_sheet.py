"""The sheets of agreement read back and compared with their figures, cell by cell."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.beside import Beside, JudgementAgreement
from tests.exports import beside, reports
from tests.exports.workbooks import row_of, same, sheets, written

JUDGEMENTS = beside.make_agreement()


@pytest.fixture(scope="module")
def found() -> dict[str, list[list[Any]]]:
    return sheets(written(reports.make_walkabout_report(), beside=Beside(agreement=JUDGEMENTS)))


def shown(value: float | None) -> object:
    return "[z]" if value is None else value


@pytest.mark.parametrize("judgement", JUDGEMENTS, ids=lambda one: one.name)
def test_agreement_has_its_pairs_and_its_interval(
    judgement: JudgementAgreement, found: dict[str, list[list[Any]]]
) -> None:
    row = row_of(found["Agreement"], judgement.label)
    expected: list[object] = []
    for share in (judgement.exact, judgement.within_one):
        expected += [share.count, share.n_pairs, shown(share.estimate), shown(share.low), shown(share.high)]
    assert same(row[1:11], expected)
    for sentence in (judgement.exact.why_not, *judgement.exact.cautions):
        assert sentence is None or sentence in row[11]


def test_every_coefficient_has_a_row_with_cases_method_and_why_not(found: dict[str, list[list[Any]]]) -> None:
    rows = found["Agreement beyond chance"]
    start = next(number for number, row in enumerate(rows) if row[0] == "Judgement") + 1
    expected = [(one, coefficient) for one in JUDGEMENTS for coefficient in one.coefficients]
    for row, (one, coefficient) in zip(rows[start:], expected, strict=True):
        assert row[:2] == [one.label, coefficient.statistic]
        ends = [shown(value) for value in (coefficient.estimate, coefficient.low, coefficient.high)]
        assert same(row[2:7], [*ends, coefficient.n_used, coefficient.n_missing])
        assert row[7] == coefficient.method
        for sentence in (coefficient.why_not, *coefficient.cautions):
            assert sentence is None or sentence in row[8]


def test_what_is_not_defined_is_neither_nought_nor_one(found: dict[str, list[list[Any]]]) -> None:
    rows = [row for row in found["Agreement beyond chance"] if row[0] == JUDGEMENTS[2].label]
    assert len(rows) == 3
    assert all(row[2:5] == ["[z]"] * 3 and "Only one grade occurs" in row[8] for row in rows)


def test_the_table_of_grades_says_what_its_rows_and_columns_are(found: dict[str, list[list[Any]]]) -> None:
    rows = found["Agreement"]
    for judgement in JUDGEMENTS[:3]:
        start = max(number for number, row in enumerate(rows) if row[0] == judgement.label)
        table = judgement.exact.table
        assert rows[start + 1][0] == f"In rows: {table.rows_are}. In columns: {table.columns_are}."
        assert rows[start + 2][1:5] == ["Outstanding", "Good", "Requires improvement", "Inadequate"]
        for counts, row in zip(table.counts, rows[start + 3 :], strict=False):
            assert same(row[1:5], list(counts))
    assert "No case has two grades, so there is no table." in [row[0] for row in rows]


def test_the_sheet_says_how_to_read_it(found: dict[str, list[list[Any]]]) -> None:
    assert any("0 is what chance would give" in str(row[0]) for row in found["Agreement"])


def test_a_release_has_no_agreement_and_the_contents_say_why() -> None:
    report = reports.make_report()
    why = "Agreement on cases stands in working papers only."
    contents = sheets(written(report, beside=Beside(notes={"agreement": why})))
    assert why in [row[0] for row in contents["Contents"]]
    assert "Agreement" not in contents
    with pytest.raises(ValueError, match="working papers"):
        written(report, beside=Beside(agreement=JUDGEMENTS))
