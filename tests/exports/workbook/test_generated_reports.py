"""Reports with any figures at all are written, read back and compared cell by cell."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from analysis.report import NumberSummary, Report
from exports.wording import CLOSED_KINDS
from tests.exports.generated import generated_reports
from tests.exports.schemas import xml_problems
from tests.exports.workbook.test_cross_tables import check_table
from tests.exports.workbook.test_native_charts import cells_of, references
from tests.exports.workbook.test_writer import check_block
from tests.exports.workbooks import Rows, row_of, same, sheets, written

MOST_EXAMPLES = 25  # each is a whole workbook, written, validated and read again


@settings(max_examples=MOST_EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(generated_reports())
def test_any_report_is_in_its_workbook_cell_by_cell(report: Report) -> None:
    data = written(report)
    assert xml_problems(data) == []
    found = sheets(data)
    for section in report.sections:
        for block in section.questions:
            if block.kind in CLOSED_KINDS:
                check_block(found[section.label], block)
            elif block.numbers is not None:
                check_numbers(found[section.label], block.label, block.numbers)
    for table in report.cross_tables:
        check_table_in_parts(found["By Agency"], report, table.question)
    for reference in references(data):
        values = cells_of(found, reference)
        assert values
        assert not {"[c]", "[z]"} & {value for value in values if isinstance(value, str)}


def check_numbers(rows: Rows, label: str, numbers: NumberSummary) -> None:
    expected: list[Any] = ["[c]" if numbers.n is None else numbers.n]
    expected += [numbers.minimum, numbers.lower_quartile, numbers.median, numbers.upper_quartile, numbers.maximum]
    assert same(row_of(rows, "All who gave a number", after=label)[1:7], expected)
    for one in numbers.histogram:
        assert row_of(rows, one.label)[1] == ("[c]" if one.count is None else one.count)


def check_table_in_parts(rows: Rows, report: Report, question: str) -> None:
    """A table of up to twenty groups stands whole; of more only that each group has its column."""
    table = next(table for table in report.cross_tables if table.question == question)
    shown = [group.label for group in table.groups if group.asked != 0]
    if len(shown) <= 20:
        check_table(rows, table)
        return
    start = next(number for number, row in enumerate(rows) if row[0] == table.question_label)
    heads = [row[3:] for row in rows[start:] if row[0] == "Answer"][:2]
    assert [label for head in heads for label in head if label] == shown
