"""The release log read back."""

from __future__ import annotations

from analysis.report import SuppressionEntry
from tests.exports import reports
from tests.exports.workbooks import sheets, structure, written

ENTRIES = tuple(
    SuppressionEntry(place=f"Question {number}", what="the base", why="a count from 1 to 4") for number in range(3)
)


def test_everything_hidden_stands_in_a_table_with_filters() -> None:
    data = written(reports.make_report(suppressions=ENTRIES))
    rows = sheets(data)["Release log"]
    start = next(number for number, row in enumerate(rows) if row[0] == "Where") + 1
    assert rows[start:] == [[entry.place, entry.what, entry.why] for entry in ENTRIES]
    book = structure(data)
    assert next(iter(book["Release log"].tables.values())).autoFilter is not None
    assert "release_log" in book.defined_names


def test_the_method_leads_to_it() -> None:
    method = structure(written(reports.make_report()))["Method"]
    targets = [cell.hyperlink.location for cell in method["A"] if cell.hyperlink]
    assert targets == ["Contents!A1", "'Release log'!A1"]


def test_a_release_that_hides_nothing_says_so() -> None:
    found = sheets(written(reports.make_report(suppressions=())))
    assert "Nothing was hidden." in [row[0] for row in found["Release log"]]
    assert "Nothing was hidden." in [row[0] for row in found["Method"]]


def test_a_working_paper_has_a_log_only_where_something_is_hidden() -> None:
    assert "Release log" not in sheets(written(reports.make_walkabout_report()))
    assert "Release log" in sheets(written(reports.make_walkabout_report(suppressions=ENTRIES)))
